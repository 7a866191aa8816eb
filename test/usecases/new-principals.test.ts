import { describe, expect, it } from '@jest/globals';
import type { RunBy } from '#shared/remediation/run-by.ts';
import type { Settings } from '#shared/settings/settings.ts';
import { approvePrincipals } from '#shared/usecases/approvals.ts';
import {
  approve,
  bucket,
  type ContactCenter,
  contactCenter,
  deployment,
  roles,
  settings,
  sharedBucket,
} from '../fakes/contact-center.ts';
import { remediate } from './open-bucket.ts';

const approval = `approvals/${bucket}.json`;
const scanner = {
  arn: 'arn:aws:iam::111122223333:role/scanner',
  id: 'AROASCANNER0000000001',
} as const;
const person: RunBy = { kind: 'person', caller: roles.admin.arn };

const run = (world: ContactCenter, by?: RunBy) => remediate(world, by && { by });
const codes = ({ refusals }: Awaited<ReturnType<typeof run>>) => refusals.map(({ code }) => code);
const put = (world: ContactCenter, changed: Partial<Settings>) =>
  world.state.seed('settings.json', { ...settings, ...changed });

/** Tokyo's bucket is open, and the settings name somebody whom nobody has let in. */
function withNewcomer(): ContactCenter {
  const world = contactCenter();
  world.iam.ids.set(scanner.arn, scanner.id);
  put(world, { administrators: [roles.admin.arn, scanner.arn] });
  return world;
}

describe('the guard by itself', () => {
  it('writes nothing to a bucket that no person has had written yet, and says what to do', async () => {
    const world = contactCenter();
    world.state.objects.delete(approval);
    const done = await run(world);
    expect(codes(done)).toEqual(['NEW_PRINCIPALS']);
    expect(done.reasons[0]).toContain(roles.admin.arn);
    expect(done.reasons[0]).toContain(`connect-guard apply ${bucket} --yes`);
    expect(world.bucket.writes).toEqual([]);
  });

  it('closes an open bucket without whom the settings newly name', async () => {
    const world = withNewcomer();
    const done = await run(world);
    expect(done.status).toBe('REMEDIATED');
    expect(done.reasons[0]).toMatch(/Left out, for no person has let them in yet .*scanner/);
    expect(world.bucket.policies.get(bucket)).toContain(roles.admin.id);
    expect(world.bucket.policies.get(bucket)).not.toContain(scanner.id);
  });

  it('waits for a person when the bucket is closed but for the newcomer', async () => {
    const world = withNewcomer();
    await run(world);
    expect(codes(await run(world))).toEqual(['NEW_PRINCIPALS']);
    expect(world.bucket.writes).toHaveLength(1);
  });

  it('forgets whom the settings name no more: named again, they wait for a person again', async () => {
    const world = withNewcomer();
    await run(world, person);
    put(world, {});
    expect((await run(world)).status).toBe('REMEDIATED');
    expect(world.bucket.policies.get(bucket)).not.toContain(scanner.id);
    put(world, { administrators: [roles.admin.arn, scanner.arn] });
    expect(codes(await run(world))).toEqual(['NEW_PRINCIPALS']);
    expect(world.bucket.policies.get(bucket)).not.toContain(scanner.id);
  });

  it('forgets nobody while somebody whom the settings name cannot be found', async () => {
    const world = withNewcomer();
    await run(world, person);
    world.iam.ids.delete(scanner.arn);
    expect((await run(world)).status).toBe('REMEDIATED');
    expect(world.state.objects.get(approval)?.body).toContain(scanner.id);
  });

  it('leaves a policy alone by which a person has let the newcomer in by hand', async () => {
    const world = withNewcomer();
    await run(world, person);
    approve(world.state, bucket, [roles.admin.id]);
    expect((await run(world)).status).toBe('ALREADY_COMPLIANT');
  });

  it.each<[string, Partial<Settings>, string]>([
    ['an auditor', { auditors: [{ arn: scanner.arn, reason: 'x' }] }, scanner.arn],
    ['a workload', { workloads: [{ arn: scanner.arn, reason: 'x' }] }, scanner.arn],
    [
      'a service',
      { servicePrincipals: [{ service: 'logging.s3.amazonaws.com', reason: 'x' }] },
      'logging.s3.amazonaws.com',
    ],
  ])('keeps %s out who is new', async (_, changed, name) => {
    const world = withNewcomer();
    put(world, changed);
    const done = await run(world);
    expect(done.status).toBe('REMEDIATED');
    expect(done.reasons[0]).toContain(name);
    const written = world.bucket.policies.get(bucket);
    expect(written).not.toContain(scanner.id);
    expect(written).not.toContain('logging.s3.amazonaws.com');
  });

  it('takes out by itself who is no longer named', async () => {
    const world = withNewcomer();
    await run(world, person);
    put(world, {});
    expect((await run(world)).status).toBe('REMEDIATED');
    expect(world.bucket.policies.get(bucket)).not.toContain(scanner.id);
  });

  it('does not know one again who was made anew under an approved name', async () => {
    const world = withNewcomer();
    await run(world, person);
    world.iam.ids.set(scanner.arn, 'AROASCANNER0000000002');
    expect(codes(await run(world))).toEqual([]);
    expect(world.bucket.policies.get(bucket)).not.toContain('AROASCANNER0000000002');
  });

  it('knows the role of a permission set again that was provisioned anew', async () => {
    const world = contactCenter();
    put(world, { administrators: [roles.admin.arn, { permissionSet: 'ConnectAdmin' }] });
    await run(world, person);
    world.iam.ids.set(roles.sso.arn, 'AROASSOADMIN000000002');
    expect((await run(world)).status).toBe('REMEDIATED');
    expect(world.bucket.policies.get(bucket)).toContain('AROASSOADMIN000000002');
  });

  it('lets in new roles of Connect', async () => {
    const world = contactCenter();
    world.iam.ids.set(roles.tokyo.arn, 'AROATOKYOCONNECT00002');
    await run(world);
    expect(world.bucket.policies.get(bucket)).toContain('AROATOKYOCONNECT00002');
  });

  it.each([
    ['malformed', '{'],
    ['of another bucket', { version: 1, bucket: sharedBucket }],
  ])('writes nothing while the approval is %s', async (_, content) => {
    const world = contactCenter();
    world.state.seed(approval, content);
    expect(codes(await run(world))).toEqual(['FACTS_UNREADABLE']);
    world.state.denied.add(approval);
    expect(codes(await run(world))).toEqual(['FACTS_UNREADABLE']);
    expect(world.bucket.writes).toEqual([]);
  });
});

describe('a person', () => {
  it('has a bucket closed in any mode, and lets in whom the settings name from then on', async () => {
    const world = withNewcomer();
    put(world, { mode: 'observe', administrators: [roles.admin.arn, scanner.arn] });
    const done = await run(world, person);
    expect(done.status).toBe('REMEDIATED');
    expect(world.bucket.policies.get(bucket)).toContain(scanner.id);
    expect(world.state.json(approval)).toMatchObject({
      by: roles.admin.arn,
      principals: [roles.admin.id, scanner.id].toSorted(),
    });
    expect(world.state.json(done.receipt ?? '')).toMatchObject({ by: 'person' });
  });

  it('lets them in also when everything is as planned', async () => {
    const world = contactCenter();
    await run(world);
    world.state.objects.delete(approval);
    expect((await run(world, person)).status).toBe('ALREADY_COMPLIANT');
    expect(world.state.json(approval)).toMatchObject({ principals: [roles.admin.id] });
  });

  it('does not shut himself out', async () => {
    const world = contactCenter();
    const caller = 'arn:aws:sts::111122223333:assumed-role/PlatformEngineer/me';
    const done = await run(world, { kind: 'person', caller });
    expect(codes(done)).toEqual(['CALLER_SHUT_OUT']);
    expect(done.reasons[0]).toContain(roles.admin.arn);
    expect(world.bucket.writes).toEqual([]);
  });

  it.each([
    'arn:aws:sts::111122223333:assumed-role/ContactCenterAdmin/me',
    'arn:aws:iam::111122223333:root',
  ] as const)('is not shut out as %s', async (caller) => {
    expect((await run(contactCenter(), { kind: 'person', caller })).status).toBe('REMEDIATED');
  });

  it('does not override an exception', async () => {
    const world = contactCenter();
    put(world, { exceptions: [{ bucket, reason: 'x', expires: '2026-04-01T00:00:00Z' }] });
    expect(codes(await run(world, person))).toEqual(['EXCEPTION']);
  });

  it('who approves without writing has the guard write', async () => {
    const world = contactCenter();
    world.state.objects.delete(approval);
    await approvePrincipals(world, deployment, bucket, 'engineer');
    expect((await run(world)).status).toBe('REMEDIATED');
  });
});

describe('who has approved a plan', () => {
  const approval = (planned: string): RunBy => ({ kind: 'approval', planned });

  it('gets that plan and no other', async () => {
    const world = withNewcomer();
    expect(codes(await run(world, approval('a'.repeat(64))))).toEqual(['PLAN_CHANGED']);
    expect(world.bucket.writes).toEqual([]);
  });

  it('has let in nobody who came after that, also when there is nothing to write', async () => {
    const world = withNewcomer();
    const { digestAfter = '' } = await run(world, person);
    approve(world.state, bucket, [roles.admin.id]);
    const before = world.state.json(`approvals/${bucket}.json`);
    expect(codes(await run(world, approval('a'.repeat(64))))).toEqual(['PLAN_CHANGED']);
    expect(world.state.json(`approvals/${bucket}.json`)).toEqual(before);
    expect((await run(world, approval(digestAfter))).status).toBe('ALREADY_COMPLIANT');
  });
});
