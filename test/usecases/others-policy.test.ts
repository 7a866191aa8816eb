import { beforeEach, describe, expect, it } from '@jest/globals';
import { digestOf } from '#shared/policy/digest.ts';
import { parseBackup } from '#shared/remediation/backup.ts';
import { keepOthersPolicy } from '#shared/usecases/others-policy.ts';
import { tellNews } from '#shared/usecases/tell-news.ts';
import { account, bucket, contactCenter, deployment, roles } from '../fakes/contact-center.ts';
import { cloudTrailEvent } from './cloud-trail-events.ts';

const policy = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${account}:role/Analyst` },
      Action: 's3:GetObject',
      Resource: `arn:aws:s3:::${bucket}/*`,
    },
  ],
};
const parameters = {
  bucketName: bucket,
  Host: 's3.ap-northeast-1.amazonaws.com',
  bucketPolicy: policy,
  policy: '',
};
const put = (detail: Readonly<Record<string, unknown>> = {}) =>
  cloudTrailEvent('s3', 'PutBucketPolicy', parameters, detail);

let world: ReturnType<typeof contactCenter>;
beforeEach(() => {
  world = contactCenter();
});

const keep = (event: unknown) => keepOthersPolicy(world.state, deployment, event);
const keptAt = (key: string | undefined) =>
  parseBackup(world.state.objects.get(key ?? '')?.body ?? '', bucket, deployment);

describe('a policy that somebody else wrote', () => {
  it('is kept with who wrote it, and the same event twice keeps it once', async () => {
    const key = await keep(put());
    expect(keptAt(key)).toMatchObject({
      madeBy: 'somebody-else',
      before: JSON.stringify(policy),
      writer: {
        arn: `arn:aws:sts::${account}:assumed-role/ContactCenterAdmin/alice`,
        userAgent: 'aws-cli/2.27.0',
        sourceIp: '198.51.100.7',
        eventId: '6b3ae8b1-5b0e-4c2a-9a6a-2a7b0f0d1c55',
        at: '2026-03-01T11:58:03Z',
      },
    });
    expect(await keep(put())).toBe(key);
    expect(world.state.keys(`backups/${bucket}/`)).toHaveLength(1);
  });

  it('in a session is the role’s', async () => {
    const key = await keep(
      put({
        userIdentity: {
          type: 'AssumedRole',
          arn: `arn:aws:sts::${account}:assumed-role/ContactCenterAdmin/alice`,
          sessionContext: { sessionIssuer: { arn: roles.admin.arn } },
        },
      }),
    );
    expect(keptAt(key).writer?.arn).toBe(roles.admin.arn);
  });

  it('that was a deletion is kept as none', async () => {
    const event = cloudTrailEvent('s3', 'DeleteBucketPolicy', { bucketName: bucket });
    expect(keptAt(await keep(event)).before).toBeNull();
  });

  it.each([
    ['the guard wrote', put({ userIdentity: { arn: deployment.remediatorRole } })],
    ['was refused by S3', put({ errorCode: 'AccessDenied' })],
    ['CloudTrail left out', cloudTrailEvent('s3', 'PutBucketPolicy', { bucketName: bucket })],
    ['is about something else', cloudTrailEvent('kms', 'PutKeyPolicy', { keyId: 'k' })],
    ['is none', { reason: 'schedule' }],
  ])('is not kept when it %s', async (_, event) => {
    expect(await keep(event)).toBeUndefined();
    expect(world.state.keys('backups/')).toEqual([]);
  });

  it('that a person had the guard write is not kept: it has a receipt', async () => {
    const digest = digestOf(JSON.stringify(policy)).slice(0, 12);
    world.state.seed(`receipts/${bucket}/2026-03-01T11-58-04.100Z-${digest}.json`, {});
    expect(await keep(put())).toBeUndefined();
  });
});

describe('somebody who wrote while the guard was writing', () => {
  const run = (began: string, ended: string, digestBefore = 'none') => {
    const keyTime = (time: string) => time.replaceAll(':', '-');
    world.state.seed(`receipts/${bucket}/${keyTime(ended)}-0123456789ab.json`, {
      version: 1,
      status: 'REMEDIATED',
      bucket,
      account,
      region: deployment.region,
      at: ended,
      executionId: '0b9f4a52-6c1d-4e8f-9a37-5d2e7c1b8f60',
      by: 'automation',
      instances: [],
      backup: `backups/${bucket}/${keyTime(began)}-${digestBefore.slice(0, 12)}.json`,
      digestBefore,
      digestAfter: `0123456789ab${'0'.repeat(52)}`,
      reason: 'Closed.',
    });
  };
  const news = () => tellNews(world, deployment, []);

  it('is told once where the policy is kept and how it is put back', async () => {
    run('2026-03-01T11:58:03.200Z', '2026-03-01T11:58:04.900Z');
    const key = (await keep(put())) ?? '';
    expect(await news()).toMatchObject({ overwritten: 1, faults: [] });
    expect(await news()).toMatchObject({ overwritten: 0 });
    const told = world.notify.told.find(({ subject }) => subject.startsWith('Policy overwritten'));
    const name = key.slice(`backups/${bucket}/`.length, -'.json'.length);
    expect(told?.text).toContain(key);
    expect(told?.text).toContain(`connect-guard restore ${bucket} ${name} --yes`);
  });

  it.each([
    ['before the run', '2026-03-01T11:58:10.000Z', '2026-03-01T11:58:12.000Z', 'none'],
    ['after the run', '2026-03-01T11:57:50.000Z', '2026-03-01T11:57:55.000Z', 'none'],
    [
      'what the run then found',
      '2026-03-01T11:58:03.900Z',
      '2026-03-01T11:58:05.000Z',
      digestOf(JSON.stringify(policy)),
    ],
  ])('is told nothing when it was %s', async (_, began, ended, digestBefore) => {
    run(began, ended, digestBefore);
    await keep(put());
    expect(await news()).toMatchObject({ overwritten: 0 });
  });
});
