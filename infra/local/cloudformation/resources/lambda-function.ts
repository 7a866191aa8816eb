import { statSync } from 'node:fs';
import { defined } from '../../defined.ts';
import { retireFunction } from '../../functions/environments.ts';
import { functionSession } from '../../functions/invoke.ts';
import { mayTrace } from '../../functions/role-effects.ts';
import {
  type FunctionSettings,
  functionArn,
  functionsIn,
  type LambdaFunction,
  putFunction,
} from '../../functions/state.ts';
import { AwsError } from '../../service.ts';
import { logGroup } from '../../services/logs/state.ts';
import type { DeployedResource } from '../intrinsics.ts';
import { listOf, mapOf, number, object, oneOf, type Properties, string } from '../properties.ts';
import { type ResourceContext, resourceKind } from '../resource-kind.ts';
import { TemplateError } from '../template.ts';

const read = (properties: Properties) => ({
  name: properties.optional('FunctionName', string),
  description: properties.optional('Description', string),
  role: properties.required('Role', string),
  handler: properties.required('Handler', string),
  runtime: properties.required('Runtime', oneOf('nodejs24.x', 'nodejs22.x')),
  architectures: properties.optional('Architectures', listOf(oneOf('arm64', 'x86_64'))),
  code: properties.required(
    'Code',
    object((code) => ({
      bucket: code.required('S3Bucket', string),
      key: code.required('S3Key', string),
    })),
  ),
  timeoutSeconds: properties.optional('Timeout', number),
  memoryMegabytes: properties.optional('MemorySize', number),
  environment: properties.optional(
    'Environment',
    object((environment) => environment.optional('Variables', mapOf(string)) ?? {}),
  ),
  reservedConcurrency: properties.optional('ReservedConcurrentExecutions', number),
  deadLetterTarget: properties.optional(
    'DeadLetterConfig',
    object((config) => config.optional('TargetArn', string)),
  ),
  logGroup: properties.optional(
    'LoggingConfig',
    object((logging) => {
      logging.optional('LogFormat', oneOf('Text', 'JSON'));
      return logging.optional('LogGroup', string);
    }),
  ),
  tracing: properties.optional(
    'TracingConfig',
    object((tracing) => tracing.required('Mode', oneOf('PassThrough', 'Active'))),
  ),
});

type FunctionProperties = ReturnType<typeof read>;

function settingsOf(
  { scope, path, asset }: ResourceContext,
  name: string,
  properties: FunctionProperties,
): FunctionSettings {
  const { code, name: _, ...rest } = properties;
  const folder = asset(code.bucket, code.key);
  if (folder === undefined || !statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    const message = `there is no folder for s3://${code.bucket}/${code.key} in the assembly`;
    throw new TemplateError(`${path}.Code`, message);
  }
  const timeout = properties.timeoutSeconds ?? 3;
  if (timeout < 1 || timeout > 900) throw new TemplateError(`${path}.Timeout`, 'takes 1 to 900');
  const account = rest.role.split(':')[4];
  if (account !== scope.account) {
    throw new TemplateError(`${path}.Role`, `${rest.role} is not a role of this account`);
  }
  return {
    ...defined(rest),
    role: rest.role,
    handler: rest.handler,
    runtime: rest.runtime,
    name,
    codeFolder: folder,
    architectures: rest.architectures ?? ['x86_64'],
    timeoutSeconds: timeout,
    memoryMegabytes: rest.memoryMegabytes ?? 128,
    environment: rest.environment ?? {},
    logGroup: rest.logGroup ?? `/aws/lambda/${name}`,
    tracing: rest.tracing ?? 'PassThrough',
  };
}

/**
 * Makes or changes a function.
 * @throws AwsError `InvalidParameterValueException` (400) when it is to send traces and its role may not.
 */
async function put(
  context: ResourceContext,
  name: string,
  properties: FunctionProperties,
): Promise<DeployedResource> {
  const { world, scope } = context;
  const settings = settingsOf(context, name, properties);
  const lambda = { arn: functionArn(scope, name), scope, settings };
  if (settings.tracing === 'Active') {
    const { caller } = await functionSession(world, lambda);
    if (!(await mayTrace(world, lambda, caller))) {
      const message =
        'The provided execution role does not have permissions to call PutTraceSegments on XRAY';
      throw new AwsError('InvalidParameterValueException', message);
    }
  }
  return deployed(putFunction(world, scope, settings));
}

const deployed = ({ arn, settings }: LambdaFunction): DeployedResource => ({
  ref: settings.name,
  attributes: { Arn: arn },
});

/** `AWS::Lambda::Function`, with its code from the assembly's assets. */
export const lambdaFunction = resourceKind({
  read,
  replacedBy: ['FunctionName'],
  async create(context, properties) {
    const { world, scope } = context;
    const name = properties.name ?? context.generatedName(64);
    if (functionsIn(world, scope).has(name)) {
      throw new AwsError('ResourceConflictException', `Function already exist: ${name}`, 409);
    }
    const created = await put(context, name, properties);
    if (properties.logGroup === undefined) logGroup(world, scope, `/aws/lambda/${name}`);
    return created;
  },
  update: (context, { ref }, properties) => put(context, ref, properties),
  async delete({ world, scope }, { ref }) {
    const functions = functionsIn(world, scope);
    const lambda = functions.get(ref);
    functions.delete(ref);
    if (lambda !== undefined) await retireFunction(world, lambda);
  },
});
