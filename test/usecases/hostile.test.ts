import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Arn } from '#shared/connect/arn.ts';
import { baselineStatements, maximumPolicyBytes } from '#shared/generate/bucket-policy.ts';
import type { Outcome } from '#shared/remediation/outcome.ts';
import { approve, bucket, facts, roles, settings, sharedBucket } from '../fakes/contact-center.ts';
import {
  everything,
  heldTo,
  isClosed,
  open,
  remediate,
  restore,
  shared,
  text,
  withPolicy,
} from './open-bucket.ts';

const codes = ({ refusals }: Outcome): readonly string[] => refusals.map(({ code }) => code);

describe('who is taken for somebody else', () => {
  it('a role of the same name below another path is not the administrator', async () => {
    const other: Arn = 'arn:aws:iam::111122223333:role/elsewhere/ContactCenterAdmin';
    const world = withPolicy(open);
    world.iam.ids.delete(roles.admin.arn);
    world.iam.ids.set(other, 'AROAELSEWHERE00000001');
    expect(codes(await remediate(world))).toContain('ADMINISTRATORS_UNKNOWN');
    expect(world.bucket.writes).toEqual([]);
  });

  it('of two roles of one permission set neither is taken out, and nothing is written', async () => {
    const world = withPolicy(open);
    const second = roles.sso.arn.replace('0123456789abcdef', 'fedcba9876543210') as Arn;
    const administrators = [roles.admin.arn, { permissionSet: 'ConnectAdmin' }];
    world.state.seed('settings.json', { ...settings, administrators });
    approve(world.state, bucket, [roles.admin.id, 'permission set ConnectAdmin']);
    expect((await remediate(world)).status).toBe('REMEDIATED');
    const closed = world.bucket.policies.get(bucket);
    expect(closed).toContain(roles.sso.id);
    world.iam.ids.set(second, 'AROASSOADMIN000000009');
    expect(codes(await remediate(world))).toEqual(['FACTS_UNREADABLE']);
    expect(world.bucket.policies.get(bucket)).toBe(closed);
  });

  it('an approval of another bucket lets nobody in', async () => {
    const world = withPolicy(open);
    approve(world.state, sharedBucket, [roles.admin.id]);
    const [key, theirs] = [`approvals/${bucket}.json`, `approvals/${sharedBucket}.json`];
    world.state.seed(key, world.state.objects.get(theirs)?.body);
    expect(codes(await remediate(world))).toEqual(['FACTS_UNREADABLE']);
    expect(world.bucket.writes).toEqual([]);
  });
});

describe('statements that are not ours', () => {
  const sid = fc.stringMatching(/^[\p{L}\p{N} ‮]{1,12}$/u);

  it.each<[string, object]>([
    ['denies all but an administrator', { Effect: 'Deny', NotPrincipal: { AWS: roles.admin.arn } }],
    ['allows all but somebody', { Effect: 'Allow', NotPrincipal: { AWS: roles.admin.arn } }],
    ['allows everyone', { Effect: 'Allow', Principal: '*' }],
  ])('with one that %s the bucket is closed or untouched', async (_, statement) => {
    const before = text({ ...statement, Action: 's3:*', Resource: everything });
    const world = withPolicy(before);
    await remediate(world);
    heldTo(world, before);
  });

  it('with any letters in their Sids are kept as they are, and come back byte for byte', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(sid, { minLength: 1, maxLength: 3 }), async (sids) => {
        const before = text(...sids.map((Sid) => ({ Sid, ...shared })));
        const world = withPolicy(before);
        const { status } = await remediate(world);
        heldTo(world, before);
        if (status !== 'REMEDIATED') return;
        const { Statement } = JSON.parse(world.bucket.policies.get(bucket) ?? '') as {
          Statement: readonly { Sid?: string }[];
        };
        expect(Statement.map(({ Sid }) => Sid)).toEqual(expect.arrayContaining(sids));
        world.clock.pass(1000);
        expect((await restore(world)).status).toBe('RESTORED');
        expect(world.bucket.policies.get(bucket)).toBe(before);
      }),
      { numRuns: 20, seed: 20260301 },
    );
  });

  it('that look like ours in other letters are not taken for ours', async () => {
    const lookalike = { ...shared, Sid: 'Ⅽonnect​StorageGuardDenyUnlisted' };
    const world = withPolicy(text(lookalike));
    await remediate(world);
    expect(world.bucket.policies.get(bucket)).toContain(lookalike.Sid);
    expect(isClosed(world)).toBe(true);
  });

  it.each([
    [maximumPolicyBytes, 'REMEDIATED'],
    [maximumPolicyBytes + 1, 'REFUSED'],
  ])('that make the policy %i bytes long in UTF-8: %s', async (bytes, status) => {
    const length = (Sid: string) =>
      Buffer.byteLength(text({ Sid, ...shared }, ...baselineStatements(facts)));
    const umlauts = 'ü'.repeat(Math.floor((bytes - length('')) / 2) - 1);
    const Sid = umlauts + 'x'.repeat(bytes - length(umlauts));
    expect(length(Sid)).toBe(bytes);
    const world = withPolicy(text({ Sid, ...shared }));
    const done = await remediate(world);
    expect(done.status).toBe(status);
    expect(codes(done)).toEqual(status === 'REFUSED' ? ['TOO_LARGE'] : []);
  });
});
