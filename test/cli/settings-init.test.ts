import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runSettingsShow } from '#cli/account/settings.ts';
import { runSettingsInit } from '#cli/account/settings-init.ts';
import { runSettingsValidate } from '#cli/account/settings-validate.ts';
import { choose } from '#cli/account/settings-wizard.ts';
import type { LocalAws } from '#infra/local/local-aws.ts';
import { administrators } from '#infra/local/scenarios/contact-center/administrators.ts';
import { people } from '#infra/local/scenarios/contact-center/people.ts';
import { createRole } from '#infra/local/services/iam/entities.ts';
import type { Candidate } from '#shared/remediation/candidate.ts';
import { allow } from '../local/s3-callers.ts';
import { file } from './guard.ts';
import { guardedCenter, root, runAs } from './guarded-center.ts';

let aws: LocalAws;
beforeAll(async () => {
  aws = await guardedCenter({ version: 1 });
  createRole(aws.world, aws.home, {
    name: 'Everything',
    trustPolicy: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: root }, Action: 'sts:AssumeRole' }],
    },
    policies: { own: allow('*') },
  });
});
afterAll(() => aws.close());

const init = (options: Parameters<typeof runSettingsInit>[0] = {}, as: string = root) =>
  runAs(aws, as, () => runSettingsInit(options));

async function found(): Promise<ReadonlyMap<string, Candidate>> {
  const { stdout } = await init({ json: true });
  const { candidates } = JSON.parse(stdout) as { candidates: Candidate[] };
  return new Map(candidates.map((each) => [each.arn, each]));
}

describe('settings init', () => {
  it('takes for administrators those whom policies exempt or who administer Connect', async () => {
    const candidates = await found();
    expect(candidates.get(people.administrator)).toMatchObject({
      as: 'administrator',
      likely: true,
      because: [
        expect.stringMatching(/^is exempted by the policies of acme-connect-support and /),
        'is called ContactCenterAdmin',
        'may administer all 5 instances by its policies',
      ],
    });
    expect(candidates.get(administrators.clinic)).toMatchObject({
      likely: true,
      because: ['may administer acme-clinic by its policies'],
    });
  });

  it('leaves to a person who administers the whole account, and who merely reads', async () => {
    const candidates = await found();
    const everything = `arn:aws:iam::${aws.home.account}:role/Everything`;
    expect(candidates.get(everything)).toMatchObject({ as: 'administrator', likely: false });
    expect(candidates.get(people.analyst)).toMatchObject({
      as: 'workload',
      likely: false,
      because: ['reads acme-connect-sales and acme-connect-archive today'],
    });
  });

  it('takes for auditors those who are exempted for the configuration alone', async () => {
    expect((await found()).get(people.auditor)).toMatchObject({ as: 'auditor', likely: true });
  });

  it('proposes what settings put takes, names what it could not see, and stores nothing', async () => {
    const { code, stdout, stderr } = await init();
    const settings = JSON.parse(stdout);
    expect(settings).toMatchObject({
      version: 1,
      mode: 'observe',
      administrators: expect.arrayContaining([{ permissionSet: 'ContactCenterAdmin' }]),
      auditors: [{ arn: people.auditor, reason: expect.stringContaining('configuration') }],
    });
    expect(Object.values(settings.instances)).toEqual([
      { administrators: [administrators.clinic] },
    ]);
    expect(stderr).toMatch(/^Cannot tell: acme-connect-clinic: s3:GetReplicationConfiguration/m);
    expect(stderr).toContain('Nothing is stored.');
    expect(code).toBe(4);
    const { stdout: stored } = await runAs(aws, root, () => runSettingsShow({}));
    expect(JSON.parse(stored)).not.toHaveProperty('administrators');
  });

  it('says of those who may not look that nobody was seen', async () => {
    const { code, stdout, stderr } = await init({}, people.engineer);
    expect(JSON.parse(stdout)).toEqual({ version: 1, mode: 'observe' });
    expect(stderr).toMatch(/Cannot tell: iam:GetAccountAuthorizationDetails AccessDenied/);
    expect(code).toBe(4);
  });

  it('asks nobody where nobody is: then --put needs --yes', async () => {
    expect(await init({ put: true })).toMatchObject({ code: 'BadInput' });
  });

  it('lets a person at the terminal choose, and goes by what they take out', async () => {
    const candidates = [...(await found()).values()];
    const [input, output] = [new PassThrough(), new PassThrough()];
    const chosen = choose(candidates, { input, output });
    for (const keys of [' \r', '\r', '\r']) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      input.write(keys);
    }
    const likely = candidates.filter((each) => each.likely).map(({ arn }) => arn);
    const taken = (await chosen).map(({ arn }) => arn);
    expect(taken.toSorted()).toEqual(likely.slice(1).toSorted());
  });

  it('stores with --put and --yes, and then names nobody anew', async () => {
    const out = join(mkdtempSync(join(tmpdir(), 'connect-guard-test-')), 'settings.json');
    await init({ put: true, yes: true, out });
    const { stdout } = await runAs(aws, root, () => runSettingsShow({}));
    const { ids: _, ...stored } = JSON.parse(stdout);
    expect(stored).toEqual(JSON.parse(readFileSync(out, 'utf8')));
    expect([...(await found()).values()].filter(({ likely }) => likely)).toEqual([]);
  });
});

describe('settings validate', () => {
  const validate = (content: unknown, options: Parameters<typeof runSettingsValidate>[1] = {}) =>
    runAs(aws, root, () => runSettingsValidate(file('settings.json', content), options));

  it('needs no AWS when the place is named', async () => {
    const place = { account: '111122223333', region: 'us-gov-west-1' };
    const named = 'arn:aws-us-gov:iam::111122223333:role/Nobody';
    expect(await validate({ version: 1, administrators: [named] }, place)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('settings.json would be taken.'),
    });
    expect(await validate({ version: 1, mood: 'observe' }, place)).toMatchObject({
      code: 'BadInput',
      stderr: expect.stringMatching(/settings\.json: .*mood/),
    });
    expect(await validate({ version: 1 }, { account: '1' })).toMatchObject({
      code: 'BadInput',
      stderr: expect.stringContaining('--account'),
    });
  });

  it('finds out who of those whom it names is not there', async () => {
    const administrator = { permissionSet: 'ContactCenterAdmin' };
    const gone = `arn:aws:iam::${aws.home.account}:role/Gone`;
    expect(await validate({ version: 1, administrators: [administrator] })).toMatchObject({
      code: 0,
    });
    expect(await validate({ version: 1, administrators: [administrator, gone] })).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('administrators[1]'),
    });
  });
});
