import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { CommanderError } from 'commander';
import { BadInput } from '#cli/errors.ts';
import { createProgram } from '#cli/program.ts';
import type { LocalAws } from '#infra/local/local-aws.ts';
import type { AuditReport } from '#shared/usecases/audit/report.ts';
import type { Outcome } from '../guard.ts';
import { closed, home, other, role, startOrganization } from './organization.ts';

const wide = [
  ...['--regions', 'all', '--accounts', 'organization', '--role', 'SecurityAudit'],
  '--impact',
];

let aws: LocalAws;
const folder = mkdtempSync(join(tmpdir(), 'connect-guard-audit-'));

beforeAll(async () => {
  aws = await startOrganization();
});

function signIn(account: string, name: string): void {
  const credentials = aws.credentialsFor(role(account, name));
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_REGION: home.region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
  });
}
beforeEach(() => signIn(home.account, 'SecurityAudit'));
afterAll(() => aws.close());

/** As a person would run it, in this process: `bad` is what would be said with exit code 2. */
async function audit(...args: readonly string[]): Promise<Outcome & { readonly bad?: string }> {
  const written = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((stream) =>
    jest.spyOn(process[stream], 'write').mockImplementation((text) => {
      written[stream] += text;
      return true;
    }),
  );
  try {
    await createProgram().parseAsync(['audit', '--rate', '1000', ...args], { from: 'user' });
    return { ...written, code: Number(process.exitCode) };
  } catch (error) {
    const foreseen = error instanceof BadInput || error instanceof CommanderError;
    if (!foreseen) throw error;
    return { ...written, code: 2, bad: error.message };
  } finally {
    process.exitCode = 0;
    for (const spy of spies) spy.mockRestore();
  }
}
const reported = ({ stdout }: Outcome): AuditReport => JSON.parse(stdout);

describe('connect-guard audit', () => {
  it('audits all regions of all accounts of the organization, each finding in every format', async () => {
    const files = { csv: join(folder, 'audit.csv'), sarif: join(folder, 'audit.sarif') };
    const outcome = await audit(
      ...wide,
      ...['--format', 'json', '--format', `csv=${files.csv}`, '--format', `sarif=${files.sarif}`],
    );
    const { places } = reported(outcome);
    expect(outcome.code).toBe(1);
    expect(places).toHaveLength(9 + 9 + 1);
    const named = (alias: string) =>
      places.find(({ instances }) => instances.some((each) => each.alias === alias));
    expect(named('wide')).toMatchObject({ ...home, settings: 'in-force' });
    expect(named('subsidiary')).toMatchObject({
      ...other,
      settings: 'none',
      inventory: { from: 'live' },
    });
    expect(places.filter(({ failed }) => failed !== undefined)).toEqual([
      expect.objectContaining({
        account: closed.account,
        failed: expect.stringContaining('sts:AssumeRole: AccessDenied'),
      }),
    ]);
    const findings = places.flatMap((place) => place.findings);
    expect(readFileSync(files.csv, 'utf8').match(/\r\n/g)).toHaveLength(findings.length + 1);
    expect(JSON.parse(readFileSync(files.sarif, 'utf8')).version).toBe('2.1.0');
    expect(outcome.stderr).toContain(`Written: ${files.csv} (csv).`);
  });

  it('uses exactly the permissions that --permissions prints', async () => {
    const { stdout } = await audit('--permissions', ...wide);
    const granted = new Set<string>(
      JSON.parse(stdout).Statement.flatMap(({ Action }: { Action: string[] }) => Action),
    );
    const checks = aws.world.ledger.entries
      .filter(({ principal }) => principal.endsWith('role/SecurityAudit'))
      .flatMap((entry) => entry.checks);
    expect(new Set(checks.map(({ action }) => action))).toEqual(granted);
    const short = checks.filter(({ decision }) => decision === 'ImplicitDeny');
    expect(short.filter(({ action }) => action !== 'sts:AssumeRole')).toEqual([]);
  });

  it('names nobody else in the policy where one account is enough', async () => {
    const { stdout } = await audit('--permissions');
    expect(stdout).not.toMatch(/sts:|organizations:|account:ListRegions|AuthorizationDetails/);
  });
});

describe('its table', () => {
  let outcome: Outcome;
  beforeAll(async () => {
    signIn(home.account, 'SecurityAudit');
    outcome = await audit();
  });

  it('shows what is open and where, without colours when nobody looks', () => {
    expect(outcome.stdout).toMatch(
      /^critical {2}bucket-policy-least-privilege +acme-connect-sales {2}111122223333 ap-northeast-1$/m,
    );
    expect(outcome.stdout).toMatch(/\d+ open · \d+ not known · \d+ in order · \d+ not applicable/);
    expect(outcome.stdout).not.toContain('\u001B');
    expect(outcome.stderr).toBe('');
  });

  it('says what to do where a bucket keeps the auditor out', () => {
    expect(outcome.stdout.replaceAll(/\s+/g, ' ')).toContain(
      'Add this role (SecurityAudit) to `auditors` of the settings',
    );
  });
});

it('says of a region that Amazon Connect is not known to be in it', async () => {
  const { stderr } = await audit('--regions', 'us-nowhere-9,eu-west-2', '--rule', 'key-rotated');
  expect(stderr).toBe(
    'Amazon Connect is not known to be in us-nowhere-9: it is asked all the same.\n',
  );
});

describe('its exit code', () => {
  it.each<[string, readonly string[], number]>([
    [
      '0 when what is asked is in order',
      ['--rule', 'bucket-versioned', '--region', 'eu-west-2'],
      0,
    ],
    ['1 when something is open', ['--rule', 'bucket-versioned'], 1],
    ['0 when only milder things are open', ['--rule', 'bucket-versioned', '--fail-on', 'high'], 0],
    [
      '3 when an account cannot be audited',
      ['--rule', 'instance-storage-owned', '--accounts', closed.account, '--role', 'X'],
      3,
    ],
  ])('is %s', async (_, args, code) => {
    expect((await audit(...args)).code).toBe(code);
  });

  it('is 4 when nothing is open but something could not be told, and the permission is named', async () => {
    signIn(other.account, 'Blind');
    const args = ['--region', other.region, '--rule', 'bucket-versioned'];
    const { code, stdout } = await audit(...args);
    expect(code).toBe(4);
    expect(stdout).toContain('Cannot tell: s3:GetBucketVersioning AccessDenied');
    expect(stdout).toContain('denied: s3:GetBucketVersioning AccessDenied');
  });

  it.each<[string, readonly string[], RegExp]>([
    ['an unknown format', ['--format', 'pdf'], /no format pdf; there are table, json/],
    [
      'two formats on standard output',
      ['--format', 'csv', '--format', 'json'],
      /only one can go to/,
    ],
    ['a folder that is not there', ['--format', 'csv=/nowhere/a.csv'], /no folder \/nowhere/],
    [
      'a file that cannot be written',
      ['--format', 'csv=/proc/a.csv'],
      /cannot be written: .*ENOENT/,
    ],
    [
      'one file for two formats, spelled twice',
      ['--format', 'csv=a.txt', '--format', 'json=./a.txt'],
      /only one can go to/,
    ],
    ['regions that are none', ['--regions', 'eu-west-2,,x'], /"" is no name of a region/],
    ['an unknown rule', ['--rule', 'nonsense'], /no rule nonsense/],
    ['an unknown severity', ['--fail-on', 'mild'], /Allowed choices are critical/],
    ['another account without a role', ['--accounts', other.account], /need --role/],
    ['a role without accounts', ['--role', 'SecurityAudit'], /name them with --accounts/],
    ['an account that is none', ['--accounts', '42'], /12 digits; found 42/],
    ['a rate of nothing', ['--rate', '0'], /A rate is/],
    [
      'a file that is no audit',
      ['--resume', join(import.meta.dirname, 'audit.test.ts')],
      /--resume/,
    ],
  ])('is 2 for %s', async (_, args, says) => {
    expect(await audit(...args)).toMatchObject({ stdout: '', bad: expect.stringMatching(says) });
  });
});

describe('--resume', () => {
  const file = join(folder, 'audit.jsonl');
  const connectCalls = () =>
    aws.world.ledger.entries.filter(({ service }) => service === 'connect').length;

  it('goes on from the file of one that was cut off, and finds the same', async () => {
    const whole = await audit('--format', 'json', '--resume', file);
    const lines = readFileSync(file, 'utf8').split('\n');
    // Cut off in the middle of a line, when all instances but one had been asked.
    const asked = lines.findLastIndex((line) => line.includes('"parts"'));
    const kept = lines.slice(0, asked).join('\n');
    writeFileSync(file, `${kept}\n${lines[asked]?.slice(0, 40)}`);
    const before = connectCalls();
    const resumed = await audit('--format', 'json', '--resume', file);
    expect(connectCalls() - before).toBe(1 + 14);
    expect(reported(resumed).places[0]?.findings).toEqual(reported(whole).places[0]?.findings);
  });

  it('refuses the file of an audit of something else, or of long ago', async () => {
    const another = await audit('--resume', file, '--rule', 'bucket-versioned');
    expect(another.bad).toContain('is of an audit of all rules');
    const old = join(folder, 'old.jsonl');
    writeFileSync(old, '{"audit":1,"asked":"all rules","startedAt":"2026-01-01T00:00:00Z"}\n');
    expect((await audit('--resume', old)).bad).toContain('older than 24 hours');
  });
});
