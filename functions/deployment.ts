import { isArn } from '#shared/connect/arn.ts';
import { type Deployment, deploymentIn } from '#shared/connect/deployment.ts';

/**
 * Where this function runs, from the environment that the stack gives it.
 * @throws naming the variable that is missing or malformed
 */
export function deployment(environment: NodeJS.ProcessEnv = process.env): Deployment {
  const variable = (name: string): string => {
    const value = environment[name];
    if (!value) throw new Error(`environment: ${name} is not set`);
    return value;
  };
  const recorderRole = variable('CONNECT_STORAGE_GUARD_RECORDER_ROLE');
  if (!isArn(recorderRole)) {
    throw new Error(`environment: CONNECT_STORAGE_GUARD_RECORDER_ROLE is no ARN: ${recorderRole}`);
  }
  return deploymentIn(
    {
      partition: variable('CONNECT_STORAGE_GUARD_PARTITION'),
      account: variable('CONNECT_STORAGE_GUARD_ACCOUNT'),
      region: variable('AWS_REGION'),
    },
    recorderRole,
  );
}
