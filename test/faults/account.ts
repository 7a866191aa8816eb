import { synthesize } from '#infra/aws/synthesize.ts';
import { FastClock } from '#infra/local/clock.ts';
import { type Assembly, loadAssembly } from '#infra/local/cloudformation/assembly.ts';
import { deployStack } from '#infra/local/cloudformation/deploy-stack.ts';
import { LocalAws } from '#infra/local/local-aws.ts';
import { createInstance } from '#infra/local/services/connect/instances.ts';
import { createRole } from '#infra/local/services/iam/entities.ts';
import { iamOfArn, roleNamed } from '#infra/local/services/iam/state.ts';
import { bucketPolicy } from '#infra/local/services/s3/bucket-access.ts';
import { createBucket } from '#infra/local/services/s3/buckets.ts';
import { putObject } from '#infra/local/services/s3/object-store.ts';
import { type Bucket, bucketState } from '#infra/local/services/s3/state.ts';
import { type Arn, isArn } from '#shared/connect/arn.ts';
import { deploymentIn } from '#shared/connect/deployment.ts';
import { known } from '#shared/connect/fact.ts';
import type { ConnectInstance, Inventory } from '#shared/connect/inventory.ts';
import { inventoryKey } from '#shared/connect/stored-inventory.ts';
import { settingsKey } from '#shared/settings/settings.ts';
import { approvePrincipals } from '#shared/usecases/approvals.ts';
import { portsAs } from './ports.ts';
import { remember } from './remember.ts';

const home = { partition: 'aws', account: '111122223333', region: 'ap-northeast-1' };
const foreign = { ...home, account: '444455556666' };
export const deployment = deploymentIn(home);

export const buckets = { own: 'acme-connect-own', shared: 'acme-connect-shared' } as const;

/** Under the prefixes that Connect's roles may use. */
export const recording = (bucket: string): string =>
  `connect/${bucket === buckets.own ? 'tokyo' : 'osaka'}/CallRecordings/call.wav`;

/** Each may do everything in S3 by its own policies, but for Connect's roles. */
export const people = {
  administrator: 'arn:aws:iam::111122223333:role/ContactCenterAdmin',
  bystander: 'arn:aws:iam::111122223333:role/Analyst',
  outsider: 'arn:aws:iam::444455556666:role/Outsider',
  engineer: 'arn:aws:iam::111122223333:root',
} as const;

/** Time runs so much faster that a client's patience of 10 s takes 250 ms. */
const speed = 40;
export const begin = new Date('2026-03-01T12:00:00Z');

/** An account with the guard's remediator deployed from the synthesized stack, and nothing else. */
export interface Account {
  readonly aws: LocalAws;
  readonly clock: FastClock;
  /** By bucket, the roles of Connect that store there. */
  readonly connectRoles: Readonly<Record<string, readonly Arn[]>>;
  readonly stateBucket: Bucket;
  bucket(name: string): Bucket;
  /** As S3 answers it. */
  policy(name: string): string | null;
  /** The object of the state bucket, parsed. */
  stored(key: string): unknown;
  keys(prefix: string): readonly string[];
  /** Makes all buckets again what they were at first. */
  pristine(): void;
}

export async function startAccount(): Promise<Account> {
  const clock = new FastClock(speed, begin);
  const aws = await LocalAws.start({ home, clock, throttles: 'off' });
  const { world } = aws;
  await deployStack(world, home, await guardsWriter());
  const allOfS3 = { Everything: policy({ Action: 's3:*', Resource: '*' }) };
  for (const arn of [people.administrator, people.bystander, people.outsider]) {
    const [, , , , account = '', resource = ''] = arn.split(':');
    const scope = account === home.account ? home : foreign;
    createRole(world, scope, {
      name: resource.slice(resource.lastIndexOf('/') + 1),
      trustPolicy: policy({ Action: 'sts:AssumeRole', Principal: { AWS: account } }),
      policies: allOfS3,
    });
  }
  for (const name of Object.values(buckets)) {
    createBucket(world, home, { name });
    putObject(world, home, { bucket: name, key: recording(name), body: 'RIFF' });
  }
  const instances = [
    makeInstance(aws, 'tokyo', buckets.own),
    makeInstance(aws, 'osaka', buckets.shared),
    makeInstance(aws, 'sendai', buckets.shared),
  ];
  const stateBucket = existing(aws, deployment.stateBucket);
  const store = (key: string, content: unknown) =>
    putObject(world, home, {
      bucket: stateBucket.name,
      key,
      body: JSON.stringify(content),
    });
  store(inventoryKey, inventoryOf(instances));
  store(settingsKey, { version: 1, mode: 'enforce', administrators: [people.administrator] });
  for (const name of Object.values(buckets)) {
    const ports = portsAs(aws, people.engineer, deployment);
    await approvePrincipals(ports, deployment, name, people.engineer);
  }
  const keys = (prefix: string) =>
    [...stateBucket.objects.keys()].filter((key) => key.startsWith(prefix)).toSorted();
  const all = [stateBucket, ...Object.values(buckets).map((name) => existing(aws, name))];
  return {
    aws,
    clock,
    stateBucket,
    connectRoles: Object.fromEntries(
      Object.values(buckets).map((name) => [name, rolesStoringIn(instances, name)]),
    ),
    bucket: (name) => existing(aws, name),
    policy: (name) => bucketPolicy(world, existing(aws, name)) ?? null,
    stored: (key) =>
      JSON.parse(Buffer.from(stateBucket.objects.get(key)?.[0]?.body ?? 'null').toString()),
    keys,
    pristine: remember(...all),
  };
}

const policy = (allowed: object) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', ...allowed }],
});

/** Of the synthesized stack what the functions that write policies need. */
async function guardsWriter(): Promise<Assembly> {
  const assembly = loadAssembly(await synthesize());
  const {
    Resources,
    Outputs: _,
    ...rest
  } = assembly.template as unknown as {
    readonly Resources: Readonly<Record<string, object>>;
    readonly Outputs: unknown;
  };
  const needed = new Set<string>();
  const need = (id: string): void => {
    if (needed.has(id) || !(id in Resources)) return;
    needed.add(id);
    for (const [, other = ''] of JSON.stringify(Resources[id]).matchAll(
      /"(?:Ref|DependsOn|Fn::GetAtt)":\[?"([A-Za-z0-9]+)"/g,
    )) {
      need(other);
    }
  };
  for (const id of [
    'RemediateBucketPolicyFunction',
    'RestoreBucketPolicyFunction',
    'RemediateDocument',
    'RestoreDocument',
    'AutomateRemediationRole',
    'AutomateRestoreRole',
    'StateBucketPolicy',
    'TopicPolicy',
  ]) {
    need(id);
  }
  const kept = Object.entries(Resources).filter(([id]) => needed.has(id));
  return { ...assembly, template: { ...rest, Resources: Object.fromEntries(kept) } as never };
}

function existing({ world }: LocalAws, name: string): Bucket {
  const found = bucketState(world, home, name);
  if (!found) throw new Error(`there is no bucket ${name}`);
  return found;
}

function makeInstance({ world }: LocalAws, alias: string, bucket: string): ConnectInstance {
  const prefix = `connect/${alias}/CallRecordings`;
  const { arn, id, serviceRole } = createInstance(world, home, {
    alias,
    storage: [{ resourceType: 'CALL_RECORDINGS', bucket, prefix }],
  });
  const role = roleNamed(iamOfArn(world, serviceRole ?? ''), serviceRole?.split('/').at(-1) ?? '');
  const recordings = {
    associationId: 'a'.repeat(64),
    resourceType: 'CALL_RECORDINGS',
    storageType: 'S3',
    bucket,
    prefix,
  };
  return {
    arn: asArn(arn),
    id,
    alias,
    serviceRole: known({ arn: asArn(role.arn), id: role.id }),
    storage: { CALL_RECORDINGS: known([recordings]) },
    attributes: {},
  };
}

function asArn(text: string): Arn {
  if (!isArn(text)) throw new Error(`no ARN: ${text}`);
  return text;
}

const rolesStoringIn = (instances: readonly ConnectInstance[], bucket: string): readonly Arn[] =>
  instances.flatMap(({ serviceRole, storage: { CALL_RECORDINGS: stored } }) =>
    serviceRole.state === 'known' &&
    stored?.state === 'known' &&
    stored.value.some((association) => association.bucket === bucket)
      ? [serviceRole.value.arn]
      : [],
  );

const inventoryOf = (instances: readonly ConnectInstance[]): Inventory => ({
  version: 2,
  ...home,
  takenAt: begin.toISOString(),
  instances: known(instances),
  buckets: Object.fromEntries(
    Object.values(buckets).map((name) => [
      name,
      known({ owner: 'this-account' as const, region: home.region }),
    ]),
  ),
  keys: {},
  streams: {},
  deliveryStreams: {},
  deliveryStreamsSearched: known(0),
});
