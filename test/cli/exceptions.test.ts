import { ConfigServiceClient, PutConfigRuleCommand } from '@aws-sdk/client-config-service';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runExceptionsClear } from '#cli/account/clear-exceptions.ts';
import { runExceptions, runExceptionsAdd, runExceptionsEnd } from '#cli/account/exceptions.ts';
import type { LocalAws } from '#infra/local/local-aws.ts';
import { buckets, otherBuckets } from '#infra/local/scenarios/contact-center/buckets.ts';
import { people } from '#infra/local/scenarios/contact-center/people.ts';
import { configState, ruleKey } from '#infra/local/services/config/state.ts';
import { configRuleName } from '#shared/connect/deployment.ts';
import { guard } from './guard.ts';
import { environmentOf, guardedCenter, runAs } from './guarded-center.ts';

let aws: LocalAws;
beforeAll(async () => {
  aws = await guardedCenter();
});
afterAll(() => aws.close());

const rule = configRuleName('bucket-policy-least-privilege');
const as = (run: () => Promise<number>) => runAs(aws, people.engineer, run);
const bucket: string = buckets.sales;
const add = (options: object, of = bucket) =>
  as(() => runExceptionsAdd(of, { reason: 'migration', ...options }));
const listed = async () => {
  const { code, stdout } = await as(() => runExceptions({ json: true }));
  expect(code).toBe(0);
  return JSON.parse(stdout);
};

describe('exceptions of the settings', () => {
  it('are none at first', async () => {
    expect(await as(() => runExceptions({}))).toMatchObject({
      code: 0,
      stdout: '',
      stderr: expect.stringContaining('There are no exceptions'),
    });
  });

  it('last to the end of the day that is named, and end when they are ended', async () => {
    const added = await add({ until: '2099-12-31' });
    expect(added.code).toBe(0);
    expect(added.stdout).toContain('+ exceptions: {"bucket"');
    expect(await listed()).toEqual({
      settings: [{ bucket, reason: 'migration', expires: '2099-12-31T23:59:59Z', inForce: true }],
      config: [],
    });
    const ended = await as(() => runExceptionsEnd(bucket, {}));
    expect(ended).toMatchObject({ code: 0, stdout: expect.stringContaining('- exceptions: ') });
    expect((await listed()).settings).toEqual([]);
    const again = await as(() => runExceptionsEnd(bucket, {}));
    expect(again).toMatchObject({ code: 0, stdout: '' });
  });

  it('last for as many days as are named', async () => {
    const { stdout } = await add({ days: '2', json: true });
    const [{ expires }] = JSON.parse(stdout).added;
    expect(Math.round((Date.parse(expires) - Date.now()) / 3_600_000)).toBe(48);
    await as(() => runExceptionsEnd(bucket, {}));
  });

  it.each([
    ['without an end', {}, /--until DATE or --days N/],
    ['with two ends', { until: '2099-01-01', days: '1' }, /--until DATE or --days N/],
    ['that is over', { until: '2020-01-01' }, /must be in the future/],
    ['until a word', { until: 'Friday' }, /a day like 2026-12-31/],
    ['until a day that is none', { until: '2099-13-01' }, /a day like 2026-12-31/],
    ['for no days', { days: '0' }, /--days must be a whole number/],
    ['without a reason', { reason: ' ', days: '1' }, /--reason must say why/],
  ])('are not recorded %s', async (_, options, says) => {
    const { code, stdout, stderr } = await add(options);
    expect({ code, stdout }).toEqual({ code: 'BadInput', stdout: '' });
    expect(stderr).toMatch(says);
    expect((await listed()).settings).toEqual([]);
  });

  it('are not recorded for a bucket that Connect does not store in', async () => {
    const { code, stderr } = await add({ days: '1' }, otherBuckets.lake);
    expect(code).toBe('BadInput');
    expect(stderr).toContain('no instance of Amazon Connect stores in acme-data-lake');
  });

  it('need the right to write the settings', async () => {
    const { code, stderr } = await runAs(aws, people.auditor, () =>
      runExceptionsAdd(bucket, { reason: 'migration', days: '1' }),
    );
    expect(code).toBe('Failed');
    expect(stderr).toMatch(/^as arn:.*user\/auditor: s3:PutObject: AccessDenied/);
  });
});

describe('exceptions that AWS Config added by itself', () => {
  const except = (name: string) => {
    const key = { resourceType: 'AWS::S3::Bucket', resourceId: name };
    configState(aws.world, aws.home).exceptions.set(ruleKey(rule, key), {
      ConfigRuleName: rule,
      ResourceType: key.resourceType,
      ResourceId: name,
      Message: 'Added by AWS Config after 5 remediation attempts within 60 seconds',
    });
  };
  beforeAll(async () => {
    const client = new ConfigServiceClient(aws.clientFor(`arn:aws:iam::${aws.home.account}:root`));
    await client.send(
      new PutConfigRuleCommand({
        ConfigRule: {
          ConfigRuleName: rule,
          Source: {
            Owner: 'CUSTOM_LAMBDA',
            SourceIdentifier: `arn:aws:lambda:${aws.home.region}:${aws.home.account}:function:gone`,
            SourceDetails: [{ EventSource: 'aws.config', MessageType: 'ScheduledNotification' }],
          },
        },
      }),
    );
    await aws.world.events.idle();
  });

  it('are listed beside those of the settings, with how to clear them', async () => {
    except(bucket);
    const { stdout, stderr } = await as(() => runExceptions({}));
    expect(stdout).toMatch(/acme-connect-sales +AWS Config +it is cleared +Added by AWS Config/);
    expect(stderr).toContain('connect-guard exceptions clear --all --yes');
    expect((await listed()).config).toEqual([
      { rule, bucket, message: expect.stringContaining('Added by AWS Config') },
    ]);
  });

  it('stay without --yes', async () => {
    const { code, stdout, stderr } = await as(() => runExceptionsClear(bucket, {}));
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining(bucket) });
    expect(stderr).toContain('With --yes');
    expect((await listed()).config).toHaveLength(1);
  });

  it('are cleared of one bucket or of all, and the rule is evaluated again', async () => {
    except(buckets.archive);
    const other = await as(() => runExceptionsClear(bucket, { yes: true }));
    expect(other.code).toBe(0);
    expect((await listed()).config).toMatchObject([{ bucket: buckets.archive }]);
    const all = await as(() => runExceptionsClear(undefined, { all: true, yes: true, json: true }));
    expect(JSON.parse(all.stdout)).toMatchObject({
      cleared: true,
      exceptions: [{ bucket: buckets.archive }],
    });
    expect((await listed()).config).toEqual([]);
    const started = aws.world.ledger.entries.filter(
      ({ operation, principal }) =>
        operation === 'StartConfigRulesEvaluation' && principal === people.engineer,
    );
    expect(started.length).toBeGreaterThanOrEqual(2);
    expect(await as(() => runExceptionsClear(bucket, { yes: true }))).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('no exception for acme-connect-sales'),
    });
  });

  it.each([
    ['nothing', undefined, {}],
    ['a bucket and all', 'acme-connect-sales', { all: true }],
  ])('are not cleared of %s', async (_, name, options) => {
    expect(await as(() => runExceptionsClear(name, options))).toMatchObject({
      code: 'BadInput',
      stderr: expect.stringContaining('a BUCKET, or --all'),
    });
  });
});

it('is a command, with a list by default', async () => {
  const env = environmentOf(aws, people.engineer);
  const { code, stdout } = await guard(['exceptions', '--json', '--region', aws.home.region], {
    env,
  });
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual({ settings: [], config: [] });
  const mistaken = await guard(['exceptions', 'ad', bucket], { env });
  expect(mistaken.code).toBe(2);
});
