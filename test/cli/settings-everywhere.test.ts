import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type EverywhereOptions,
  runSettingsPutEverywhere,
} from '#cli/account/settings-everywhere.ts';
import { LocalAws } from '#infra/local/local-aws.ts';
import { createRole, createUser } from '#infra/local/services/iam/entities.ts';
import { createOrganization } from '#infra/local/services/organizations/state.ts';
import { createBucket } from '#infra/local/services/s3/buckets.ts';
import { bucketState } from '#infra/local/services/s3/state.ts';
import type { Scope } from '#infra/local/world.ts';
import { deploymentIn } from '#shared/connect/deployment.ts';
import { file } from './guard.ts';
import { runAs } from './guarded-center.ts';

const [own, other, locked] = ['111122223333', '444455556666', '777788889999'];
const regions = ['eu-central-1', 'us-east-1'];
const at = (account: string, region: string): Scope => ({ partition: 'aws', account, region });
const places = [own, other].flatMap((account) => regions.map((region) => at(account, region)));
const engineer = `arn:aws:iam::${own}:user/engineer`;
const trusting = (principal: object) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' }],
});
const allow = (...Action: readonly string[]) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource: '*' }],
});
const instance = (account: string, region: string): string =>
  `arn:aws:connect:${region}:${account}:instance/0f1e2d3c-4b5a-4697-8877-665544332211`;

let aws: LocalAws;
beforeAll(async () => {
  aws = await LocalAws.start({ home: at(own, 'eu-central-1'), throttles: 'off' });
  createOrganization(aws.world, aws.home, {
    management: own,
    accounts: [own, other, locked].map((id) => ({ id, name: id, status: 'ACTIVE' })),
  });
  createUser(aws.world, aws.home, { name: 'engineer', policies: { All: allow('*') } });
  for (const account of [own, other]) {
    createRole(aws.world, at(account, 'eu-central-1'), {
      name: 'ContactCenterAdmin',
      trustPolicy: trusting({ AWS: `arn:aws:iam::${account}:root` }),
    });
  }
  createRole(aws.world, at(own, 'eu-central-1'), {
    name: 'OnlyHere',
    trustPolicy: trusting({ AWS: `arn:aws:iam::${own}:root` }),
  });
  createRole(aws.world, at(other, 'eu-central-1'), {
    name: 'SettingsWriter',
    trustPolicy: trusting({ AWS: `arn:aws:iam::${own}:root` }),
    policies: {
      Write: allow('s3:GetObject', 's3:PutObject', 's3:ListBucket', 'iam:GetRole', 'iam:ListRoles'),
    },
  });
});
afterAll(() => aws.close());

const bucketOf = (place: Scope) => {
  const { stateBucket } = deploymentIn(place);
  return (
    bucketState(aws.world, place, stateBucket) ??
    createBucket(aws.world, place, { name: stateBucket })
  );
};
beforeEach(() => {
  for (const place of places) bucketOf(place).objects.clear();
});

/** What each place has stored, in the order of `places`; undefined: nothing. */
const stored = (): readonly (Record<string, unknown> | undefined)[] =>
  places.map((place) => {
    const [version] = bucketOf(place).objects.get('settings.json') ?? [];
    return version && JSON.parse(Buffer.from(version.body).toString());
  });
const nothing = places.map(() => undefined);

/** As somebody does by hand in the first place. */
const write = (Body: string) =>
  new S3Client(aws.clientFor(engineer, aws.home.region)).send(
    new PutObjectCommand({
      Bucket: deploymentIn(aws.home).stateBucket,
      Key: 'settings.json',
      Body,
    }),
  );

async function put(document: unknown, options: EverywhereOptions = {}) {
  const everywhere = { accounts: `${own},${other}`, role: 'SettingsWriter', json: true };
  const ran = await runAs(aws, engineer, () =>
    runSettingsPutEverywhere(file('settings.json', document), {
      ...everywhere,
      regions: regions.join(),
      ...options,
    }),
  );
  const rows: readonly Record<string, unknown>[] = ran.stdout === '' ? [] : JSON.parse(ran.stdout);
  return { ...ran, rows, results: rows.map(({ result }) => result) };
}

const ofEach = {
  version: 1,
  administrators: ['arn:${partition}:iam::${account}:role/ContactCenterAdmin'],
};

describe('settings for two accounts with two regions each', () => {
  it('are compared in each of them, and stored nowhere in a dry run', async () => {
    const { code, rows, stderr } = await put(ofEach, { dryRun: true });
    expect(code).toBe(0);
    expect(rows).toMatchObject(
      places.map(({ account, region }) => ({
        ...{ account, region, result: 'would change' },
        changes: expect.arrayContaining([
          expect.objectContaining({
            path: 'administrators',
            after: [`arn:aws:iam::${account}:role/ContactCenterAdmin`],
          }),
        ]),
      })),
    );
    expect(stderr).toContain('4 would change');
    expect(stderr).toContain('that was a dry run');
    expect(stored()).toEqual(nothing);
  });

  it('are shown with their difference from what is there, place by place', async () => {
    const { stdout } = await runAs(aws, engineer, () =>
      runSettingsPutEverywhere(file('settings.json', ofEach), {
        ...{ accounts: `${own},${other}`, role: 'SettingsWriter', regions: regions.join() },
        dryRun: true,
      }),
    );
    for (const { account, region } of places) {
      expect(stdout).toContain(`${account} ${region}\n`);
      const administrators = JSON.stringify([`arn:aws:iam::${account}:role/ContactCenterAdmin`]);
      expect(stdout).toContain(`+ administrators: ${administrators}`);
    }
  });

  it('are stored in each as its own, and found unchanged afterwards', async () => {
    expect(await put(ofEach)).toMatchObject({
      code: 0,
      results: ['stored', 'stored', 'stored', 'stored'],
    });
    expect(stored()).toMatchObject(
      places.map(({ account }) => {
        const arn = `arn:aws:iam::${account}:role/ContactCenterAdmin`;
        return { administrators: [arn], ids: { [arn]: expect.stringMatching(/^AROA/) } };
      }),
    );
    const writes = aws.world.ledger.entries.filter(({ operation }) => operation === 'PutObject');
    const again = await put(ofEach);
    expect(again).toMatchObject({ code: 0, results: places.map(() => 'unchanged') });
    const later = aws.world.ledger.entries.filter(({ operation }) => operation === 'PutObject');
    expect(later).toHaveLength(writes.length);
  });

  it('give each place the instances that are its own', async () => {
    const instances = Object.fromEntries(
      places.map(({ account, region }) => [instance(account, region), { mode: 'enforce' }]),
    );
    expect((await put({ ...ofEach, instances })).code).toBe(0);
    expect(stored().map((each) => Object.keys(each?.instances ?? {}))).toEqual(
      places.map(({ account, region }) => [instance(account, region)]),
    );
  });

  it('leave each place the exceptions that it has, unless they have some', async () => {
    const exception = { bucket: 'a-bucket', reason: 'restored', expires: '2099-01-01T00:00:00Z' };
    await write(JSON.stringify({ version: 1, exceptions: [exception] }));
    expect((await put(ofEach)).code).toBe(0);
    expect(stored().map((each) => each?.exceptions)).toEqual([
      [exception],
      undefined,
      undefined,
      undefined,
    ]);
    expect((await put({ ...ofEach, exceptions: [] })).code).toBe(0);
    expect(stored()[0]?.exceptions).toEqual([]);
  });

  it('are not stored where the exceptions that are there cannot be read, unless they have some', async () => {
    await write('{ "version": 1, "exceptions": [{ "bucket": "a-bucket" }');
    const { rows, results } = await put(ofEach, { partial: true });
    expect(results).toEqual(['failed', 'stored', 'stored', 'stored']);
    expect(rows[0]?.why).toContain('the exceptions in it would be lost');
    expect((await put({ ...ofEach, exceptions: [] })).results[0]).toBe('stored');
  });
});

describe('settings that are not right everywhere', () => {
  const onlyHere = { version: 1, administrators: ['arn:aws:iam::${account}:role/OnlyHere'] };

  it('are stored nowhere when somebody whom they name is not there, and with --partial where he is', async () => {
    const refused = await put(onlyHere);
    expect(refused).toMatchObject({
      code: 1,
      results: ['would change', 'would change', 'lacking', 'lacking'],
    });
    expect(refused.rows[2]?.warnings).toEqual([expect.stringContaining('role/OnlyHere')]);
    expect(refused.stderr).toContain('it is not in order everywhere');
    expect(stored()).toEqual(nothing);

    const partial = await put(onlyHere, { partial: true });
    expect(partial).toMatchObject({
      code: 1,
      results: ['stored', 'stored', 'lacking', 'lacking'],
    });
    expect(stored().map((each) => each !== undefined)).toEqual([true, true, false, false]);
  });

  it('are stored nowhere when an account lets nobody in or has no guard, and it says which', async () => {
    const organization = { accounts: 'organization' };
    const refused = await put(ofEach, organization);
    expect(refused.code).toBe(3);
    expect(refused.rows.at(-1)).toMatchObject({
      account: locked,
      result: 'failed',
      why: expect.stringContaining('sts:AssumeRole'),
    });
    expect(stored()).toEqual(nothing);
    expect(await put(ofEach, { ...organization, partial: true })).toMatchObject({
      code: 3,
      results: ['stored', 'stored', 'stored', 'stored', 'failed'],
    });

    const named = { ...ofEach, instances: { [instance(locked, 'us-east-1')]: {} } };
    expect((await put(named, { ...organization, partial: true })).results).toEqual([
      ...places.map(() => 'unchanged'),
      'failed',
    ]);

    const elsewhere = await put(ofEach, { regions: 'ap-southeast-2' });
    expect(elsewhere).toMatchObject({ code: 3, results: ['failed', 'failed'] });
    expect(elsewhere.rows[0]?.why).toContain('the guard is not deployed here');
  });

  it.each([
    [
      'the role of one account',
      { version: 1, administrators: [`arn:aws:iam::${own}:role/ContactCenterAdmin`] },
      `for ${other} in eu-central-1 (and 1 more): administrators[0]: must be of account ${other}`,
    ],
    [
      'an instance of an account that is not asked for',
      { ...ofEach, instances: { [instance(locked, 'us-east-1')]: {} } },
      'must be an instance of one of the accounts and regions that are named',
    ],
    ['a misspelt member', { ...ofEach, administrator: [] }, 'administrator: unknown key'],
  ])(
    'are refused before anything is stored, also with --partial: %s',
    async (_, document, says) => {
      const refused = await put(document, { partial: true });
      expect(refused).toMatchObject({ code: 'BadInput', stderr: expect.stringContaining(says) });
      expect(stored()).toEqual(nothing);
    },
  );
});
