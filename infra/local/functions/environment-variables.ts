import { tmpdir } from 'node:os';
import type { RoleSession } from '../assume-as.ts';
import type { World } from '../world.ts';
import type { LambdaFunction } from './state.ts';

/**
 * All that the process of a function finds in its environment: its own variables, and what Lambda
 * adds. Nothing of this machine's environment, so neither its credentials nor its AWS profiles.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export const environmentVariables = (
  world: World,
  { settings, scope }: LambdaFunction,
  keys: RoleSession,
  logStream: string,
): Record<string, string> => ({
  ...settings.environment,
  AWS_REGION: scope.region,
  AWS_DEFAULT_REGION: scope.region,
  AWS_ENDPOINT_URL: world.endpoint,
  AWS_ACCESS_KEY_ID: keys.accessKeyId,
  AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
  AWS_SESSION_TOKEN: keys.sessionToken,
  AWS_EXECUTION_ENV: `AWS_Lambda_${settings.runtime}`,
  AWS_LAMBDA_FUNCTION_NAME: settings.name,
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(settings.memoryMegabytes),
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  AWS_LAMBDA_LOG_GROUP_NAME: settings.logGroup,
  AWS_LAMBDA_LOG_STREAM_NAME: logStream,
  LAMBDA_TASK_ROOT: settings.codeFolder,
  _HANDLER: settings.handler,
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  HOME: tmpdir(),
  PATH: '/usr/local/bin:/usr/bin:/bin',
  TZ: 'UTC',
});
