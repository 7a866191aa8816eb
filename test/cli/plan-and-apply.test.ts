import {
  DeleteBucketPolicyCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  PutBucketPolicyCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runAdopt, runApply } from '#cli/account/apply.ts';
import { runPlan } from '#cli/account/plan.ts';
import { runRestore } from '#cli/account/restore.ts';
import type { LocalAws } from '#infra/local/local-aws.ts';
import {
  buckets,
  goneBucket,
  otherBuckets,
} from '#infra/local/scenarios/contact-center/buckets.ts';
import { instances } from '#infra/local/scenarios/contact-center/instances.ts';
import { people } from '#infra/local/scenarios/contact-center/people.ts';
import { firstRecording } from '#infra/local/scenarios/contact-center/recordings.ts';
import { contactCenter } from '#infra/local/scenarios/contact-center.ts';
import { guard } from './guard.ts';
import { environmentOf, guardedCenter, root, runAs } from './guarded-center.ts';

let aws: LocalAws;
/** By hand everything is done while the guard itself only observes. */
beforeAll(async () => {
  aws = await guardedCenter({ ...contactCenter.settings, mode: 'observe' });
});
afterAll(() => aws.close());

const { administrator, analyst, engineer } = people;
const s3 = (arn: string) => new S3Client({ ...aws.clientFor(arn), maxAttempts: 1 });
const plan = (bucket: string | undefined, options: object = {}, who: string = administrator) =>
  runAs(aws, who, () => runPlan(bucket, options));
const apply = (bucket: string | undefined, options: object = {}, who: string = administrator) =>
  runAs(aws, who, () => runApply(bucket, options));
const writes = () =>
  aws.world.ledger.entries.filter(
    ({ operation, principal }) => /^(Put|Delete)/.test(operation) && principal !== root,
  ).length;
const policyOf = async (bucket: string) =>
  (await s3(root).send(new GetBucketPolicyCommand({ Bucket: bucket }))).Policy ?? '';
const plays = (who: string, bucket: string, key: string): Promise<boolean> =>
  s3(who)
    .send(new GetObjectCommand({ Bucket: bucket, Key: key }))
    .then(
      () => true,
      ({ name }: Error) => (name === 'AccessDenied' ? false : Promise.reject(name)),
    );

describe('plan', () => {
  it('says what is open, what would be written, whom it lets in and who loses access', async () => {
    const before = writes();
    const { code, stdout, stderr } = await plan(buckets.sales);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^acme-connect-sales {2}ready\n/);
    expect(stdout).toMatch(/Today\n {2}A role such as analyst .* the bucket has no policy/s);
    expect(stdout).toMatch(/^ {2}\+ ConnectStorageGuardDenyUnlisted: Deny everyone all but/m);
    expect(stdout).toContain('Nothing gets through then that does not today');
    expect(stdout).toMatch(/Then\n {2}COMPLIANT/);
    expect(stdout).toMatch(
      /Let in for the first time\n {2}arn:.*ContactCenterAdmin\S+ \(administrator\)\n/,
    );
    expect(stdout).toMatch(/Loses access\n(.*\n)* {2}ReportingAnalyst +reads, lists/);
    expect(stdout).toMatch(/Size\n {2}\d+ of 20480 bytes, digest [0-9a-f]{12}/);
    expect(stderr).toMatch(/apply acme-connect-sales --planned [0-9a-f]{12} --yes/);
    expect(writes()).toBe(before);
  });

  it('shows the statements in full, and keeps those of others', async () => {
    const { stdout } = await plan(buckets.archive, { diff: true });
    expect(stdout).toContain('  +   "Sid": "ConnectStorageGuardDenyUnlisted",');
    expect(stdout).toContain('      "Sid": "AcmeRequiresTls",');
  });

  it('is JSON with everything that the page has', async () => {
    const { code, stdout } = await plan(buckets.archive, { json: true });
    expect(code).toBe(0);
    const { then, ...planned } = JSON.parse(stdout);
    expect(then.verdict).toBe('COMPLIANT');
    expect(planned).toMatchObject({
      readiness: 'ready',
      bucket: buckets.archive,
      now: { verdict: 'NON_COMPLIANT' },
      refusals: [],
      undecided: [],
      statements: { removed: [], kept: [{ sid: 'AcmeRequiresTls' }] },
      meaning: { relation: 'more', onlyB: null },
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      plan: { after: expect.stringContaining('ConnectStorageGuardDenyUnlisted') },
      impact: { shutOut: expect.arrayContaining([expect.objectContaining({ arn: analyst })]) },
    });
  });

  it('of a bucket that is right has nothing to do', async () => {
    const { code, stdout } = await plan(buckets.support);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^acme-connect-support {2}nothing to do\n\nToday\n {2}COMPLIANT/);
  });

  it('of a bucket locked by hand names the command that takes it over', async () => {
    const { stdout, stderr } = await plan(buckets.clinic);
    expect(stdout).toMatch(/^ {2}- \(no Sid\): Deny everyone s3:\* depending on aws:userId/m);
    expect(stdout).toMatch(
      /then and not today, for example ClinicAdministrator \(administrator\)/s,
    );
    expect(stderr).toContain('connect-guard adopt acme-connect-clinic --yes');
  });

  it.each([
    ['a bucket of no instance', otherBuckets.lake, 'NOT_A_CONNECT_BUCKET'],
    ['a bucket that is gone', goneBucket, 'OTHER_ACCOUNT'],
  ])('of %s says why nothing would be written, and what to do', async (_, bucket, refusal) => {
    const { code, stdout } = await plan(bucket);
    expect(code).toBe(1);
    expect(stdout).toMatch(new RegExp(`  refused\\n\\nRefused\\n  ${refusal}\\n    .*\\n    → `));
  });

  it('of somebody whom it would shut out is refused', async () => {
    const { code, stdout } = await plan(buckets.sales, {}, root.replace('root', 'user/auditor'));
    expect(code).toBe(1);
    expect(stdout).toContain('CALLER_SHUT_OUT');
  });

  it('of all buckets is a line for each, and no better than the worst', async () => {
    const { code, stdout, stderr } = await plan(undefined, { all: true });
    expect(stderr).toContain('connect-guard plan BUCKET');
    expect(stderr).toContain('connect-guard apply --all --yes');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^acme-connect-pilot +\? +refused +OTHER_ACCOUNT/m);
    expect(stdout).toMatch(/^acme-connect-sales +NON_COMPLIANT +ready/m);
    expect(stdout).toMatch(/^acme-connect-support +COMPLIANT +nothing to do/m);
    const { stdout: json } = await plan(undefined, { all: true, json: true });
    expect(JSON.parse(json).map(({ readiness }: { readiness: string }) => readiness)).toEqual([
      'ready',
      'ready',
      'refused',
      'ready',
      'nothing to do',
    ]);
  });

  it.each([
    ['nothing', undefined, {}],
    ['a bucket and all', buckets.sales, { all: true }],
  ])('of %s is a mistake', async (_, bucket, options) => {
    expect(await plan(bucket, options)).toMatchObject({ code: 'BadInput', stdout: '' });
  });
});

describe('apply', () => {
  const { sales } = buckets;
  const key = firstRecording(instances.sales.alias);

  it('without --yes is a plan', async () => {
    const before = writes();
    const { code, stdout } = await apply(sales);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^acme-connect-sales {2}ready\n/);
    expect(writes()).toBe(before);
  });

  it('writes nothing but what was shown', async () => {
    const { code, stdout } = await apply(sales, { yes: true, planned: '0123456789ab' });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^REFUSED {2}acme-connect-sales\n {2}PLAN_CHANGED\n/);
    await expect(policyOf(sales)).rejects.toMatchObject({ name: 'NoSuchBucketPolicy' });
    expect(await apply(sales, { yes: true, planned: 'x' })).toMatchObject({ code: 'BadInput' });
  });

  it('closes the bucket though the mode is observe, keeps a backup and tells the way back', async () => {
    expect(await plays(analyst, sales, key)).toBe(true);
    const shown = JSON.parse((await plan(sales, { json: true })).stdout).digest.slice(0, 12);
    const { code, stdout, stderr } = await apply(sales, { yes: true, planned: shown });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^REMEDIATED {2}acme-connect-sales\n/);
    expect(stdout).toMatch(/^ {2}backup {3}backups\/acme-connect-sales\//m);
    expect(stdout).toMatch(/^ {2}receipt {2}receipts\/acme-connect-sales\//m);
    expect(await apply(sales, { yes: true, planned: shown })).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^ALREADY_COMPLIANT /),
    });
    expect(await plays(analyst, sales, key)).toBe(false);
    expect(await plays(administrator, sales, key)).toBe(true);
    expect(await plays(instances.sales.role, sales, key)).toBe(true);
    const [, name = ''] = /restore acme-connect-sales (\S+) --yes/.exec(stderr) ?? [];
    const back = await runAs(aws, administrator, () =>
      runRestore({ bucket: sales, backup: name, yes: true, asMe: true }),
    );
    expect(back).toMatchObject({ code: 0, stdout: expect.stringMatching(/^RESTORED/) });
    expect(await plays(analyst, sales, key)).toBe(true);
  });

  it('does not while an exception is in force', async () => {
    const { code, stdout } = await apply(sales, { yes: true, json: true });
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      outcome: 'REFUSED',
      bucket: sales,
      refusals: [{ code: 'EXCEPTION' }],
    });
  });

  it('by somebody who may not write the policy fails in one line and leaves the bucket as it was', async () => {
    const before = await policyOf(buckets.archive);
    const { code, stdout } = await apply(buckets.archive, { yes: true }, engineer);
    expect(code).toBe(1);
    expect(stdout).toContain('POLICY_UNREADABLE');
    expect(await policyOf(buckets.archive)).toBe(before);
  });

  it('of all buckets closes what can be closed, and says of the others why not', async () => {
    const { code, stdout } = await apply(undefined, { all: true, yes: true, json: true });
    expect(code).toBe(1);
    const outcomes = JSON.parse(stdout) as { bucket: string; outcome: string }[];
    expect(Object.fromEntries(outcomes.map(({ bucket, outcome }) => [bucket, outcome]))).toEqual({
      [buckets.archive]: 'REMEDIATED',
      [buckets.clinic]: 'REMEDIATED',
      [goneBucket]: 'REFUSED',
      [sales]: 'REFUSED',
      [buckets.support]: 'ALREADY_COMPLIANT',
    });
    expect(await policyOf(buckets.archive)).toContain('AcmeRequiresTls');
  });

  it('lets in for good whom the settings name', async () => {
    const { stdout } = await plan(buckets.support, { json: true });
    expect(JSON.parse(stdout).newPrincipals).toEqual([]);
  });

  it('is a command that prints JSON and ends with the code of its outcome', async () => {
    const { code, stdout } = await guard(['apply', buckets.support, '--yes', '--json'], {
      env: environmentOf(aws, administrator),
    });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'ALREADY_COMPLIANT' });
  });
});

describe('adopt', () => {
  const adopt = (bucket: string, options: object = {}, who: string = administrator) =>
    runAs(aws, who, () => runAdopt(bucket, options));
  /** Once more as somebody locked it by hand. */
  const lock = async (): Promise<void> => {
    const published = {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Resource: [`arn:aws:s3:::${buckets.clinic}`, `arn:aws:s3:::${buckets.clinic}/*`],
          Condition: { StringNotLike: { 'aws:userId': await exempted() } },
        },
      ],
    };
    await s3(root).send(
      new PutBucketPolicyCommand({ Bucket: buckets.clinic, Policy: JSON.stringify(published) }),
    );
  };
  const exempted = async (): Promise<readonly string[]> => {
    const policy = JSON.parse(await policyOf(buckets.clinic));
    const [statement] = policy.Statement;
    return statement.Condition.StringNotLike['aws:userId'];
  };

  it('takes over a bucket that was locked by hand', async () => {
    await lock();
    const shown = await adopt(buckets.clinic);
    expect(shown).toMatchObject({ code: 0, stdout: expect.stringContaining('ready') });
    const { code, stdout, stderr } = await adopt(buckets.clinic, { yes: true });
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^ADOPTED {2}acme-connect-clinic\n/),
    });
    expect(stderr).toMatch(/How you would: connect-guard restore acme-connect-clinic \S+\n$/);
    expect(await policyOf(buckets.clinic)).toContain('ConnectStorageGuardDenyUnlisted');
  });

  it('does not take over what was not locked so', async () => {
    await s3(root).send(new DeleteBucketPolicyCommand({ Bucket: buckets.archive }));
    const { code, stdout } = await adopt(buckets.archive, { yes: true });
    expect(code).toBe(1);
    expect(stdout).toContain('NOT_LOCKED_BY_HAND');
  });

  it('is not for somebody whom the lock keeps out', async () => {
    await lock();
    const { code, stdout } = await adopt(buckets.clinic, { yes: true }, engineer);
    expect(code).toBe(1);
    expect(stdout).toContain('POLICY_UNREADABLE');
  });
});
