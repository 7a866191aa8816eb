import { GetBucketPolicyCommand, PutBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runBackups } from '#cli/account/backups.ts';
import { runRestore } from '#cli/account/restore.ts';
import type { LocalAws } from '#infra/local/local-aws.ts';
import { buckets } from '#infra/local/scenarios/contact-center/buckets.ts';
import { people } from '#infra/local/scenarios/contact-center/people.ts';
import { statePort } from '#shared/aws/state.ts';
import { backupKey, backupOf, backupOfOthers } from '#shared/remediation/backup.ts';
import { planOf } from '#shared/remediation/plan.ts';
import { readSettings } from '#shared/usecases/settings.ts';
import { deployment, guardedCenter, root, runAs } from './guarded-center.ts';

/** Byte for byte as somebody typed it: line breaks, no newline at the end. */
const open = `{
  "Version": "2012-10-17",
  "Statement": [{"Sid":"Recordings","Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::${buckets.sales}/*"}]
}`;
const denyAll = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:PutObject',
      Resource: `arn:aws:s3:::${buckets.sales}/*`,
    },
  ],
});

let aws: LocalAws;
const keys: Record<string, string> = {};
const state = () =>
  statePort(new S3Client(aws.clientFor(root)), deployment.stateBucket, deployment.account);

/** As the guard keeps them. */
async function keep(before: string | null, takenAt: string): Promise<string> {
  const plan = planOf(buckets.sales, before, null);
  const made = { madeBy: 'remediation', executionId: 'e-1', takenAt } as const;
  const backup = backupOf(plan, deployment, made);
  await state().write(backupKey(backup), JSON.stringify(backup));
  return backupKey(backup);
}

beforeAll(async () => {
  aws = await guardedCenter();
  keys.none = await keep(null, '2026-11-20T09:00:00.000Z');
  keys.locking = await keep(denyAll, '2026-11-20T09:10:00.000Z');
  keys.open = await keep(open, '2026-11-20T09:20:00.000Z');
});
afterAll(() => aws.close());

const bucket = buckets.sales;
const backups = (options: object = {}, of: string = bucket) =>
  runAs(aws, people.engineer, () => runBackups({ bucket: of, ...options }));
const restore = (options: object = {}, who: string = people.engineer) =>
  runAs(aws, who, () => runRestore({ bucket, ...options }));

describe('backups', () => {
  it('are listed newest first, each with what its policy would do', async () => {
    const { code, stdout } = await backups();
    expect(code).toBe(0);
    const [, newest = '', middle = '', oldest = ''] = stdout.split(/\n(?=\S)/);
    expect(newest).toMatch(/^2026-11-20T09-20-00\.000Z-\w{12} +remediation +\d+ +opens: /);
    expect(middle).toMatch(/^2026-11-20T09-10-00\.000Z-\w{12} .* locks out: /);
    expect(oldest).toMatch(/^2026-11-20T09-00-00\.000Z-none +remediation +none +opens: /);
  });

  it('are listed as JSON with time, maker, size, digest and effect', async () => {
    const { stdout } = await backups({ json: true });
    expect(JSON.parse(stdout)[0]).toEqual({
      key: keys.open,
      takenAt: '2026-11-20T09:20:00.000Z',
      madeBy: 'remediation',
      executionId: 'e-1',
      bytes: Buffer.byteLength(open),
      digest: expect.stringMatching(/^\w{64}$/),
      effect: {
        opens: expect.arrayContaining([expect.stringContaining('s3:GetObject')]),
        locksOut: [],
        undecided: [],
      },
    });
  });

  it('print their policy byte for byte', async () => {
    const { code, stdout, stderr } = await backups({ backup: keys.open });
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: open, stderr: '' });
  });

  it('say of a time without a policy that there was none', async () => {
    const { code, stdout, stderr } = await backups({ backup: '2026-11-20T09-00-00.000Z-none' });
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain('had no policy');
  });

  it('are none of a bucket that was never changed', async () => {
    const { code, stdout, stderr } = await backups({}, buckets.archive);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain('never changed');
    expect((await backups({ json: true }, buckets.archive)).stdout).toBe('[]\n');
  });

  it('that were changed in the state bucket are shown as unusable, and the others still listed', async () => {
    const key = `backups/${bucket}/2026-11-19T00-00-00.000Z-000000000000.json`;
    const stored = await state().read(keys.open ?? '');
    const body = stored.state === 'known' ? stored.value.body : '';
    await state().write(key, body.replace('GetObject', 'PutObject'));
    const { code, stdout } = await backups();
    expect(code).toBe(0);
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(
      /2026-11-19T00-00-00\.000Z-0+ .*digestBefore: must be the digest/,
    );
    expect(stdout).toContain('2026-11-20T09-20-00.000Z');
  });

  it('name who else wrote a policy, and by what', async () => {
    const writer = {
      arn: `arn:aws:sts::${deployment.account}:assumed-role/Deployer/pipeline`,
      userAgent: 'APN/1.0 HashiCorp/1.0 Terraform/1.9.8',
      eventId: 'e0b1d7a2-6f0c-4f1e-9a55-0c7b1a2d3e4f',
      at: '2026-11-20T10:00:00.000Z',
    } as const;
    const other = { bucket: buckets.support, policy: denyAll };
    const backup = backupOfOthers(other, deployment, writer);
    await state().write(backupKey(backup), JSON.stringify(backup));
    const { stdout } = await backups({}, buckets.support);
    expect(stdout).toMatch(
      /2026-11-20T10-00-00\.000Z-\w+\s+assumed-role\/Deployer\/pipeline by APN\/1.0 HashiCorp\/1.0 Terraform/,
    );
    const { stdout: json } = await backups({ json: true }, buckets.support);
    expect(JSON.parse(json)).toMatchObject([{ madeBy: 'somebody-else', writer }]);
  });

  it.each([
    ['a bucket that cannot be', { bucket: 'A' }, 'BadInput', 'A is not the name of an S3 bucket'],
    ['a backup that is not there', { backup: 'x' }, 'BadInput', `x is not a backup of ${bucket}`],
  ])('do not exist of %s', async (_, options, code, message) => {
    expect(await backups(options)).toMatchObject({
      code,
      stdout: '',
      stderr: expect.stringContaining(message),
    });
  });
});

describe('restore', () => {
  it('without --yes says what it would open, and writes nothing', async () => {
    const before = aws.world.ledger.entries.length;
    const { code, stdout, stderr } = await restore();
    expect(code).toBe(0);
    expect(stdout).toMatch(/^back +backups\//);
    expect(stdout).toMatch(/^opens +\S/m);
    expect(stdout).toMatch(/^locks out +nobody/m);
    expect(stdout).toMatch(/^exception +recorded first/m);
    expect(stderr).toContain(`connect-guard restore ${bucket} 2026-11-20T09-20-00.000Z-`);
    const calls = aws.world.ledger.entries.slice(before);
    expect(calls.filter(({ operation }) => /^(Put|Delete|Start)/.test(operation))).toEqual([]);
  });

  it('says of one that locks somebody out that it would be refused', async () => {
    const { code, stdout, stderr } = await restore({ backup: keys.locking });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^locks out +\S/m);
    expect(stderr).toContain('It would be refused');
    const done = await restore(
      { backup: keys.locking, yes: true, asMe: true },
      people.administrator,
    );
    expect(done.code).toBe(1);
    expect(done.stdout).toMatch(/^REFUSED .*is denied/s);
  });

  it('by the caller puts the policy back and records an exception of as many days', async () => {
    const { code, stdout } = await restore(
      { backup: keys.open, yes: true, asMe: true, days: '2', json: true },
      people.administrator,
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'RESTORED', bucket });
    const administrator = new S3Client(aws.clientFor(people.administrator));
    const live = await administrator.send(new GetBucketPolicyCommand({ Bucket: bucket }));
    expect(JSON.parse(live.Policy ?? '')).toEqual(JSON.parse(open));
    const settings = await readSettings(state(), deployment);
    if (settings.state !== 'known') throw new Error('the settings are readable');
    const [exception] = settings.value.exceptions ?? [];
    const days = (Date.parse(exception?.expires ?? '') - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(2);
  });

  it('that may not be started by the automation says what else there is', async () => {
    const { code, stderr } = await restore({ backup: keys.open, yes: true }, people.administrator);
    expect(code).toBe('Failed');
    expect(stderr).toMatch(
      /^the automation cannot be started: .* With --as-me your own credentials do it/,
    );
  });

  it('without an inventory still shows the backups, and cannot tell what they would open', async () => {
    const stored = await state().read('inventory.json');
    if (stored.state !== 'known') throw new Error('there is an inventory');
    await state().write('inventory.json', '{}');
    const [listed, previewed] = [await backups(), await restore()];
    await state().write('inventory.json', stored.value.body);
    expect(listed.code).toBe(0);
    expect(listed.stdout).toMatch(
      /2026-11-20T09-20-00\.000Z-\w{12} .* cannot tell: There is no usable/,
    );
    expect(previewed.code).toBe(4);
    expect(previewed.stdout).toMatch(/^cannot tell +There is no usable inventory/m);
  });

  it('as somebody whom the bucket keeps out says what is missing', async () => {
    await new S3Client(aws.clientFor(root)).send(
      new PutBucketPolicyCommand({ Bucket: bucket, Policy: open }),
    );
    const { code, stdout } = await restore({ backup: keys.none, yes: true, asMe: true });
    expect(code).toBe(1);
    expect(stdout).toContain('POLICY_UNREADABLE');
  });

  it.each(['0', '366', 'x', '1.5'])('takes no --days %s', async (days) => {
    expect(await restore({ days })).toMatchObject({
      code: 'BadInput',
      stderr: expect.stringContaining('--days must be a whole number from 1 to 365'),
    });
  });
});
