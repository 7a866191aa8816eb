import { assumeAs } from '../../assume-as.ts';
import { callAs } from '../../call-as.ts';
import { AwsError } from '../../service.ts';
import type { Scope, World } from '../../world.ts';
import { connectState, type Instance, type StorageConfig, type StorageFault } from './state.ts';

/** The instance of that ARN. @throws AwsError `ResourceNotFoundException` (404). */
export function instanceWithArn(world: World, arn: string): Instance {
  const [, partition = '', , region = '', account = '', resource = ''] = arn.split(':');
  const { instances } = connectState(world, { partition, account, region });
  const instance = instances.get(resource.slice('instance/'.length));
  if (instance) return instance;
  throw new AwsError('ResourceNotFoundException', `There is no instance ${arn}`, 404);
}

/** Where an instance stores something: its first association of that kind. */
export const associationFor = (instance: Instance, type: string): StorageConfig | undefined =>
  instance.storage.get(type)?.[0];

/**
 * Calls a service as the instance's role, which Connect assumes for it.
 * @returns the fault, if the role is refused or the call fails; undefined when it went well
 */
export async function actAs(
  world: World,
  instance: Instance,
  scope: Scope,
  target: string,
  [service, operation, input]: readonly [string, string, Record<string, unknown>],
): Promise<StorageFault | undefined> {
  const fault = (code: string, message: string) => ({
    at: world.clock.now(),
    target,
    code,
    message,
  });
  if (instance.actsAs === undefined) return fault('NoRole', `${instance.arn} has no role`);
  const role = { arn: instance.actsAs, sessionName: instance.id };
  try {
    const session = await assumeAs(world, instance.scope, 'connect.amazonaws.com', role);
    await callAs(world, scope, session.caller, service, operation, input);
    return undefined;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return fault(error.code, error.message);
  }
}
