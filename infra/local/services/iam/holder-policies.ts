import { AwsError, type Call } from '../../service.ts';
import { announce } from './entities.ts';
import { pageOf } from './pages.ts';
import { type IamEntity, type IamState, iamOf, policyWithArn } from './state.ts';

/** IAM answers policies percent-encoded (RFC 3986). */
export const encoded = (policy: string): string => encodeURIComponent(policy);

type Page = Parameters<typeof pageOf>[1];

/** @throws AwsError `NoSuchEntity`. */
export function inlinePolicy({ inline }: IamEntity, name: string): string {
  const text = inline.get(name);
  if (text !== undefined) return text;
  throw new AwsError('NoSuchEntity', `The policy with name ${name} cannot be found.`, 404);
}

export function inlinePage(holder: IamEntity, page: Page) {
  const { items, ...rest } = pageOf([...holder.inline.keys()].sort(), page);
  return { PolicyNames: [...items], ...rest };
}

export function attachedPage(
  state: IamState,
  holder: IamEntity,
  page: Page & { readonly PathPrefix?: string | undefined },
) {
  const policies = [...holder.attached]
    .map((arn) => policyWithArn(state, arn))
    .filter(({ path }) => path.startsWith(page.PathPrefix ?? '/'));
  const { items, ...rest } = pageOf(policies, page);
  return {
    AttachedPolicies: items.map(({ name, arn }) => ({ PolicyName: name, PolicyArn: arn })),
    ...rest,
  };
}

export function removeInline(call: Call<unknown>, holder: IamEntity, name: string): void {
  inlinePolicy(holder, name);
  holder.inline.delete(name);
  announce(call.world, call.scope, holder, 'changed');
}

export function attach(call: Call<unknown>, holder: IamEntity, arn: string): void {
  policyWithArn(iamOf(call.world, call.scope), arn);
  holder.attached.add(arn);
  announce(call.world, call.scope, holder, 'changed');
}

export function detach(call: Call<unknown>, holder: IamEntity, arn: string): void {
  if (!holder.attached.delete(arn)) {
    throw new AwsError('NoSuchEntity', `Policy ${arn} was not found.`, 404);
  }
  announce(call.world, call.scope, holder, 'changed');
}
