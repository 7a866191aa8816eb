import { describe, expect, it } from '@jest/globals';
import { known, unreadable } from '#shared/connect/fact.ts';
import { generateBucketPolicy } from '#shared/generate/bucket-policy.ts';
import { rules } from '#shared/rules/registry.ts';
import {
  bucket,
  contactCenter,
  facts,
  instances,
  region,
  sharedBucket,
} from '../../fakes/contact-center.ts';
import { accessDenied } from '../../fakes/state.ts';
import { firehoseRole, streaming, streamingCenter } from '../streaming-center.ts';
import { audit, auditor, findingsOf, policyOf } from './hearing.ts';

const onlyTheRole = (name: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`],
        Condition: { StringNotLike: { 'aws:userId': 'AROAFIREHOSE000000001:*' } },
      },
    ],
  });

describe('an audit where the guard is deployed', () => {
  it('reads the inventory from the state bucket and asks Connect nothing', async () => {
    const world = contactCenter();
    const place = await audit(world);
    expect(world.connect.calls).toBe(0);
    expect(place).toMatchObject({
      inventory: { from: 'state-bucket', takenAt: '2026-03-01T11:00:00Z' },
      settings: 'in-force',
    });
    expect(place.instances.map(({ storage }) => storage[0]?.bucket)).toEqual([
      bucket,
      sharedBucket,
      sharedBucket,
    ]);
  });

  it('puts every rule to every resource of its types', async () => {
    const place = await audit(contactCenter());
    const count = (type: string) =>
      rules.filter((rule) => rule.resourceTypes.includes(type)).length;
    expect(place.findings).toHaveLength(
      3 * count('AWS::Connect::Instance') + 2 * count('AWS::S3::Bucket') + count('AWS::IAM::Role'),
    );
    expect(place.resources.map(({ type, name }) => [type, name])).toContainEqual([
      'AWS::IAM::Role',
      'ContactCenterAdmin',
    ]);
  });

  it('shows the open bucket with a witness, its policy and the one that the guard would put', async () => {
    const place = await audit(contactCenter());
    const [first] = place.findings;
    expect(first).toMatchObject({
      rule: 'bucket-policy-least-privilege',
      verdict: 'NON_COMPLIANT',
      severity: 'critical',
      policy: null,
      planned: expect.stringContaining('ConnectStorageGuardDenyUnlisted'),
    });
    expect(first?.details?.[0]).toMatchObject({
      question: 'exposure',
      action: expect.stringMatching(/^s3:/),
    });
  });

  it('tells who would lose access, when that is asked', async () => {
    const analyst = {
      arn: 'arn:aws:iam::111122223333:role/analyst',
      id: 'AROAANALYST0000000001',
    } as const;
    const document = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 's3:Get*', Resource: '*' }],
    });
    const policies = known({ principal: analyst, identity: [{ name: 'Look', document }] });
    const principals = async () => known([{ principal: analyst, policies }]);
    const world = { ...contactCenter(), authorization: { principals } };
    expect(policyOf(await audit(world), bucket)?.losesAccess).toEqual([
      { arn: analyst.arn, because: expect.stringContaining('Look') },
    ]);
    expect(policyOf(await audit(contactCenter()), bucket)).not.toHaveProperty('losesAccess');
  });

  it('never says that nobody loses access because it may not look', async () => {
    const why = accessDenied('iam:GetAccountAuthorizationDetails');
    const principals = async () => unreadable(why);
    const place = await audit({ ...contactCenter(), authorization: { principals } });
    expect(policyOf(place, bucket)?.losesAccess).toEqual([
      expect.objectContaining({ because: expect.stringContaining('Cannot tell: iam:GetAccount') }),
    ]);
    expect(place.denied).toEqual([why]);
  });

  it('finds a closed bucket in order', async () => {
    const world = contactCenter();
    world.bucket.policies.set(bucket, JSON.stringify(generateBucketPolicy(facts)));
    expect(policyOf(await audit(world), bucket)).toMatchObject({
      verdict: 'COMPLIANT',
      because: expect.stringContaining('proven for all requests'),
      instances: [instances.tokyo],
    });
  });

  it('asks S3 for a policy once, whatever many rules want it', async () => {
    const world = contactCenter();
    await audit(world);
    expect(world.bucket.reads).toBe(2);
  });

  it('tells what the guard did, from its receipts, newest first', async () => {
    const world = contactCenter();
    const receipt = (at: string) => ({
      at,
      bucket,
      status: 'REMEDIATED',
      reason: 'r',
      backup: 'b',
    });
    world.state.seed(`receipts/${bucket}/2026-02-01.json`, receipt('2026-02-01T00:00:00Z'));
    world.state.seed('receipts/another/2026-02-03.json', receipt('2026-02-03T00:00:00Z'));
    world.state.seed('receipts/another/2026-02-04.json', 'half a rec');
    const { remediations } = await audit(world);
    expect(remediations.map(({ at }) => at)).toEqual([
      '2026-02-03T00:00:00Z',
      '2026-02-01T00:00:00Z',
    ]);
  });

  it('judges only the rules that are asked for', async () => {
    const world = contactCenter();
    const place = await audit(world, { rules: ['bucket-versioned'] });
    expect(new Set(place.findings.map(({ rule }) => rule))).toEqual(new Set(['bucket-versioned']));
    expect(world.bucket.reads).toBe(0);
  });
});

describe('an audit that may not see everything', () => {
  it('names the permission that is missing, and goes on', async () => {
    const world = contactCenter();
    world.reads.versioning.denied.add('*');
    const place = await audit(world);
    expect(findingsOf(place, 'bucket-versioned')).toEqual([
      expect.objectContaining({
        verdict: 'INDETERMINATE',
        because: expect.stringContaining('s3:GetBucketVersioning AccessDenied'),
      }),
      expect.objectContaining({ verdict: 'INDETERMINATE' }),
    ]);
    expect(place.denied).toEqual([accessDenied('s3:GetBucketVersioning')]);
    expect(policyOf(place, bucket)?.verdict).toBe('NON_COMPLIANT');
  });

  it('is told to have itself added to `auditors` where the bucket itself keeps it out', async () => {
    const world = contactCenter();
    const message = `User: ${auditor} is not authorized to perform: s3:GetBucketPolicy on resource: "arn:aws:s3:::${bucket}" with an explicit deny in a resource-based policy`;
    const why = { ...accessDenied('s3:GetBucketPolicy'), message };
    world.bucket.policy = async () => ({ state: 'unreadable', why });
    expect(policyOf(await audit(world), bucket)).toMatchObject({
      verdict: 'INDETERMINATE',
      because: expect.stringMatching(/Add this role \(SecurityAudit\) to `auditors`/),
    });
  });

  it('says of a policy that it simply lacks the permission for', async () => {
    const world = contactCenter();
    world.bucket.denied.add(bucket);
    const finding = policyOf(await audit(world), bucket);
    expect(finding).toMatchObject({
      verdict: 'INDETERMINATE',
      because: 's3:GetBucketPolicy AccessDenied (not authorized to perform: s3:GetBucketPolicy)',
    });
  });

  it('reports exposure while the settings cannot be read, and says that administrators are unknown', async () => {
    const world = contactCenter();
    world.state.denied.add('settings.json');
    const place = await audit(world);
    expect(place.settings).toEqual({
      unreadable: expect.stringContaining('s3:GetObject AccessDenied'),
    });
    expect(policyOf(place, bucket)).toMatchObject({
      verdict: 'NON_COMPLIANT',
      because: expect.stringContaining(
        'the administrators are not known: s3:GetObject AccessDenied',
      ),
    });
    expect(findingsOf(place, 'administrator-isolated')).toEqual([
      expect.objectContaining({ resourceType: 'AWS::::Account', verdict: 'INDETERMINATE' }),
    ]);
  });

  it('reports a bucket that is open though nobody has named who delivers there', async () => {
    const world = streamingCenter();
    const lake = { 'contact-records': known({ owner: 'this-account', region }) };
    const inventory = { ...streaming, buckets: { ...streaming.buckets, ...lake } };
    world.state.seed('inventory.json', inventory);
    world.iam.ids.set(firehoseRole, 'AROAFIREHOSE000000001');
    expect(policyOf(await audit(world), 'contact-records')).toMatchObject({
      verdict: 'NON_COMPLIANT',
      because: expect.stringMatching(/the bucket has no policy.*role\/Firehose: Firehose delivers/),
    });
    world.bucket.policies.set('contact-records', onlyTheRole('contact-records'));
    expect(policyOf(await audit(world), 'contact-records')?.verdict).toBe('INDETERMINATE');
  });

  it('does not take a closed bucket for compliant while the settings cannot be read', async () => {
    const world = contactCenter();
    world.bucket.policies.set(bucket, JSON.stringify(generateBucketPolicy(facts)));
    world.state.denied.add('settings.json');
    expect(policyOf(await audit(world), bucket)?.verdict).toBe('INDETERMINATE');
  });

  it('can tell nothing when the instances cannot be listed: never "no instances"', async () => {
    const world = contactCenter();
    world.state.denied.add('inventory.json');
    world.connect.failing.set('ListInstances', accessDenied('connect:ListInstances'));
    const place = await audit(world);
    expect(place.inventory).toEqual({
      unreadable: expect.stringContaining('connect:ListInstances AccessDenied'),
    });
    expect(place.findings.map(({ verdict }) => verdict)).toEqual(rules.map(() => 'INDETERMINATE'));
  });
});
