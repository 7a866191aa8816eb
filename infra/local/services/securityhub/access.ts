import type { Call, Operation } from '../../service.ts';
import type { Scope } from '../../world.ts';

export const hubArn = ({ partition, region, account }: Scope): string =>
  `arn:${partition}:securityhub:${region}:${account}:hub/default`;

/** An operation that is asked of the hub itself. */
export const onHub = <Input, Output>(
  action: string,
  run: (call: Call<Input>) => Output,
): Operation<Input, Output> => ({
  access: ({ scope }) => [
    { action: `securityhub:${action}`, resource: hubArn(scope), resourceAccount: scope.account },
  ],
  run,
});

/** An operation that has no resource. */
export const onEverything = <Input, Output>(
  action: string,
  run: (call: Call<Input>) => Output,
): Operation<Input, Output> => ({
  access: ({ scope }) => [
    { action: `securityhub:${action}`, resource: '*', resourceAccount: scope.account },
  ],
  run,
});
