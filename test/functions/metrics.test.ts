import { GetUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, beforeEach, expect, it, jest } from '@jest/globals';
import { injectFault } from '#infra/local/faults.ts';
import { LocalAws } from '#infra/local/local-aws.ts';
import { createUser } from '#infra/local/services/iam/entities.ts';
import { patient } from '#shared/aws/patient.ts';
import type { AsffFinding } from '#shared/findings/asff.ts';
import { checkBucketPolicy as real } from '#shared/generate/check-bucket-policy.ts';
import type { RefusedFinding } from '#shared/ports.ts';
import { bucket, roles, settings } from '../fakes/contact-center.ts';
import { readTemplate } from '../infra/template.ts';
import { changeEvent } from '../usecases/config-events.ts';
import { Wired } from './wired.ts';

/** How the prover is asked, when a test wants another answer than the right one. */
let check: typeof real;
/** What Security Hub does not take. */
let refused: (findings: readonly AsffFinding[]) => readonly RefusedFinding[];
let functions: Wired;
let aws: LocalAws;
beforeAll(async () => {
  jest.unstable_mockModule('#shared/generate/check-bucket-policy.ts', () => ({
    checkBucketPolicy: (...asked: Parameters<typeof real>) => check(...asked),
  }));
  jest.unstable_mockModule('#shared/aws/security-hub.ts', () => ({
    securityHubClient: () => ({}),
    securityHubPort: () => ({
      importFindings: async (findings: readonly AsffFinding[]) => refused(findings),
    }),
  }));
  functions = await Wired.load();
  aws = await LocalAws.start({ throttles: 'off' });
  createUser(aws.world, aws.home, { name: 'nobody' });
}, 60_000);
afterAll(() => aws.close());
beforeEach(() => {
  functions.begin();
  check = real;
  refused = () => [];
});

const run = (name: string) => functions.invoke(name, { bucket, executionId: 'e-1' });
const remediate = () => run('remediate-bucket-policy');
const judge = (status?: string) =>
  functions.invoke('evaluate-buckets', changeEvent(bucket, status));
const lookForNews = () => functions.invoke('notify-people', { reason: 'schedule' });
const failing = (work: Promise<unknown>) => expect(work).rejects.toThrow();

async function callThatGoesWrong(attempts: 'first' | 'all'): Promise<void> {
  injectFault(aws.world, { kind: 'throttled', call: 1, operation: 'GetUser', attempts });
  const root = aws.clientFor(`arn:aws:iam::${aws.home.account}:root`);
  const call = new IAMClient({ ...patient, ...root }).send(new GetUserCommand({}));
  await call.catch(() => {});
  await judge();
}

async function judgedForSecurityHub(): Promise<void> {
  process.env.CONNECT_STORAGE_GUARD_SECURITY_HUB = 'On';
  await judge();
  delete process.env.CONNECT_STORAGE_GUARD_SECURITY_HUB;
}

/** Each metric, and what makes a function count it. */
const occasions: Readonly<Record<string, () => Promise<unknown>>> = {
  NON_COMPLIANT: () => judge(),
  NOT_APPLICABLE: () => judge('ResourceDeleted'),
  INDETERMINATE: () => {
    functions.world.bucket.denied.add(bucket);
    return judge();
  },
  COMPLIANT: async () => {
    await remediate();
    await judge();
  },
  REMEDIATED: remediate,
  ALREADY_COMPLIANT: async () => {
    await remediate();
    await remediate();
  },
  RESTORED: async () => {
    await remediate();
    await run('restore-bucket-policy');
  },
  REFUSED: () => {
    functions.world.state.seed('settings.json', { ...settings, mode: 'observe' });
    return remediate();
  },
  REFUSED_UNINTENDED: () => {
    functions.world.bucket.denied.add(bucket);
    return remediate();
  },
  UNDECIDED: () => {
    check = () => ({ verdict: 'UNDECIDED', findings: [], undecided: ['a variable'], steps: 1 });
    return remediate();
  },
  CONFLICT: () => {
    const { bucket: s3 } = functions.world;
    s3.interfere = (read) => {
      if (read > 1) s3.policies.set(bucket, '{"Version":"2012-10-17","Statement":[]}');
    };
    return remediate();
  },
  ROLLED_BACK: () => {
    let calls = 0;
    const stranger = { ...roles.tokyo, id: 'AROAOTHER000000000001' };
    // The planned policy passes, what S3 has stored locks out.
    check = (facts, policy) =>
      real(++calls < 3 ? facts : { ...facts, connectRoles: [stranger] }, policy);
    return remediate();
  },
  FIGHTING: async () => {
    const { state, bucket: s3 } = functions.world;
    state.seed('settings.json', { ...settings, remediationLimit: { count: 1 } });
    await remediate();
    s3.policies.delete(bucket);
    await remediate();
  },
  FAILED: () => failing(functions.invoke('evaluate-buckets', {})),
  NOTIFICATION_FAILED: () => {
    functions.world.notify.fault = new Error('the topic is gone');
    return remediate();
  },
  SETTINGS_INVALID: lookForNews,
  REMEDIATION_EXCEPTIONS: lookForNews,
  RECORDER_TROUBLE: lookForNews,
  INVENTORY_AGE_MINUTES: lookForNews,
  FINDINGS_SENT: judgedForSecurityHub,
  FINDINGS_FAILED: () => {
    refused = (findings) =>
      findings.map(({ Id: id }) => ({ id, why: 'InvalidInput: Title', lasting: true }));
    return judgedForSecurityHub();
  },
  API_CALLS: () => callThatGoesWrong('first'),
  API_RETRIES: () => callThatGoesWrong('first'),
  API_THROTTLED: () => callThatGoesWrong('all'),
};

it.each(Object.entries(occasions))('%s is emitted', async (name, occasion) => {
  await occasion();
  const metrics = functions.lines.filter((line) => '_aws' in line);
  expect(metrics.filter((line) => name in line)).not.toEqual([]);
});

interface Widgets {
  readonly widgets: readonly { readonly properties: { readonly metrics: readonly string[][] } }[];
}

it('these are the metrics that the dashboard and the alarms show', async () => {
  const template = await readTemplate();
  const [dashboard] = template.of('AWS::CloudWatch::Dashboard');
  const { widgets }: Widgets = JSON.parse(dashboard?.Properties.DashboardBody ?? '');
  const shown = [
    ...widgets.flatMap(({ properties }) => properties.metrics),
    ...template
      .of('AWS::CloudWatch::Alarm')
      .map(({ Properties: { Namespace, MetricName } }) => [Namespace, MetricName]),
  ].flatMap(([namespace, name = '']) => (namespace === 'ConnectStorageGuard' ? [name] : []));
  expect([...new Set(shown)].toSorted()).toEqual(Object.keys(occasions).toSorted());
}, 120_000);
