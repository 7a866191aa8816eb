import {
  ConfigServiceClient,
  type ConfigurationRecorder,
  DescribeConfigurationRecordersCommand,
} from '@aws-sdk/client-config-service';
import { perform } from '#shared/aws/errors.ts';
import { recorderPort } from '#shared/aws/recorder.ts';
import { functionNames } from '#shared/connect/deployment.ts';
import { recorderTrouble } from '#shared/connect/recorder.ts';
import { rules } from '#shared/rules/registry.ts';
import type { Account } from '../account/open-account.ts';
import { type Examination, type Finding, ok, refusedCall, trouble } from './diagnosis.ts';
import { guardFunction } from './guard-function.ts';

/**
 * Whether AWS Config sees what the rules judge. What it does not record is judged once a day only.
 * @see https://docs.aws.amazon.com/config/latest/developerguide/select-resources.html
 */
export const recorder: Examination = {
  subject: 'recorder',
  async examine(account) {
    const config = new ConfigServiceClient(account.client);
    const { ConfigurationRecorders: recorders = [] } = await perform(
      'config:DescribeConfigurationRecorders',
      () => config.send(new DescribeConfigurationRecordersCommand({})),
    );
    const own = recorders.filter(({ servicePrincipal: service }) => !service);
    if (own.length === 0) {
      const next = 'Turn AWS Config on: rules judge only what it records.';
      return [trouble('AWS Config has no recorder in this region.', next)];
    }
    const expected = await recorderRoleOfGuard(account);
    return [await running(config, account), ...own.map(recordedBy(expected))];
  },
};

async function running(config: ConfigServiceClient, account: Account): Promise<Finding> {
  const statuses = await recorderPort(config).statuses();
  if (statuses.state === 'unreadable') return refusedCall(statuses.why, account);
  const found = recorderTrouble(statuses.state === 'known' ? statuses.value : []);
  return found ? trouble(found.what, found.next) : ok('The recorder is on.');
}

/** Roles and users are recorded in one region of an account; elsewhere they are judged once a day. */
const judged = [...new Set(rules.flatMap(({ resourceTypes }) => resourceTypes))].filter(
  (type) => !type.startsWith('AWS::IAM::'),
);

/** The role that the stack was deployed for, and that guarded buckets therefore let in. */
async function recorderRoleOfGuard({ client, deployment }: Account): Promise<string> {
  const evaluator = await guardFunction(client, functionNames.evaluateBuckets);
  const { CONNECT_STORAGE_GUARD_RECORDER_ROLE: given } = evaluator?.Environment?.Variables ?? {};
  return given ?? deployment.recorderRole;
}

const recordedBy =
  (expected: string) =>
  ({
    recordingGroup: group,
    recordingMode: mode,
    roleARN: role,
  }: ConfigurationRecorder): Finding => {
    const missing = judged.filter((type) => !records(group, type));
    if (missing.length > 0) {
      const next =
        'Add these resource types to the recorder; until then they are judged once a day.';
      return trouble(`AWS Config does not record ${missing.join(', ')}.`, next);
    }
    if (mode?.recordingFrequency === 'DAILY') {
      const next = 'Record AWS::S3::Bucket continuously.';
      return trouble('AWS Config records once a day: drift is seen a day late.', next);
    }
    if (role !== undefined && role !== expected) {
      const next = `Deploy with the parameter ConfigRecorderRoleArn=${role}.`;
      return trouble(`The recorder reads as ${role}; guarded buckets let in ${expected}.`, next);
    }
    return ok(`AWS Config records all ${judged.length} resource types that are judged.`);
  };

const records = (group: ConfigurationRecorder['recordingGroup'], type: string): boolean => {
  const excluded: readonly string[] = group?.exclusionByResourceTypes?.resourceTypes ?? [];
  const named: readonly string[] = group?.resourceTypes ?? [];
  if (group?.allSupported || named.includes(type)) return true;
  return (
    group?.recordingStrategy?.useOnly === 'EXCLUSION_BY_RESOURCE_TYPES' && !excluded.includes(type)
  );
};
