import { describe, expect, it } from '@jest/globals';
import { known, unreadable } from '#shared/connect/fact.ts';
import { generateBucketPolicy } from '#shared/generate/bucket-policy.ts';
import { rules } from '#shared/rules/registry.ts';
import {
  type AuditListener,
  type AuditRequest,
  auditPlace,
  type Finished,
} from '#shared/usecases/audit/audit-place.ts';
import type { AuditWorld } from '#shared/usecases/audit/audit-world.ts';
import type { JudgedResource } from '#shared/usecases/audit/judge-kind.ts';
import type { AuditedPlace, AuditFinding } from '#shared/usecases/audit/report.ts';
import type { InstanceParts } from '#shared/usecases/refresh-state.ts';
import {
  bucket,
  type ContactCenter,
  contactCenter,
  deployment,
  facts,
  instances,
  roles,
  sharedBucket,
} from '../../fakes/contact-center.ts';
import { accessDenied } from '../../fakes/state.ts';

const auditor = 'arn:aws:sts::111122223333:assumed-role/SecurityAudit/jo';

/** Everything that an audit told while it went on. */
class Heard implements AuditListener {
  readonly rows: AuditFinding[] = [];
  readonly finished: { instances: Record<string, InstanceParts>; resources: JudgedResource[] } = {
    instances: {},
    resources: [],
  };
  /** How many requests to Connect there had been before the first row. */
  readonly requestsLeft: number[] = [];
  counted = 0;
  instances(_done: number, _total: number, requests: number) {
    this.requestsLeft.push(requests);
  }
  resources(more: number) {
    this.counted += more;
  }
  judged(judged: JudgedResource) {
    this.rows.push(...judged.findings);
    this.finished.resources.push(judged);
  }
  taken(arn: string, parts: InstanceParts) {
    this.finished.instances[arn] = parts;
  }
}

const audit = (
  world: ContactCenter & Pick<AuditWorld, 'authorization'>,
  more: Partial<AuditRequest> = {},
  listener = new Heard(),
): Promise<AuditedPlace> =>
  auditPlace(
    { ...world, principalPolicies: world.principalPolicies() },
    { deployment, auditor, listener, ...more },
  );

const findingsOf = ({ findings }: AuditedPlace, rule: string) =>
  findings.filter((each) => each.rule === rule);
const policyOf = (place: AuditedPlace, name: string) =>
  findingsOf(place, 'bucket-policy-least-privilege').find(({ resourceId }) => resourceId === name);

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

describe('an audit where the guard is not deployed', () => {
  const without = () => {
    const world = contactCenter();
    world.state.objects.clear();
    world.iam.ids.delete(roles.remediator.arn);
    return world;
  };

  it('asks Connect, and writes nothing', async () => {
    const world = without();
    const place = await audit(world);
    expect(place.inventory).toMatchObject({ from: 'live' });
    expect(place.settings).toBe('none');
    expect(world.state.objects.size).toBe(0);
    expect(world.bucket.writes).toEqual([]);
    expect(place.instances).toHaveLength(3);
  });

  it('reports what strangers can do, and that nobody is named', async () => {
    const finding = policyOf(await audit(without()), bucket);
    expect(finding).toMatchObject({
      verdict: 'NON_COMPLIANT',
      because: expect.stringMatching(/^A role such as analyst .* no administrators are named/),
    });
    expect(finding).not.toHaveProperty('planned');
  });

  it('has the first rows before all of Connect has been asked', async () => {
    const heard = new Heard();
    const world = without();
    let requests = 0;
    world.connect.listStorage = new Proxy(world.connect.listStorage, {
      apply: (target, self, args) => {
        requests++;
        return Reflect.apply(target, self, args);
      },
    });
    const rowsAfter: number[] = [];
    heard.judged = () => void rowsAfter.push(requests);
    await audit(world, {}, heard);
    expect(rowsAfter[0]).toBe(13);
    expect(requests).toBe(39);
    expect(heard.requestsLeft).toEqual([42, 28, 14, 0]);
  });

  it('goes on where one was cut off: what was asked and judged is not again', async () => {
    const before = new Heard();
    const whole = await audit(without(), {}, before);
    const { tokyo, osaka } = instances;
    const finished: Finished = {
      instances: Object.fromEntries(
        Object.entries(before.finished.instances).filter(([arn]) => arn === tokyo || arn === osaka),
      ),
      resources: before.finished.resources.filter(({ resource }) => resource.id !== sharedBucket),
    };
    const world = without();
    const resumed = await audit(world, { finished });
    expect(world.connect.calls).toBe(1 + 14);
    expect(world.bucket.reads).toBe(1);
    expect(resumed.findings).toEqual(whole.findings);
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
