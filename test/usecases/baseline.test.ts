import { describe, expect, it } from '@jest/globals';
import { bucketUse } from '#shared/connect/bucket-use.ts';
import { known } from '#shared/connect/fact.ts';
import { settingsForBucket } from '#shared/settings/for-bucket.ts';
import type { Settings } from '#shared/settings/settings.ts';
import { baselineOf } from '#shared/usecases/baseline.ts';
import {
  bucket,
  contactCenter,
  deployment,
  facts,
  instances,
  inventory,
  roles,
  settings,
  sharedBucket,
} from '../fakes/contact-center.ts';

const role = (name: string) => `arn:aws:iam::111122223333:role/${name}` as const;

async function baseline(
  changed: Partial<Settings> = {},
  name = bucket,
  world = contactCenter(),
  discovered = inventory,
): ReturnType<typeof baselineOf> {
  const all: Settings = { ...settings, ...changed };
  const use = bucketUse(discovered, name);
  const now = world.clock.now();
  const forBucket = settingsForBucket(all, name, use.instances, now);
  return baselineOf(name, { iam: world.iam, deployment, settings: all, forBucket, use, now });
}

describe('the baseline of a bucket', () => {
  it('names Connect, the administrators, and the guard and its observers by ARN', async () => {
    expect(await baseline()).toEqual({
      state: 'known',
      value: { facts, withoutAdministrators: [], setAside: [] },
    });
  });

  it('is by ids alone in the article profile, without an observer that does not exist', async () => {
    const world = contactCenter();
    world.iam.ids.delete(deployment.recorderRole);
    const found = await baseline({ profile: 'article' }, bucket, world);
    expect(found).toMatchObject({
      value: {
        facts: {
          profile: 'article',
          requireTls: false,
          auditors: deployment.observerRoles.map((arn) => ({
            arn,
            id: expect.stringMatching(/^AROA/),
          })),
        },
      },
    });
  });

  it('has the workloads and auditors whose time has not run out, by id', async () => {
    const world = contactCenter();
    world.iam.ids.set(role('firehose'), 'AROAFIREHOSE000000001');
    world.iam.ids.set(role('audit'), 'AROAAUDIT000000000001');
    const found = await baseline(
      {
        workloads: [
          { arn: role('firehose'), reason: 'delivery', actions: ['s3:PutObject'] },
          { arn: role('audit'), reason: 'was once', expires: '2026-03-01T12:00:00Z' },
        ],
        auditors: [{ arn: role('audit'), reason: 'Macie', expires: '2027-01-01T00:00:00Z' }],
        servicePrincipals: [{ service: 'logging.s3.amazonaws.com', reason: 'logs' }],
      },
      bucket,
      world,
    );
    expect(found).toMatchObject({
      value: {
        facts: {
          workloads: [
            { arn: role('firehose'), id: 'AROAFIREHOSE000000001', actions: ['s3:PutObject'] },
          ],
          auditors: [...facts.auditors, { arn: role('audit'), id: 'AROAAUDIT000000000001' }],
          servicePrincipals: ['logging.s3.amazonaws.com'],
        },
      },
    });
  });

  it('sets aside who is not to be found, and says why', async () => {
    const found = await baseline({
      administrators: [roles.admin.arn, role('gone'), { permissionSet: 'None' }],
    });
    expect(found).toMatchObject({
      value: {
        facts: { administrators: [roles.admin] },
        setAside: [
          { principal: role('gone'), why: 'there is none of this name' },
          { principal: 'permission set None', why: 'it has no role in this account' },
        ],
      },
    });
  });

  it('is not known when two roles bear the name of a permission set: one of them is meant', async () => {
    const world = contactCenter();
    const second = roles.sso.arn.replace('0123456789abcdef', 'fedcba9876543210');
    world.iam.ids.set(second as typeof roles.sso.arn, 'AROASSOADMIN000000009');
    const administrators = [roles.admin.arn, { permissionSet: 'ConnectAdmin' }];
    expect(await baseline({ administrators }, bucket, world)).toMatchObject({
      state: 'unreadable',
      why: {
        message: expect.stringMatching(/^permission set ConnectAdmin: 2 roles .* by its ARN$/),
      },
    });
  });

  it('does not let in who was not there when a person named it', async () => {
    expect(await baseline({ ids: {} })).toMatchObject({
      value: {
        facts: { administrators: [] },
        setAside: [{ why: expect.stringContaining('was not there when it was named') }],
      },
    });
  });

  it('believes the id of an old role that a person put into the settings', async () => {
    const world = contactCenter();
    world.iam.ids.set(roles.old.arn, 'AROAOLDCONNECT0000002');
    expect(await baseline({}, sharedBucket, world)).toMatchObject({ state: 'unreadable' });
    const approved = {
      ids: { [roles.old.arn]: 'AROAOLDCONNECT0000002', [roles.admin.arn]: roles.admin.id },
    };
    expect(await baseline(approved, sharedBucket, world)).toMatchObject({
      value: { facts: { connectRoles: [roles.osaka, { id: 'AROAOLDCONNECT0000002' }] } },
    });
  });

  it('lists a role once that two instances share', async () => {
    const world = contactCenter();
    const all = inventory.instances.state === 'known' ? inventory.instances.value : [];
    const shared = all.map((instance) => ({ ...instance, serviceRole: known(roles.old) }));
    const found = await baseline({}, sharedBucket, world, {
      ...inventory,
      instances: known(shared),
    });
    expect(found).toMatchObject({ value: { facts: { connectRoles: [roles.old] } } });
  });

  it('names the instances for which nobody is named', async () => {
    const one = {
      administrators: [],
      instances: { [instances.old]: { administrators: [roles.admin.arn] } },
    };
    expect(await baseline(one, sharedBucket)).toMatchObject({
      value: { withoutAdministrators: [instances.osaka] },
    });
  });
});
