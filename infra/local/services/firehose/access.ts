import { type AccessCheck, AwsError, type Call, type Operation } from '../../service.ts';
import { keyCheck } from '../kms/access.ts';
import { findKey } from '../kms/key-lookup.ts';
import { type DeliveryStream, deliveryStreams } from './state.ts';

export interface NamedInput {
  readonly DeliveryStreamName?: string | undefined;
}

/** @throws AwsError `ResourceNotFoundException`. */
export function deliveryStreamOf({ world, scope, input }: Call<NamedInput>): DeliveryStream {
  const name = input.DeliveryStreamName ?? '';
  const found = deliveryStreams(world, scope).get(name);
  if (found) return found;
  throw new AwsError(
    'ResourceNotFoundException',
    `Firehose ${name} under account ${scope.account} not found.`,
  );
}

/** A question on a delivery stream, whether there is one of that name or not. */
export const deliveryStreamCheck = (
  { scope: { partition, region, account }, input }: Call<NamedInput>,
  action: string,
): AccessCheck => ({
  action: `firehose:${action}`,
  resource: `arn:${partition}:firehose:${region}:${account}:deliverystream/${input.DeliveryStreamName ?? ''}`,
  resourceAccount: account,
});

/** An operation on one delivery stream that asks one question. */
export const deliveryStreamOperation = <Input extends NamedInput>(
  action: string,
  run: (stream: DeliveryStream, call: Call<Input>) => unknown,
): Operation<Input> => ({
  access: (call) => [deliveryStreamCheck(call, action)],
  run: (call) => run(deliveryStreamOf(call), call),
});

/** May the caller hand these roles to Firehose? */
export const passing = (
  { scope }: Pick<Call, 'scope'>,
  roles: readonly (string | undefined)[],
): AccessCheck[] =>
  [...new Set(roles)].flatMap((role) =>
    role === undefined
      ? []
      : {
          action: 'iam:PassRole',
          resource: role,
          resourceAccount: scope.account,
          context: { 'iam:PassedToService': 'firehose.amazonaws.com' },
        },
  );

/** Firehose takes a grant on a delivery stream's own key in the caller's name. */
export function grantChecks(call: Call<object>, keyArn: string | undefined): AccessCheck[] {
  const key = keyArn === undefined ? undefined : findKey(call.world, call.scope, keyArn);
  if (!key) return [];
  const context = { 'kms:GrantIsForAWSResource': 'true' };
  return [keyCheck(call, key, 'CreateGrant', { viaService: 'firehose', context })];
}
