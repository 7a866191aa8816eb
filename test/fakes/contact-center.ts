import type { Arn } from '#shared/connect/arn.ts';
import { type Deployment, deploymentIn } from '#shared/connect/deployment.ts';
import { known } from '#shared/connect/fact.ts';
import type { ConnectInstance, Inventory, StorageAssociation } from '#shared/connect/inventory.ts';
import type { BaselineFacts } from '#shared/generate/facts.ts';
import { approvalKey } from '#shared/remediation/approval.ts';
import type { Settings } from '#shared/settings/settings.ts';
import { FakeBuckets } from './buckets.ts';
import { FakeClock } from './clock.ts';
import { FakeConfig } from './config.ts';
import { FakeConnect } from './connect.ts';
import { FakeIam } from './iam.ts';
import { FakeExceptions, FakeNotify, FakeRecorder, FakeUploads } from './notify.ts';
import { fakeReads, portsOf } from './reads.ts';
import { FakeRefresh } from './refresh.ts';
import { FakeState } from './state.ts';

export const account = '111122223333';
export const region = 'ap-northeast-1';
export const deployment: Deployment = deploymentIn({ partition: 'aws', account, region });
export const bucket = 'amazon-connect-0123456789ab';
export const sharedBucket = 'amazon-connect-shared';

const role = (path: string): Arn => `arn:aws:iam::${account}:role/${path}`;
const linked = (suffix: string): Arn =>
  role(`aws-service-role/connect.amazonaws.com/AWSServiceRoleForAmazonConnect_${suffix}`);
const instanceArn = (n: number): Arn =>
  `arn:aws:connect:${region}:${account}:instance/00000000-0000-4000-8000-00000000000${n}`;

export const roles = {
  tokyo: { arn: linked('TokyoTokyoTokyoTokyo'), id: 'AROATOKYOCONNECT00001' },
  osaka: { arn: linked('OsakaOsakaOsakaOsaka'), id: 'AROAOSAKACONNECT00001' },
  old: { arn: role('connect-access-role-0f1e2d3c'), id: 'AROAOLDCONNECT0000001' },
  admin: { arn: role('ContactCenterAdmin'), id: 'AROAADMIN000000000001' },
  sso: {
    arn: role(
      'aws-reserved/sso.amazonaws.com/ap-northeast-1/AWSReservedSSO_ConnectAdmin_0123456789abcdef',
    ),
    id: 'AROASSOADMIN000000001',
  },
  remediator: { arn: deployment.remediatorRole, id: 'AROAREMEDIATOR0000001' },
  recorder: { arn: deployment.recorderRole, id: 'AROARECORDER000000001' },
} as const;

export const instances = { tokyo: instanceArn(1), osaka: instanceArn(2), old: instanceArn(3) };

const recordings = (name: string): StorageAssociation => ({
  associationId: 'a'.repeat(64),
  resourceType: 'CALL_RECORDINGS',
  storageType: 'S3',
  bucket: name,
  prefix: 'connect/tokyo/CallRecordings',
});

const instance = (
  arn: Arn,
  serviceRole: { readonly arn: Arn; readonly id: string },
  name: string,
): ConnectInstance => ({
  arn,
  id: arn.slice(-36),
  alias: 'contact-center',
  serviceRole: known(serviceRole),
  storage: { CALL_RECORDINGS: known([recordings(name)]), CHAT_TRANSCRIPTS: known([]) },
  attributes: { CONTACTFLOW_LOGS: known('true') },
});

/** Tokyo has a bucket of its own; Osaka shares one with an instance from before 2018. */
export const inventory: Inventory = {
  version: 2,
  partition: 'aws',
  account,
  region,
  takenAt: '2026-03-01T11:00:00Z',
  instances: known([
    instance(instances.tokyo, roles.tokyo, bucket),
    instance(instances.osaka, roles.osaka, sharedBucket),
    instance(instances.old, roles.old, sharedBucket),
  ]),
  buckets: {
    [bucket]: known({ owner: 'this-account', region }),
    [sharedBucket]: known({ owner: 'this-account', region }),
  },
  keys: {},
  streams: {},
  deliveryStreams: {},
  deliveryStreamsSearched: known(0),
};

export const settings: Settings = {
  version: 1,
  mode: 'enforce',
  administrators: [roles.admin.arn],
};

/** What the baseline of Tokyo's bucket is made from. */
export const facts: BaselineFacts = {
  profile: 'observable',
  bucket,
  account,
  partition: 'aws',
  region,
  connectRoles: [roles.tokyo],
  administrators: [roles.admin],
  remediator: roles.remediator,
  auditors: [...deployment.observerRoles, deployment.recorderRole].map((arn) => ({ arn })),
  workloads: [],
  servicePrincipals: [],
  requireTls: true,
};

/** A person has let these in: unique ids, or names of services. */
export const approve = (state: FakeState, name: string, principals: readonly string[]): string =>
  state.seed(approvalKey(name), {
    version: 1,
    bucket: name,
    account,
    region,
    at: '2026-03-01T11:30:00Z',
    by: roles.admin.arn,
    principals,
  });

/** An account with everything known, approved, and Tokyo's bucket open. */
export function contactCenter() {
  const reads = fakeReads();
  const world = {
    reads,
    ...portsOf(reads),
    clock: new FakeClock(),
    state: new FakeState(),
    bucket: new FakeBuckets(),
    iam: new FakeIam(),
    connect: new FakeConnect(),
    config: new FakeConfig(),
    refresh: new FakeRefresh(),
    notify: new FakeNotify(),
    uploads: new FakeUploads(),
    exceptions: new FakeExceptions(),
    recorder: new FakeRecorder(),
  };
  for (const { arn, id } of Object.values(roles)) world.iam.ids.set(arn, id);
  for (const [index, arn] of deployment.observerRoles.entries()) {
    world.iam.ids.set(arn, `AROAOBSERVER00000000${index}`);
  }
  world.iam.rolesNaming.set(sharedBucket, [roles.old.arn, roles.osaka.arn]);
  for (const name of [bucket, sharedBucket]) {
    world.bucket.ownedBuckets.set(name, { owner: 'this-account', region });
  }
  world.connect.instances = [
    { arn: instances.tokyo, id: instances.tokyo.slice(-36), serviceRole: roles.tokyo.arn },
    { arn: instances.osaka, id: instances.osaka.slice(-36), serviceRole: roles.osaka.arn },
    { arn: instances.old, id: instances.old.slice(-36), alias: 'from-2017' },
  ];
  world.connect.storage.set(instances.tokyo, [recordings(bucket)]);
  world.connect.storage.set(instances.osaka, [recordings(sharedBucket)]);
  world.connect.storage.set(instances.old, [recordings(sharedBucket)]);
  world.state.seed('inventory.json', inventory);
  world.state.seed('settings.json', settings);
  for (const name of [bucket, sharedBucket]) approve(world.state, name, [roles.admin.id]);
  return world;
}

/** The same, and the time has come to take its inventory anew. */
export function contactCenterDue() {
  const world = contactCenter();
  world.state.seed('inventory.json', { ...inventory, takenAt: '2026-03-01T05:00:00Z' });
  return world;
}

export type ContactCenter = ReturnType<typeof contactCenter>;
