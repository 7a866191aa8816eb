import { defined } from '../../defined.ts';
import { AwsError } from '../../service.ts';
import { type ScheduleRule, scheduleRules } from '../../services/events/state.ts';
import type { DeployedResource } from '../intrinsics.ts';
import { listOf, object, oneOf, type Properties, string } from '../properties.ts';
import { type ResourceContext, resourceKind } from '../resource-kind.ts';
import { TemplateError } from '../template.ts';

const read = (properties: Properties) => {
  properties.optional('Description', string);
  return {
    name: properties.optional('Name', string),
    schedule: properties.required('ScheduleExpression', string),
    enabled: properties.optional('State', oneOf('ENABLED', 'DISABLED')) !== 'DISABLED',
    targets:
      properties.optional(
        'Targets',
        listOf(
          object((target) => ({
            id: target.required('Id', string),
            arn: target.required('Arn', string),
            ...defined({ input: target.optional('Input', string) }),
          })),
        ),
      ) ?? [],
  };
};

function put(
  { world, scope, path }: ResourceContext,
  name: string,
  { schedule, enabled, targets }: ReturnType<typeof read>,
): DeployedResource {
  if (!/^(rate\(\d+ (minute|hour|day)s?\)|cron\([^()]+\))$/.test(schedule)) {
    const message = `${schedule} is not a rate() or cron() expression`;
    throw new TemplateError(`${path}.ScheduleExpression`, message);
  }
  const arn = `arn:${scope.partition}:events:${scope.region}:${scope.account}:rule/${name}`;
  const rule: ScheduleRule = { name, arn, schedule, enabled, targets };
  scheduleRules(world, scope).set(name, rule);
  return { ref: name, attributes: { Arn: arn } };
}

/** `AWS::Events::Rule` with a schedule and Lambda functions as targets. */
export const eventsRule = resourceKind({
  read,
  replacedBy: ['Name'],
  create(context, properties) {
    const name = properties.name ?? context.generatedName(64);
    if (scheduleRules(context.world, context.scope).has(name)) {
      throw new AwsError('ResourceAlreadyExistsException', `There is a rule ${name} already.`);
    }
    return put(context, name, properties);
  },
  update: (context, { ref }, properties) => put(context, ref, properties),
  delete({ world, scope }, { ref }) {
    scheduleRules(world, scope).delete(ref);
  },
});
