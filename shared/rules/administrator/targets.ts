import { parseArn } from '#shared/connect/arn.ts';
import type { Fact } from '#shared/connect/fact.ts';
import type { ConnectInstance } from '#shared/connect/inventory.ts';
import { associationsOf } from '#shared/connect/resource-use.ts';
import { s3Actions } from '#shared/policy/s3-actions.ts';
import { told } from '../judgements.ts';
import { understood } from '../principal-access.ts';
import { connectActionList } from './connect-action-list.ts';
import type { Question } from './reach.ts';

/** A part of an instance that only its own administrators may reach. */
export interface Target {
  /** `settings`, `emergency login`, `flow logs`, `bucket NAME`. */
  readonly what: string;
  /** Any of them reaches it; the most telling first. */
  readonly questions: readonly Question[];
  /** Why the answer may not hold. */
  readonly doubt?: string;
}

const sampleId = '00000000-0000-4000-8000-000000000000';

const further = (actions: readonly string[], telling: readonly string[]): readonly string[] =>
  actions.filter((action) => !telling.includes(action));

const emergencyLogin = 'connect:AdminGetEmergencyAccessToken';

const tellingOfSettings = [
  'UpdateInstanceAttribute',
  'AssociateInstanceStorageConfig',
  'DescribeInstance',
].map((name) => `connect:${name}`);

/** By what stands behind the instance in the resource, the telling actions first. */
const actionsOn = Object.entries(connectActionList).map(([path, names]) => {
  const actions = names
    .trim()
    .split(/\s+/)
    .map((name) => `connect:${name}`);
  const telling = path === '' ? tellingOfSettings : [];
  return { path, actions: [...telling, ...further(actions, [...telling, emergencyLogin])] };
});

const logActions = [
  'GetLogEvents',
  'FilterLogEvents',
  'StartQuery',
  'StartLiveTail',
  'GetLogRecord',
  'Unmask',
  'CreateExportTask',
  'PutSubscriptionFilter',
  'DeleteLogGroup',
  'DeleteLogStream',
  'PutRetentionPolicy',
].map((name) => `logs:${name}`);

const tellingOfObjects = ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'];
const tellingOfBuckets = ['s3:ListBucket', 's3:PutBucketPolicy', 's3:DeleteBucket'];
const furtherOfObjects = further(s3Actions('object'), tellingOfObjects);
/** Its configuration may be read: that is how buckets are chosen. */
const furtherOfBuckets = further(s3Actions('bucket'), tellingOfBuckets).filter(
  (action) => !/^s3:(Get|ListTags)/.test(action),
);

/** What is known of the policies of buckets; a bucket that is missing was not looked at. */
export type BucketPolicies = Readonly<Record<string, Fact<string>>>;

/** All that an administrator of other instances must not reach of this one. */
export function targetsOf(
  instance: ConnectInstance,
  ownBuckets: ReadonlySet<string>,
  bucketPolicies: BucketPolicies,
): readonly Target[] {
  const { partition, account, region } = parseArn(instance.arn);
  const common = { account, region, names: [instance.id, instance.alias ?? '', instance.arn] };
  const ask = (
    actions: readonly string[],
    resource: string,
    more: Partial<Question> = {},
  ): Question => ({ ...common, actions, resource, ...more });
  const onInstance = { 'connect:instanceid': [instance.id] };
  const settings = actionsOn.map(({ path, actions }) => {
    const resource = path === '' ? instance.arn : `${instance.arn}/${path}/${sampleId}`;
    return ask(actions, resource, { context: onInstance });
  });
  const group = `arn:${partition}:logs:${region}:${account}:log-group:/aws/connect/${instance.alias ?? sampleId}`;
  const logs = [`${group}:log-stream:flows`, `${group}:*`, group].map((resource) =>
    ask(logActions, resource),
  );
  return [
    {
      what: 'emergency login',
      questions: [ask([emergencyLogin], instance.arn, { context: onInstance })],
    },
    { what: 'settings', questions: settings },
    {
      what: 'flow logs',
      questions: logs,
      ...(instance.alias === undefined && { doubt: `the alias of ${instance.id} is not known` }),
    },
    ...bucketTargets(instance, ownBuckets, bucketPolicies, ask),
  ];
}

function bucketTargets(
  instance: ConnectInstance,
  ownBuckets: ReadonlySet<string>,
  policies: BucketPolicies,
  ask: (actions: readonly string[], resource: string, more?: Partial<Question>) => Question,
): readonly Target[] {
  const { partition } = parseArn(instance.arn);
  const stored = new Map<string, string[]>();
  for (const { bucket, prefix = '' } of associationsOf(instance)) {
    if (bucket !== undefined) stored.set(bucket, [...(stored.get(bucket) ?? []), prefix]);
  }
  return [...stored].map(([bucket, prefixes]) => {
    const arn = `arn:${partition}:s3:::${bucket}`;
    const fact = policies[bucket];
    const parsed =
      fact?.state === 'known'
        ? understood(fact.value, 'resource', `the policy of ${bucket}`)
        : undefined;
    const more =
      parsed !== undefined && typeof parsed !== 'string' ? { resourcePolicy: parsed } : {};
    const why = fact?.state === 'unreadable' ? told(fact.why) : parsed;
    const shared = ownBuckets.has(bucket);
    const objects = [...new Set(prefixes)].map((prefix) => {
      const folder = prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
      return `${arn}/${folder}2026/03/01/${sampleId}.wav`;
    });
    const onObjects = (actions: readonly string[]) =>
      objects.map((object) => ask(actions, object, more));
    // Who administers a bucket that is shared has to do all this for its own instance.
    const onBucket = (actions: readonly string[]) => (shared ? [] : [ask(actions, arn, more)]);
    return {
      what: shared ? `bucket ${bucket}, which both use` : `bucket ${bucket}`,
      questions: [
        ...onObjects(tellingOfObjects),
        ...onBucket(tellingOfBuckets),
        ...onObjects(furtherOfObjects),
        ...onBucket(furtherOfBuckets),
      ],
      ...(typeof why === 'string' && { doubt: why }),
    };
  });
}
