import { functionsIn, type LambdaFunction, resourcePolicy } from '../../functions/state.ts';
import { AwsError, type Operation } from '../../service.ts';
import { onFunction } from './access.ts';
import { existingFunction, type FunctionInput } from './name.ts';

export const getFunctionConfiguration: Operation<FunctionInput> = {
  access: onFunction('GetFunctionConfiguration'),
  run: (call) => configurationOf(existingFunction(call)),
};

export const getFunction: Operation<FunctionInput> = {
  access: onFunction('GetFunction'),
  run(call) {
    const lambda = existingFunction(call);
    const reserved = lambda.settings.reservedConcurrency;
    return {
      Configuration: configurationOf(lambda),
      Code: { RepositoryType: 'S3' },
      Tags: {},
      ...(reserved === undefined
        ? {}
        : { Concurrency: { ReservedConcurrentExecutions: reserved } }),
    };
  },
};

export const listFunctions: Operation<{ readonly Marker?: string; readonly MaxItems?: number }> = {
  access: ({ scope }) => [
    { action: 'lambda:ListFunctions', resource: '*', resourceAccount: scope.account },
  ],
  run({ world, scope, input }) {
    const all = [...functionsIn(world, scope).values()];
    const start = Number(input.Marker ?? 0);
    const end = start + Math.min(input.MaxItems ?? 50, 50);
    return {
      Functions: all.slice(start, end).map(configurationOf),
      ...(end < all.length ? { NextMarker: String(end) } : {}),
    };
  },
};

export const getPolicy: Operation<FunctionInput> = {
  access: onFunction('GetPolicy'),
  run(call) {
    const lambda = existingFunction(call);
    const policy = resourcePolicy(lambda);
    if (policy === undefined) {
      const message = 'The resource you requested does not exist.';
      throw new AwsError('ResourceNotFoundException', message, 404);
    }
    return { Policy: policy, RevisionId: String(lambda.revision) };
  },
};

const configurationOf = ({
  arn,
  settings,
  codeSha256,
  lastModified,
  revision,
}: LambdaFunction) => ({
  FunctionName: settings.name,
  FunctionArn: arn,
  Runtime: settings.runtime,
  Role: settings.role,
  Handler: settings.handler,
  CodeSha256: codeSha256,
  ...(settings.description === undefined ? {} : { Description: settings.description }),
  Timeout: settings.timeoutSeconds,
  MemorySize: settings.memoryMegabytes,
  LastModified: lastModified.toISOString().replace('Z', '+0000'),
  Version: '$LATEST',
  Environment: { Variables: settings.environment },
  PackageType: 'Zip',
  Architectures: settings.architectures,
  TracingConfig: { Mode: settings.tracing },
  State: 'Active',
  LastUpdateStatus: 'Successful',
  RevisionId: String(revision),
  LoggingConfig: { LogFormat: 'Text', LogGroup: settings.logGroup },
  ...(settings.deadLetterTarget === undefined
    ? {}
    : { DeadLetterConfig: { TargetArn: settings.deadLetterTarget } }),
});
