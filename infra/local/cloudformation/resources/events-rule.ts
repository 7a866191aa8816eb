import { defined } from '../../defined.ts';
import { AwsError } from '../../service.ts';
import { patternFault } from '../../services/events/pattern.ts';
import { type EventRule, eventRules } from '../../services/events/state.ts';
import type { DeployedResource } from '../intrinsics.ts';
import {
  anyObject,
  listOf,
  number,
  object,
  oneOf,
  type Properties,
  string,
} from '../properties.ts';
import { type ResourceContext, resourceKind } from '../resource-kind.ts';
import { TemplateError } from '../template.ts';

const readTarget = object((target) => {
  // Lambda takes an event or refuses it for good: nothing is left to retry.
  target.optional(
    'RetryPolicy',
    object((policy) => ({
      attempts: policy.optional('MaximumRetryAttempts', number),
      age: policy.optional('MaximumEventAgeInSeconds', number),
    })),
  );
  const letters = target.optional(
    'DeadLetterConfig',
    object((config) => config.required('Arn', string)),
  );
  return {
    id: target.required('Id', string),
    arn: target.required('Arn', string),
    ...defined({ input: target.optional('Input', string), deadLetterQueue: letters }),
  };
});

const read = (properties: Properties) => {
  properties.optional('Description', string);
  return {
    name: properties.optional('Name', string),
    ...defined({
      schedule: properties.optional('ScheduleExpression', string),
      pattern: properties.optional('EventPattern', anyObject),
    }),
    enabled: properties.optional('State', oneOf('ENABLED', 'DISABLED')) !== 'DISABLED',
    targets: properties.optional('Targets', listOf(readTarget)) ?? [],
  };
};

function put(
  { world, scope, path }: ResourceContext,
  name: string,
  { name: _, ...settings }: ReturnType<typeof read>,
): DeployedResource {
  const { schedule, pattern } = settings;
  if (schedule === undefined && pattern === undefined) {
    throw new TemplateError(path, 'a rule needs a ScheduleExpression or an EventPattern');
  }
  if (
    schedule !== undefined &&
    !/^(rate\(\d+ (minute|hour|day)s?\)|cron\([^()]+\))$/.test(schedule)
  ) {
    const message = `${schedule} is not a rate() or cron() expression`;
    throw new TemplateError(`${path}.ScheduleExpression`, message);
  }
  const fault = pattern && patternFault(pattern);
  if (fault !== undefined) throw new TemplateError(`${path}.EventPattern`, fault);
  const arn = `arn:${scope.partition}:events:${scope.region}:${scope.account}:rule/${name}`;
  const rule: EventRule = { name, arn, ...settings, failed: [] };
  eventRules(world, scope).set(name, rule);
  return { ref: name, attributes: { Arn: arn } };
}

/** `AWS::Events::Rule` with a schedule or an event pattern, and Lambda functions as targets. */
export const eventsRule = resourceKind({
  read,
  replacedBy: ['Name'],
  create(context, properties) {
    const name = properties.name ?? context.generatedName(64);
    if (eventRules(context.world, context.scope).has(name)) {
      throw new AwsError('ResourceAlreadyExistsException', `There is a rule ${name} already.`);
    }
    return put(context, name, properties);
  },
  update: (context, { ref }, properties) => put(context, ref, properties),
  delete({ world, scope }, { ref }) {
    eventRules(world, scope).delete(ref);
  },
});
