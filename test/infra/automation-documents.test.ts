import { beforeAll, describe, expect, it } from '@jest/globals';
import type { OutcomeStatus } from '#shared/remediation/outcome.ts';
import { place } from './resolve.ts';
import { type Properties, readTemplate } from './template.ts';

let documents: ReadonlyMap<string, Properties>;

beforeAll(async () => {
  const template = await readTemplate();
  documents = new Map(
    template
      .of('AWS::SSM::Document')
      .map(({ Properties }) => [Properties.Name, Properties] as const),
  );
});

const names = [
  'ConnectStorageGuard-RemediateBucketPolicy',
  'ConnectStorageGuard-RestoreBucketPolicy',
];
const contentOf = (name: string): Properties => documents.get(name).Content;

/** Every outcome there is: a new one does not compile until it is here, and then must be known. */
const outcomes: Readonly<Record<OutcomeStatus, true>> = {
  REMEDIATED: true,
  ALREADY_COMPLIANT: true,
  REFUSED: true,
  UNDECIDED: true,
  ROLLED_BACK: true,
  CONFLICT: true,
  RESTORED: true,
};

describe.each(names)('the document %s', (name) => {
  it('holds every parameter to a pattern', () => {
    const parameters: readonly Properties[] = Object.values(contentOf(name).parameters);
    expect(parameters.length).toBeGreaterThan(1);
    for (const { allowedPattern } of parameters) expect(allowedPattern).toMatch(/^\^.*\$$/);
  });

  it('accepts no role but its own', () => {
    const { allowedPattern } = contentOf(name).parameters.AutomationAssumeRole;
    const own = name.includes('Remediate') ? 'AutomateRemediation' : 'AutomateRestore';
    const arn = `arn:${place.partition}:iam::${place.account}:role/ConnectStorageGuard-${own}-${place.region}`;
    expect(arn).toMatch(new RegExp(allowedPattern));
    expect(`${arn}x`).not.toMatch(new RegExp(allowedPattern));
    expect(arn.replace('Automate', 'Administrate')).not.toMatch(new RegExp(allowedPattern));
  });

  it.each(['a', 'Bucket', 'a"b', 'a\\b', 'a,b', 'a b', '', 'x'.repeat(64)])(
    'accepts no bucket called %j',
    (bucket) => {
      expect(bucket).not.toMatch(new RegExp(contentOf(name).parameters.BucketName.allowedPattern));
    },
  );

  it('calls its function with JSON that names the bucket and the execution', () => {
    const [call] = contentOf(name).mainSteps;
    expect(call).toMatchObject({ action: 'aws:invokeLambdaFunction', timeoutSeconds: 300 });
    expect(JSON.parse(call.inputs.Payload)).toMatchObject({
      bucket: '{{ BucketName }}',
      executionId: '{{ automation:EXECUTION_ID }}',
    });
  });

  it('ends as a success with every outcome there is, and fails without one', () => {
    const { mainSteps, outputs } = contentOf(name);
    const [call, decide, fail, finish] = mainSteps;
    expect(decide.action).toBe('aws:branch');
    const { Choices, Default } = decide.inputs;
    expect(Choices.map(({ StringEquals }: Properties) => StringEquals).toSorted()).toEqual(
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
    expect(outputs).toEqual([`${call.name}.Status`, `${call.name}.Reasons`]);
  });
});

describe('the document that restores', () => {
  const pattern = () =>
    new RegExp(
      contentOf('ConnectStorageGuard-RestoreBucketPolicy').parameters.Backup.allowedPattern,
    );

  it.each(['', 'backups/amazon-connect-1a2b/2026-03-01T12-00-00.000Z-0123456789ab.json'])(
    'accepts the backup %j',
    (backup) => expect(backup).toMatch(pattern()),
  );

  it.each(['settings.json', 'backups/b/../settings.json', 'backups/bucket/a"b.json'])(
    'accepts no backup %j',
    (backup) => expect(backup).not.toMatch(pattern()),
  );
});
