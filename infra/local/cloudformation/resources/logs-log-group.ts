import { AwsError } from '../../service.ts';
import { type LogGroup, logGroup, logGroups } from '../../services/logs/state.ts';
import type { DeployedResource } from '../intrinsics.ts';
import { number, string } from '../properties.ts';
import { resourceKind } from '../resource-kind.ts';

const deployed = ({ name, arn }: LogGroup): DeployedResource => ({
  ref: name,
  attributes: { Arn: `${arn}:*` },
});

function setRetention(group: LogGroup, days: number | undefined): void {
  if (days === undefined) delete group.retention;
  else group.retention = days;
}

/** `AWS::Logs::LogGroup` */
export const logsLogGroup = resourceKind({
  read: (properties) => ({
    name: properties.optional('LogGroupName', string),
    retention: properties.optional('RetentionInDays', number),
  }),
  replacedBy: ['LogGroupName'],
  create({ world, scope, generatedName }, { name, retention }) {
    const chosen = name ?? generatedName(512);
    if (logGroups(world, scope).has(chosen)) {
      const message = 'The specified log group already exists';
      throw new AwsError('ResourceAlreadyExistsException', message);
    }
    const group = logGroup(world, scope, chosen);
    setRetention(group, retention);
    return deployed(group);
  },
  update({ world, scope }, { ref }, { retention }) {
    const group = logGroup(world, scope, ref);
    setRetention(group, retention);
    return deployed(group);
  },
  delete({ world, scope }, { ref }) {
    logGroups(world, scope).delete(ref);
  },
});
