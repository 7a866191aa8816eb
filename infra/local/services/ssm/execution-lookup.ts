import { AwsError } from '../../service.ts';
import type { Scope, World } from '../../world.ts';
import { type StoredExecution, ssmState } from './state.ts';

export const executionArn = ({ partition, region, account }: Scope, id = ''): string =>
  `arn:${partition}:ssm:${region}:${account}:automation-execution/${id}`;

/**
 * An execution as it is by now: one that waited for people too long goes on.
 * @throws AwsError `AutomationExecutionNotFoundException`
 */
export function executionWithId(world: World, scope: Scope, id = ''): StoredExecution {
  const found = ssmState(world, scope).executions.get(id);
  if (found === undefined) {
    const message = `There is no automation execution ${id}.`;
    throw new AwsError('AutomationExecutionNotFoundException', message);
  }
  const { approval } = found.waiting;
  if (approval !== undefined && approval.deadline <= world.clock.now()) approval.decide('TimedOut');
  return found;
}
