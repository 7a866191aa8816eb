import { defined } from '../../defined.ts';
import { asynchronousDefaults, functionsIn, type LambdaFunction } from '../../functions/state.ts';
import { AwsError } from '../../service.ts';
import { number, object, oneOf, string } from '../properties.ts';
import { type ResourceContext, resourceKind } from '../resource-kind.ts';
import { TemplateError } from '../template.ts';

interface InvokeConfig {
  readonly functionName: string;
  readonly retries: number | undefined;
  readonly age: number | undefined;
  readonly onFailure: string | undefined;
}

function apply(context: ResourceContext, config: InvokeConfig): LambdaFunction {
  const { world, scope, path } = context;
  const lambda = functionsIn(world, scope).get(config.functionName.split(':').at(-1) ?? '');
  if (lambda === undefined) {
    const message = `The function ${config.functionName} does not exist.`;
    throw new AwsError('ResourceNotFoundException', message, 404);
  }
  const retries = config.retries ?? asynchronousDefaults.maximumRetryAttempts;
  if (![0, 1, 2].includes(retries)) {
    throw new TemplateError(`${path}.MaximumRetryAttempts`, 'takes 0 to 2');
  }
  lambda.asynchronous = {
    maximumRetryAttempts: retries,
    maximumEventAgeSeconds: config.age ?? asynchronousDefaults.maximumEventAgeSeconds,
    ...defined({ onFailure: config.onFailure }),
  };
  return lambda;
}

/** `AWS::Lambda::EventInvokeConfig`: retries and the on-failure destination, an SQS queue. */
export const lambdaEventInvokeConfig = resourceKind({
  read: (properties): InvokeConfig => {
    properties.required('Qualifier', oneOf('$LATEST'));
    return {
      functionName: properties.required('FunctionName', string),
      retries: properties.optional('MaximumRetryAttempts', number),
      age: properties.optional('MaximumEventAgeInSeconds', number),
      onFailure: properties.optional(
        'DestinationConfig',
        object((destinations) =>
          destinations.optional(
            'OnFailure',
            object((destination) => destination.required('Destination', string)),
          ),
        ),
      ),
    };
  },
  replacedBy: ['FunctionName', 'Qualifier'],
  create(context, config) {
    const { settings } = apply(context, config);
    return { ref: `${settings.name}|$LATEST`, attributes: {} };
  },
  update(context, resource, config) {
    apply(context, config);
    return resource;
  },
  delete({ world, scope }, _, { functionName }) {
    const lambda = functionsIn(world, scope).get(functionName.split(':').at(-1) ?? '');
    if (lambda !== undefined) lambda.asynchronous = asynchronousDefaults;
  },
});
