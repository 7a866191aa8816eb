import type { AccessCheck, Call } from '../../service.ts';
import { putInlinePolicy } from './entities.ts';
import {
  attach,
  attachedPage,
  detach,
  encoded,
  inlinePage,
  inlinePolicy,
  removeInline,
} from './holder-policies.ts';
import { type IamEntity, iamOf } from './state.ts';

/** What the operations on the policies of roles, users and groups are given, beside whose they are. */
interface PolicyInput {
  readonly PolicyName?: string | undefined;
  readonly PolicyDocument?: string | undefined;
  readonly PolicyArn?: string | undefined;
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

/**
 * The operations on inline and attached policies, the same for a role, a user and a group.
 * @param nameMember what AWS calls the holder's name: `RoleName`, `UserName`, `GroupName`
 * @param access what a call on the holder asks of the policies
 * @param holderOf the holder that a call names
 */
export function policyOperations<Named extends object>(
  nameMember: string,
  access: (call: Call<Named>) => readonly AccessCheck[],
  holderOf: (call: Call<Named>) => IamEntity,
) {
  type Given = Call<Named & PolicyInput>;
  const attachAccess = (call: Given) =>
    access(call).map((check) => ({
      ...check,
      context: { 'iam:PolicyARN': call.input.PolicyArn ?? '' },
    }));
  return {
    get: {
      access,
      run(call: Given) {
        const holder = holderOf(call);
        const name = call.input.PolicyName ?? '';
        return {
          [nameMember]: holder.name,
          PolicyName: name,
          PolicyDocument: encoded(inlinePolicy(holder, name)),
        };
      },
    },
    put: {
      access,
      run(call: Given) {
        const { PolicyName = '', PolicyDocument = '' } = call.input;
        putInlinePolicy(call.world, call.scope, holderOf(call), PolicyName, PolicyDocument);
      },
    },
    remove: {
      access,
      run: (call: Given) => removeInline(call, holderOf(call), call.input.PolicyName ?? ''),
    },
    list: { access, run: (call: Given) => inlinePage(holderOf(call), call.input) },
    listAttached: {
      access,
      run: (call: Given) => attachedPage(iamOf(call.world, call.scope), holderOf(call), call.input),
    },
    attach: {
      access: attachAccess,
      run: (call: Given) => attach(call, holderOf(call), call.input.PolicyArn ?? ''),
    },
    detach: {
      access: attachAccess,
      run: (call: Given) => detach(call, holderOf(call), call.input.PolicyArn ?? ''),
    },
  };
}
