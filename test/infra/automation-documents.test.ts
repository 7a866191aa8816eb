import { beforeAll, describe, expect, it } from '@jest/globals';
import type { OutcomeStatus } from '#shared/remediation/outcome.ts';
import { place } from './resolve.ts';
import { type DocumentContent, type DocumentStep, readTemplate } from './template.ts';

let documents: ReadonlyMap<string, DocumentContent>;

beforeAll(async () => {
  const template = await readTemplate();
  documents = new Map(
    template
      .of('AWS::SSM::Document')
      .map(({ Properties }) => [Properties.Name, Properties.Content] as const),
  );
}, 120_000);

const approval = 'ConnectStorageGuard-RemediateWithApproval';
const names = [
  'ConnectStorageGuard-RemediateBucketPolicy',
  'ConnectStorageGuard-RestoreBucketPolicy',
  approval,
];
const roles: Readonly<Record<string, string>> = {
  [approval]: 'AutomateApproval',
  'ConnectStorageGuard-RemediateBucketPolicy': 'AutomateRemediation',
  'ConnectStorageGuard-RestoreBucketPolicy': 'AutomateRestore',
};
const contentOf = (name: string): DocumentContent => {
  const content = documents.get(name);
  if (!content) throw new Error(`the template has no document ${name}`);
  return content;
};

const patternOf = (name: string, parameter: string): RegExp =>
  new RegExp(contentOf(name).parameters[parameter]?.allowedPattern ?? '(?!)');

const stepOf = (name: string, index: number): DocumentStep => {
  const step = contentOf(name).mainSteps[index];
  if (!step) throw new Error(`${name} has no step ${index}`);
  return step;
};

/** Counted from the end: -1 is the last one. */
const lastStep = (name: string, at: number): DocumentStep | undefined =>
  contentOf(name).mainSteps.at(at);

/** Every outcome there is: a new one does not compile until it is here, and then must be known. */
const outcomes: Readonly<Record<OutcomeStatus, true>> = {
  REMEDIATED: true,
  ALREADY_COMPLIANT: true,
  REFUSED: true,
  UNDECIDED: true,
  ROLLED_BACK: true,
  CONFLICT: true,
  RESTORED: true,
  ADOPTED: true,
  FIGHTING: true,
  PLANNED: true,
};

describe.each(names)('the document %s', (name) => {
  it('holds every parameter to a pattern', () => {
    const parameters = Object.values(contentOf(name).parameters);
    expect(parameters.length).toBeGreaterThan(1);
    for (const { allowedPattern } of parameters) expect(allowedPattern).toMatch(/^\^.*\$$/);
  });

  it('accepts no role but its own', () => {
    const pattern = patternOf(name, 'AutomationAssumeRole');
    const own = roles[name];
    const arn = `arn:${place.partition}:iam::${place.account}:role/ConnectStorageGuard-${own}-${place.region}`;
    expect(arn).toMatch(pattern);
    expect(`${arn}x`).not.toMatch(pattern);
    expect(arn.replace('Automate', 'Administrate')).not.toMatch(pattern);
  });

  it.each(['a', 'Bucket', 'a"b', 'a\\b', 'a,b', 'a b', '', 'x'.repeat(64)])(
    'accepts no bucket called %j',
    (bucket) => {
      expect(bucket).not.toMatch(patternOf(name, 'BucketName'));
    },
  );

  it('calls its function with JSON that names the bucket and the execution', () => {
    const call = stepOf(name, 0);
    expect(call).toMatchObject({ action: 'aws:invokeLambdaFunction', timeoutSeconds: 300 });
    expect(JSON.parse(call.inputs.Payload)).toMatchObject({
      bucket: '{{ BucketName }}',
      executionId: '{{ automation:EXECUTION_ID }}',
    });
  });

  it('ends as a success with every outcome there is, and fails without one', () => {
    const [call, decide, fail, finish] = [-4, -3, -2, -1].map((at) => lastStep(name, at));
    if (!call || !decide || !fail || !finish) throw new Error(`${name} has too few steps`);
    expect(decide.action).toBe('aws:branch');
    const { Choices, Default } = decide.inputs;
    expect(Choices.map(({ StringEquals }) => StringEquals).toSorted()).toEqual(
      Object.keys(outcomes).toSorted(),
    );
    for (const choice of Choices) {
      expect(choice).toMatchObject({
        NextStep: finish.name,
        Variable: `{{ ${call.name}.Status }}`,
      });
    }
    expect(finish).toMatchObject({ action: 'aws:sleep', isEnd: true });
    expect(Default).toBe(fail.name);
    expect(fail).toMatchObject({ action: 'aws:executeScript', onFailure: 'Abort', isEnd: true });
    expect(contentOf(name).outputs.slice(0, 2)).toEqual([
      `${call.name}.Status`,
      `${call.name}.Reasons`,
    ]);
  });
});

describe('the document that restores', () => {
  const pattern = () => patternOf('ConnectStorageGuard-RestoreBucketPolicy', 'Backup');

  it.each(['', 'backups/amazon-connect-1a2b/2026-03-01T12-00-00.000Z-0123456789ab.json'])(
    'accepts the backup %j',
    (backup) => expect(backup).toMatch(pattern()),
  );

  it.each(['settings.json', 'backups/b/../settings.json', 'backups/bucket/a"b.json'])(
    'accepts no backup %j',
    (backup) => expect(backup).not.toMatch(pattern()),
  );

  it.each([
    ['1', true],
    ['7', true],
    ['365', true],
    ['0', false],
    ['366', false],
    ['07', false],
    ['', false],
  ])('leaves a bucket alone for %j days: %j', (days, isTaken) => {
    expect(patternOf('ConnectStorageGuard-RestoreBucketPolicy', 'ExceptionDays').test(days)).toBe(
      isTaken,
    );
  });
});

describe('the document that asks first', () => {
  it('plans, asks only if there is a plan, and writes what was approved', () => {
    const [plan, isThere, ask, remediate] = contentOf(approval).mainSteps;
    expect(JSON.parse(plan?.inputs.Payload ?? '')).toMatchObject({ planOnly: true });
    const next = Object.fromEntries(
      (isThere?.inputs.Choices ?? []).map(({ StringEquals, NextStep }) => [StringEquals, NextStep]),
    );
    expect(next).toMatchObject({ PLANNED: 'Ask', REFUSED: 'Finish', ALREADY_COMPLIANT: 'Finish' });
    expect(ask).toMatchObject({
      action: 'aws:approve',
      onFailure: 'Abort',
      nextStep: 'Remediate',
      inputs: { MinRequiredApprovals: 1, Approvers: '{{ Approvers }}' },
    });
    expect(JSON.parse(remediate?.inputs.Payload ?? '')).toMatchObject({
      approved: '{{ Plan.Digest }}',
    });
  });

  it.each([
    ['arn:aws:iam::111122223333:role/Lead', true],
    ['arn:aws:sts::111122223333:assumed-role/Lead/ann', true],
    ['ann', true],
    ['*', false],
    ['a"b', false],
    ['arn:aws:iam::111122223333:root', false],
  ])('takes the approver %s: %s', (approver, taken) => {
    expect(patternOf(approval, 'Approvers').test(approver)).toBe(taken);
  });

  it('is started by people, never by AWS Config', async () => {
    const started = (await readTemplate()).of('AWS::Config::RemediationConfiguration');
    expect(started.length).toBeGreaterThan(0);
    expect(JSON.stringify(started)).not.toContain('Approval');
  });
});
