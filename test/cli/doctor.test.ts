import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runDoctor } from '#cli/account/doctor.ts';
import type { Diagnosis } from '#cli/doctor/diagnosis.ts';
import type { LocalAws } from '#infra/local/local-aws.ts';
import { people } from '#infra/local/scenarios/contact-center/people.ts';
import { contactCenter } from '#infra/local/scenarios/contact-center.ts';
import { putAlarm } from '#infra/local/services/cloudwatch/alarms.ts';
import { configState } from '#infra/local/services/config/state.ts';
import { createKey } from '#infra/local/services/kms/state.ts';
import { changeBucket } from '#infra/local/services/s3/buckets.ts';
import { bucketState } from '#infra/local/services/s3/state.ts';
import { hubIn } from '#infra/local/services/securityhub/state.ts';
import { guard } from './guard.ts';
import { deployment, environmentOf, guardedCenter, root, runAs } from './guarded-center.ts';

let aws: LocalAws;
beforeAll(async () => {
  aws = await guardedCenter();
});
afterAll(() => aws.close());

async function diagnoses(as: string = root, options: { readonly region?: string } = {}) {
  const { code, stdout } = await runAs(aws, as, () => runDoctor({ json: true, ...options }));
  const all: readonly Diagnosis[] = JSON.parse(stdout);
  const of = (subject: string) => all.filter((each) => each.subject === subject);
  return { code, of };
}

describe('connect-guard doctor', () => {
  it('misses what is not deployed, and says how to deploy it', async () => {
    const { code, of } = await diagnoses();
    expect(code).toBe(1);
    expect(of('deployment')).toEqual([
      expect.objectContaining({
        state: 'trouble',
        finding: 'None of the functions of the guard is there: it is not deployed here.',
        next: expect.stringContaining('npm run deploy'),
      }),
      expect.objectContaining({
        state: 'trouble',
        finding: 'AWS Config has none of the rules.',
      }),
    ]);
  });

  it('asks nobody to correct settings where the guard was never deployed', async () => {
    expect((await diagnoses(root, { region: 'eu-west-1' })).of('settings')).toEqual([
      expect.objectContaining({
        finding: 'There is no bucket for settings.',
        next: expect.stringContaining('npm run deploy'),
      }),
    ]);
  });

  it('finds the inventory and the settings in order', async () => {
    const { of } = await diagnoses();
    expect(of('inventory')).toEqual([expect.objectContaining({ state: 'ok' })]);
    expect(of('settings')).toEqual([
      { subject: 'settings', state: 'ok', finding: expect.stringContaining('mode enforce') },
    ]);
  });

  it('tells by which key the state is encrypted, and what to do when the key or its use is refused', async () => {
    expect((await diagnoses()).of('state bucket')).toEqual([
      { subject: 'state bucket', state: 'ok', finding: 'Amazon S3 encrypts it by itself.' },
    ]);
    const key = createKey(aws.world, deployment);
    const bucket = bucketState(aws.world, deployment, deployment.stateBucket);
    const [settings] = bucket?.objects.get('settings.json') ?? [];
    if (!bucket || !settings) throw new Error('there are no settings');
    const before = { configuration: bucket.configuration, encryption: settings.encryption };
    const byDefault = { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID: key.arn };
    changeBucket(aws.world, bucket, {
      ...bucket.configuration,
      encryption: { Rules: [{ ApplyServerSideEncryptionByDefault: byDefault }] },
    });
    Object.assign(settings, {
      encryption: { algorithm: 'aws:kms', key: key.arn, bucketKey: false },
    });
    expect((await diagnoses()).of('state bucket')[0]).toMatchObject({
      state: 'ok',
      finding: expect.stringContaining(`encrypted with ${key.arn}: who reads`),
    });
    const engineer = await diagnoses(people.engineer);
    expect(engineer.of('settings')[0]).toMatchObject({
      state: 'trouble',
      finding: expect.stringContaining('is not authorized to perform: kms:Decrypt'),
      next: expect.stringContaining('its policy and your own let you call kms:Decrypt'),
    });
    const shown = await guard(['settings', 'show'], { env: environmentOf(aws, people.engineer) });
    expect(shown).toMatchObject({ code: 3, stdout: '' });
    expect(shown.stderr).toMatch(/kms:Decrypt on resource.* → The state bucket is encrypted/);

    key.state = 'Disabled';
    const disabled = await diagnoses();
    expect(disabled.of('state bucket')[0]).toMatchObject({
      state: 'trouble',
      finding: `It is encrypted with ${key.arn}, which is Disabled.`,
    });
    expect(disabled.of('settings')[0]?.next).toContain('see that it is enabled');
    changeBucket(aws.world, bucket, before.configuration);
    Object.assign(settings, { encryption: before.encryption });
  });

  it('tells which buckets are left open by an exception, and until when', async () => {
    const expires = new Date(Date.now() + 86_400_000).toISOString();
    const exceptions = [{ bucket: 'acme-connect-sales', expires, reason: 'a migration' }];
    const center = await guardedCenter({ ...contactCenter.settings, exceptions });
    const { stdout } = await runAs(center, root, () => runDoctor({ json: true }));
    await center.close();
    expect(JSON.parse(stdout)).toContainEqual({
      subject: 'settings',
      state: 'ok',
      finding: `By an exception acme-connect-sales stays as it is until ${expires}: a migration.`,
    });
  });

  it('sees a recorder that is stopped, and one that is blind', async () => {
    const { recorder } = configState(aws.world, deployment);
    recorder.recording = false;
    expect((await diagnoses()).of('recorder')[0]?.finding).toContain('is stopped');
    recorder.recording = true;
    recorder.lastError = { code: 'AccessDenied', message: 's3:GetBucketPolicy' };
    expect((await diagnoses()).of('recorder')[0]?.finding).toContain('is blind: AccessDenied');
    delete recorder.lastError;
  });

  it('tells whether Security Hub is on', async () => {
    expect((await diagnoses()).of('Security Hub')[0]?.finding).toContain('is off');
    hubIn(aws.world, deployment).enabledAt = new Date();
    expect((await diagnoses()).of('Security Hub')[0]?.finding).toContain('is on');
  });

  it('tells which of its alarms have gone off', async () => {
    expect((await diagnoses()).of('alarms')[0]?.finding).toContain('There are none');
    const named = (name: string) => ({
      name: `connect-storage-guard-${name}`,
      description: `About ${name}`,
      metric: { namespace: 'ConnectStorageGuard', name, dimensions: {} },
      statistic: 'Sum' as const,
      period: 60,
      evaluationPeriods: 1,
      datapointsToAlarm: 1,
      threshold: 1,
      comparison: 'GreaterThanOrEqualToThreshold' as const,
      actions: { OK: [], ALARM: [], INSUFFICIENT_DATA: [] },
    });
    putAlarm(aws.world, deployment, { ...named('failing'), missing: 'notBreaching' });
    expect((await diagnoses()).of('alarms')).toEqual([expect.objectContaining({ state: 'ok' })]);
    putAlarm(aws.world, deployment, { ...named('inventory-stale'), missing: 'breaching' });
    expect((await diagnoses()).of('alarms')).toEqual([
      expect.objectContaining({
        state: 'trouble',
        finding: 'connect-storage-guard-inventory-stale has gone off: About inventory-stale.',
      }),
    ]);
  });

  it('names the permission that is missing, and looks at everything else all the same', async () => {
    const { code, of } = await diagnoses(people.analyst);
    expect(code).toBe(4);
    expect(of('remediation')).toEqual([
      expect.objectContaining({
        state: 'cannot tell',
        finding: expect.stringContaining('config:DescribeRemediationExceptions'),
      }),
    ]);
    expect(of('recorder')).toEqual([
      expect.objectContaining({
        state: 'cannot tell',
        finding: expect.stringContaining('config:DescribeConfigurationRecorders'),
        next: `Let ${people.analyst.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')}/local call config:DescribeConfigurationRecorders, or try again.`,
      }),
    ]);
  });
});
