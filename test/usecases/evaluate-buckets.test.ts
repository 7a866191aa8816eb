import { describe, expect, it } from '@jest/globals';
import { known, unreadable } from '#shared/connect/fact.ts';
import { generateBucketPolicy } from '#shared/generate/bucket-policy.ts';
import { rule } from '#shared/rules/bucket/bucket-policy-least-privilege.ts';
import { parseConfigEvent } from '#shared/usecases/config-event.ts';
import { evaluate as answer } from '#shared/usecases/evaluate.ts';
import { gatherBuckets } from '#shared/usecases/gather-buckets.ts';
import {
  bucket,
  type ContactCenter,
  contactCenter,
  deployment,
  facts,
  inventory,
  roles,
  settings,
  sharedBucket,
} from '../fakes/contact-center.ts';
import { accessDenied } from '../fakes/state.ts';
import { changeEvent, oversizedEvent, scheduledEvent } from './config-events.ts';

const evaluate = (world: ContactCenter, event: unknown) =>
  answer(world, {
    deployment,
    rules: [rule],
    event: parseConfigEvent(event),
    gather: gatherBuckets(world),
  });
const closed = JSON.stringify(generateBucketPolicy(facts));

describe('a changed bucket', () => {
  it('is judged by its live policy', async () => {
    const world = contactCenter();
    await evaluate(world, changeEvent(bucket));
    world.bucket.policies.set(bucket, closed);
    await evaluate(world, oversizedEvent(bucket));
    expect(world.config.evaluations.map(({ verdict }) => verdict)).toEqual([
      'NON_COMPLIANT',
      'COMPLIANT',
    ]);
    expect(world.config.evaluations[0]).toMatchObject({
      resourceType: 'AWS::S3::Bucket',
      resourceId: bucket,
      orderingTimestamp: new Date('2026-03-01T12:00:00.123Z'),
      annotation: expect.stringMatching(
        /^A role such as analyst .* can s3:GetObject .*: the bucket has no policy\./,
      ),
    });
  });

  it('mistake 5: that is gone, not recorded or out of scope is not applicable, and nothing is read', async () => {
    const world = contactCenter();
    world.state.denied.add('inventory.json');
    for (const event of [
      changeEvent(bucket, 'ResourceDeleted'),
      changeEvent(bucket, 'ResourceNotRecorded'),
      changeEvent(bucket, 'ResourceDeletedNotRecorded'),
      changeEvent(bucket, 'OK', true),
    ]) {
      await evaluate(world, event);
    }
    expect(world.config.evaluations.map(({ verdict }) => verdict)).toEqual(
      Array(4).fill('NOT_APPLICABLE'),
    );
    expect([world.bucket.reads, world.iam.calls]).toEqual([0, 0]);
  });

  it('with a status that nobody knows yet is judged by what is there', async () => {
    const world = contactCenter();
    await evaluate(world, changeEvent(bucket, 'ResourceUnrecoverable'));
    expect(world.config.evaluations.map(({ verdict }) => verdict)).toEqual(['NON_COMPLIANT']);
  });

  it('that no instance uses is not applicable, without a look at it', async () => {
    const world = contactCenter();
    await evaluate(world, changeEvent('somebody-elses'));
    expect(world.config.evaluations[0]?.verdict).toBe('NOT_APPLICABLE');
    expect([world.bucket.reads, world.iam.calls]).toEqual([0, 0]);
  });

  it('that the inventory may have overlooked cannot be told', async () => {
    const world = contactCenter();
    const [first, ...others] =
      inventory.instances.state === 'known' ? inventory.instances.value : [];
    if (!first) throw new Error('there are instances');
    const storage = { ATTACHMENTS: unreadable(accessDenied('connect:ListInstanceStorageConfigs')) };
    world.state.seed('inventory.json', {
      ...inventory,
      instances: known([{ ...first, storage }, ...others]),
    });
    await evaluate(world, changeEvent('somebody-elses'));
    expect(world.config.evaluations[0]).toMatchObject({
      verdict: 'NON_COMPLIANT',
      annotation: expect.stringMatching(
        /^Cannot tell: the inventory is incomplete: connect:ListInstanceStorageConfigs AccessDenied/,
      ),
    });
  });

  it('mistake 12: whose policy may not be read cannot be told, and is ours to adopt', async () => {
    const world = contactCenter();
    world.bucket.denied.add(bucket);
    await evaluate(world, changeEvent(bucket));
    expect(world.config.evaluations[0]).toMatchObject({
      verdict: 'NON_COMPLIANT',
      annotation: expect.stringMatching(
        /^Cannot tell: locked without us: s3:GetBucketPolicy AccessDenied/,
      ),
    });
  });

  it('that is shared is held against the roles of all its instances, in one look at each', async () => {
    const world = contactCenter();
    const shared = { ...facts, bucket: sharedBucket, connectRoles: [roles.osaka, roles.old] };
    world.bucket.policies.set(sharedBucket, JSON.stringify(generateBucketPolicy(shared)));
    await evaluate(world, changeEvent(sharedBucket));
    expect(world.config.evaluations[0]?.verdict).toBe('COMPLIANT');
    expect(world.connect.calls).toBe(0);
    world.bucket.policies.set(
      sharedBucket,
      JSON.stringify(generateBucketPolicy({ ...shared, connectRoles: [roles.osaka] })),
    );
    await evaluate(world, changeEvent(sharedBucket));
    expect(world.config.evaluations[1]).toMatchObject({
      verdict: 'NON_COMPLIANT',
      annotation: expect.stringContaining('is denied s3:GetObject'),
    });
  });

  it.each<[string, (world: ContactCenter) => void, RegExp]>([
    [
      'the settings are malformed',
      (world) => world.state.seed('settings.json', '{"version":1,"mode":"on"}'),
      /settings\.json: mode: must be one of/,
    ],
    [
      'the settings may not be read',
      (world) => world.state.denied.add('settings.json'),
      /s3:GetObject AccessDenied/,
    ],
    [
      "Connect's role may not be read",
      (world) => world.iam.denied.add(roles.tokyo.arn),
      /iam:GetRole AccessDenied/,
    ],
    [
      "Connect's role is gone",
      (world) => world.iam.ids.delete(roles.tokyo.arn),
      /iam:GetRole RoleNotCertain/,
    ],
    [
      "the guard's own role is gone",
      (world) => world.iam.ids.delete(roles.remediator.arn),
      /NoSuchEntity/,
    ],
    [
      'an administrator may not be read',
      (world) => world.iam.denied.add(roles.admin.arn),
      /iam:GetRole AccessDenied/,
    ],
    [
      'nobody is named',
      (world) => world.state.objects.delete('settings.json'),
      /no administrators are named/,
    ],
  ])('cannot be told when %s', async (_, change, reason) => {
    const world = contactCenter();
    world.bucket.policies.set(bucket, closed);
    change(world);
    await evaluate(world, changeEvent(bucket));
    const [told] = world.config.evaluations;
    expect(told?.verdict).toBe('NON_COMPLIANT');
    expect(told?.annotation).toMatch(/^Cannot tell: /);
    expect(told?.annotation).toMatch(reason);
  });

  it('believes a new id of a service-linked role, and of a permission set', async () => {
    const world = contactCenter();
    world.state.seed('settings.json', {
      ...settings,
      administrators: [{ permissionSet: 'ConnectAdmin' }],
    });
    world.iam.ids.set(roles.tokyo.arn, 'AROATOKYOCONNECT00002');
    world.iam.ids.set(roles.sso.arn, 'AROASSOADMIN000000002');
    const now = {
      ...facts,
      connectRoles: [{ ...roles.tokyo, id: 'AROATOKYOCONNECT00002' }],
      administrators: [{ ...roles.sso, id: 'AROASSOADMIN000000002' }],
    };
    world.bucket.policies.set(bucket, JSON.stringify(generateBucketPolicy(now)));
    await evaluate(world, changeEvent(bucket));
    expect(world.config.evaluations[0]?.verdict).toBe('COMPLIANT');
  });

  it('does not believe a new id of any other role: whoever re-creates it must not get in', async () => {
    const world = contactCenter();
    world.state.seed('settings.json', { ...settings, ids: { [roles.admin.arn]: roles.admin.id } });
    world.iam.ids.set(roles.admin.arn, 'AROAIMPOSTOR000000001');
    const { judged } = await evaluate(world, changeEvent(bucket));
    expect(judged[0]?.judgement.because).toContain('was made anew (id AROAIMPOSTOR000000001');
    world.iam.ids.set(roles.old.arn, 'AROAIMPOSTOR000000002');
    await evaluate(world, changeEvent(sharedBucket));
    expect(world.config.evaluations[1]?.annotation).toMatch(
      /^Cannot tell: iam:GetRole RoleNotCertain/,
    );
  });
});

describe('the inventory that an evaluator reads', () => {
  it.each<[string, (world: ContactCenter) => void, RegExp]>([
    ['is missing', (world) => world.state.objects.delete('inventory.json'), /does not exist/],
    ['may not be read', (world) => world.state.denied.add('inventory.json'), /AccessDenied/],
    ['is malformed', (world) => world.state.seed('inventory.json', '{'), /inventory\.json: /],
    [
      "is another account's",
      (world) => world.state.seed('inventory.json', { ...inventory, account: '999988887777' }),
      /another account/,
    ],
    ['is older than 26 hours', (world) => world.clock.pass(26 * 3_600_000), /older than 26 hours/],
  ])('is asked for when it %s, and the event comes again', async (_, change, reason) => {
    const world = contactCenter();
    change(world);
    await expect(evaluate(world, changeEvent(bucket))).rejects.toMatchObject({ name: 'Retryable' });
    expect(world.refresh.reasons).toEqual([expect.stringMatching(reason)]);
    expect(world.config.told).toEqual([]);
  });
});

describe('the schedule', () => {
  it('judges every bucket of the inventory and retires what is gone, by type and id', async () => {
    const world = contactCenter();
    world.bucket.policies.set(bucket, closed);
    world.config.before = [
      { resourceType: 'AWS::S3::Bucket', resourceId: bucket },
      { resourceType: 'AWS::S3::Bucket', resourceId: 'gone-bucket' },
      { resourceType: 'AWS::S3::AccountPublicAccessBlock', resourceId: bucket },
    ];
    await evaluate(world, scheduledEvent());
    expect(
      world.config.evaluations.map(({ resourceType, resourceId, verdict }) => [
        resourceType,
        resourceId,
        verdict,
      ]),
    ).toEqual([
      ['AWS::S3::Bucket', bucket, 'COMPLIANT'],
      ['AWS::S3::Bucket', sharedBucket, 'NON_COMPLIANT'],
      ['AWS::S3::Bucket', 'gone-bucket', 'NOT_APPLICABLE'],
      ['AWS::S3::AccountPublicAccessBlock', bucket, 'NOT_APPLICABLE'],
    ]);
    expect(world.config.evaluations[0]?.orderingTimestamp).toEqual(
      new Date('2026-03-01T12:00:00Z'),
    );
  });

  it('judges the other buckets when one cannot be looked at', async () => {
    const world = contactCenter();
    const real = world.bucket.policy.bind(world.bucket);
    world.bucket.policy = (name) =>
      name === bucket ? Promise.reject(new Error('s3:GetBucketPolicy: SlowDown')) : real(name);
    await evaluate(world, scheduledEvent());
    expect(world.config.evaluations).toMatchObject([
      { annotation: 'Cannot tell: s3:GetBucketPolicy: SlowDown', verdict: 'NON_COMPLIANT' },
      { resourceId: sharedBucket },
    ]);
  });

  it('judges on request what AWS Config has forgotten: what else remembers it must learn that it is gone', async () => {
    const world = contactCenter();
    const changed = await evaluate(world, changeEvent(bucket));
    expect(changed).not.toHaveProperty('judgeOthers');
    const { judgeOthers } = await evaluate(world, scheduledEvent());
    const resources = ['gone-bucket', bucket].map((resourceId) => ({
      resourceType: 'AWS::S3::Bucket',
      resourceId,
    }));
    const others = (await judgeOthers?.(resources)) ?? [];
    expect(others.map(({ judgement }) => judgement.verdict)).toEqual([
      'NOT_APPLICABLE',
      'NON_COMPLIANT',
    ]);
  });

  it('says that a bucket is not of this account', async () => {
    const world = contactCenter();
    world.state.seed('inventory.json', {
      ...inventory,
      buckets: { [bucket]: known({ owner: 'not-this-account' }) },
    });
    await evaluate(world, scheduledEvent());
    expect(world.config.evaluations[0]?.annotation).toContain('not a bucket of this account');
  });

  it('tells AWS Config nothing when there is nothing', async () => {
    const world = contactCenter();
    world.state.seed('inventory.json', { ...inventory, instances: known([]), buckets: {} });
    const { evaluations } = await evaluate(world, scheduledEvent());
    expect([evaluations, world.config.told]).toEqual([[], []]);
  });
});

it('the test mode of AWS Config is passed on', async () => {
  const world = contactCenter();
  await evaluate(world, { ...changeEvent(bucket), resultToken: 'TESTMODE' });
  expect(world.config.told[0]).toMatchObject({ token: 'TESTMODE', test: true });
});

it('an event of a rule that we do not have is an error', async () => {
  const world = contactCenter();
  const event = { ...changeEvent(bucket), ruleParameters: '{"rule":"no-such-rule"}' };
  await expect(evaluate(world, event)).rejects.toThrow('configRuleName: no-such-rule is none');
});
