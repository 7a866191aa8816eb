import { describe, expect, it } from '@jest/globals';
import { backupKey, backupOfOthers } from '#shared/remediation/backup.ts';
import type { RunBy } from '#shared/remediation/run-by.ts';
import { rule } from '#shared/rules/bucket/bucket-policy-least-privilege.ts';
import { readBucket } from '#shared/usecases/bucket-facts.ts';
import {
  bucket,
  type ContactCenter,
  contactCenter,
  deployment,
  inventory,
  roles,
  settings,
} from '../fakes/contact-center.ts';
import { remediate } from './open-bucket.ts';

const minute = 60_000;
const hour = 60 * minute;
const person: RunBy = { kind: 'person', caller: roles.admin.arn };
const run = (world: ContactCenter, by?: RunBy) => remediate(world, by && { by });
const judge = async (world: ContactCenter) =>
  rule.evaluate((await readBucket(world, deployment, inventory, bucket, rule.needs)).facts);

/** Somebody takes the policy away every ten minutes, and the guard puts it back. */
async function fought(times: number, world = contactCenter()): Promise<ContactCenter> {
  for (let time = 0; time < times; time++) {
    expect((await run(world)).status).toBe('REMEDIATED');
    world.clock.pass(10 * minute);
    world.bucket.policies.delete(bucket);
  }
  return world;
}

describe('a policy that somebody keeps taking away', () => {
  it('is put back five times a day, and then left', async () => {
    const world = await fought(5);
    const done = await run(world);
    expect(done).toMatchObject({ status: 'FIGHTING', refusals: [{ code: 'CHANGED_TOO_OFTEN' }] });
    expect(done.reasons[0]).toMatch(
      /Something keeps putting this policy back: 5 remediations in 24 hours, no CloudTrail event told who.*connect-guard apply/,
    );
    expect(world.bucket.writes).toHaveLength(5);
  });

  it('cannot be told to be right or wrong while the guard rests', async () => {
    const world = await fought(4);
    expect((await judge(world)).verdict).toBe('NON_COMPLIANT');
    await run(world);
    expect((await judge(world)).verdict).toBe('COMPLIANT');
    world.bucket.policies.delete(bucket);
    const { verdict, because } = await judge(world);
    expect(verdict).toBe('INDETERMINATE');
    expect(because).toMatch(/^something keeps putting this policy back: 5 remediations/);
  });

  it('is put back again when the first of them is a day old', async () => {
    const world = await fought(5);
    await run(world);
    world.clock.pass(24 * hour - 50 * minute);
    world.state.seed('inventory.json', { ...inventory, takenAt: world.clock.now().toISOString() });
    expect((await judge(world)).verdict).toBe('NON_COMPLIANT');
    expect((await run(world)).status).toBe('REMEDIATED');
    world.bucket.policies.delete(bucket);
    expect((await run(world)).status).toBe('FIGHTING');
  });

  it('is put back by a person, who begins the count anew', async () => {
    const world = await fought(5);
    await run(world);
    expect((await run(world, person)).status).toBe('REMEDIATED');
    world.bucket.policies.delete(bucket);
    expect((await judge(world)).verdict).toBe('NON_COMPLIANT');
    world.clock.pass(minute);
    await fought(5, world);
    expect((await run(world)).status).toBe('FIGHTING');
  });

  it('begins the count anew also when the person finds it right', async () => {
    const world = await fought(5);
    const closed = world.bucket.writes[0]?.policy ?? '';
    await run(world);
    world.bucket.policies.set(bucket, closed);
    expect((await run(world, person)).status).toBe('ALREADY_COMPLIANT');
    world.bucket.policies.delete(bucket);
    world.clock.pass(minute);
    expect((await run(world)).status).toBe('REMEDIATED');
  });

  it('names who wrote it, as CloudTrail told', async () => {
    const world = await fought(5);
    for (const [minutes, arn] of [
      [1, 'arn:aws:sts::111122223333:assumed-role/cloudformation/stack'],
      [2, 'arn:aws:sts::111122223333:assumed-role/Terraform/ci'],
    ] as const) {
      const at = new Date(world.clock.now().getTime() - 10 * minute + minutes).toISOString();
      const writer = { arn, userAgent: 'HashiCorp Terraform/1.9', eventId: `event-${minutes}`, at };
      const backup = backupOfOthers({ bucket, policy: null }, deployment, writer);
      world.state.seed(backupKey(backup), backup);
    }
    expect((await run(world)).reasons[0]).toMatch(
      /last by .*Terraform\/ci \(HashiCorp Terraform\/1\.9\) at 2026-.*before that by .*cloudformation/,
    );
  });

  it('mistake 11: is left after as many times as the settings say', async () => {
    const world = contactCenter();
    world.state.seed('settings.json', { ...settings, remediationLimit: { count: 2, hours: 1 } });
    await fought(2, world);
    expect((await run(world)).status).toBe('FIGHTING');
    world.clock.pass(hour);
    expect((await run(world)).status).toBe('REMEDIATED');
  });

  it('has been put back, also when nobody can tell how often', async () => {
    const world = contactCenter();
    world.state.denied.add(`receipts/${bucket}/`);
    await expect(run(world)).rejects.toMatchObject({ name: 'Retryable' });
    expect(world.bucket.writes).toEqual([]);
    world.state.denied.clear();
    world.bucket.interfere = (read) => {
      if (read === 3) world.state.denied.add(`receipts/${bucket}/`);
    };
    world.bucket.reads = 0;
    expect((await run(world)).status).toBe('REMEDIATED');
    expect(world.state.denied.size).toBe(1);
  });

  it('is of one bucket only', async () => {
    const world = await fought(5);
    await run(world);
    expect(world.state.keys('fights/')).toEqual([`fights/${bucket}.json`]);
  });
});
