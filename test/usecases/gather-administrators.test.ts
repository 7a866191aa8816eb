import { describe, expect, it } from '@jest/globals';
import { known } from '#shared/connect/fact.ts';
import { gatherAdministrators } from '#shared/usecases/gather-administrators.ts';
import { bucket, instances, roles, settings, sharedBucket } from '../fakes/contact-center.ts';
import { scope, streamingCenter } from './streaming-center.ts';

const everything = scope(
  ...(['inventory', 'settings', 'principals', 'permission-set-roles'] as const),
  ...(['role-policies', 'user-policies', 'bucket-policy'] as const),
);
const role = 'AWS::IAM::Role';
const user = 'AWS::IAM::User';
const supervisor = {
  arn: 'arn:aws:iam::111122223333:user/supervisor',
  id: 'AIDASUPERVISOR0000001',
} as const;

/** The admin role administers all instances, the supervisor Osaka's alone. */
function center(policy = '{"Statement":[{"Action":"connect:*"}]}') {
  const world = streamingCenter();
  world.iam.ids.set(supervisor.arn, supervisor.id);
  world.state.seed('settings.json', {
    ...settings,
    instances: { [instances.osaka]: { administrators: [supervisor.arn] } },
  });
  for (const principal of [roles.admin, supervisor]) {
    world.reads.principalPolicies.answers.set(principal.arn, {
      principal,
      identity: [{ name: 'p', document: policy }],
    });
  }
  return world;
}

const arns = (all: readonly { readonly arn: string }[]) => all.map(({ arn }) => arn);
const factsOf = (id: string, world = center()) =>
  gatherAdministrators(world)(everything).facts({ resourceType: role, resourceId: id });

describe('administrators', () => {
  it('are known by their unique ids, each under its own type', async () => {
    const gathering = gatherAdministrators(center())(everything);
    expect(await gathering.known(role)).toEqual([roles.admin.id]);
    expect(await gathering.known(user)).toEqual([supervisor.id]);
  });

  it('are told by their ARNs to whom an id says nothing', async () => {
    const { arnOf } = gatherAdministrators(center())(everything);
    const of = (resourceId: string) => arnOf?.({ resourceType: role, resourceId });
    expect(await of(roles.admin.id)).toBe(roles.admin.arn);
    expect(await of('AROASOMEBODYELSE00001')).toBeUndefined();
  });

  it('have the instances that the settings give them; the others are those that are left', async () => {
    const everywhere = await factsOf(roles.admin.id);
    expect(arns(everywhere.instances)).toEqual(Object.values(instances));
    expect(everywhere.others).toEqual([]);
    const osaka = await factsOf(supervisor.id);
    expect(arns(osaka.instances)).toEqual([instances.osaka]);
    expect(arns(osaka.others)).toEqual([instances.tokyo, instances.old]);
    expect(osaka.policies).toMatchObject({ state: 'known', value: { principal: supervisor } });
  });

  it('are nobody else: then nothing is read', async () => {
    const world = center();
    const facts = await factsOf('AROASOMEBODYELSE00001', world);
    expect([facts.principal, facts.instances]).toEqual([{ state: 'absent' }, []]);
    expect(world.reads.principalPolicies.asked).toEqual([]);
  });

  it('are not those who were made anew under a name', async () => {
    const world = center();
    world.state.seed('settings.json', { ...settings, ids: { [roles.admin.arn]: 'AROAFORMER' } });
    expect((await factsOf(roles.admin.id, world)).principal).toEqual({ state: 'absent' });
  });

  it('are held against the policies of the buckets of others, when their own policies name S3', async () => {
    const reaching = center('{"Statement":[{"Action":["s3:GetObject"]}]}');
    reaching.bucket.policies.set(bucket, '{"Statement":[]}');
    const facts = await factsOf(supervisor.id, reaching);
    expect(facts.bucketPolicies).toEqual({
      [bucket]: known('{"Statement":[]}'),
      [sharedBucket]: { state: 'absent' },
    });
    const modest = center();
    expect((await factsOf(supervisor.id, modest)).bucketPolicies).toEqual({});
    expect(modest.bucket.reads).toBe(0);
  });

  it.each([
    ['the settings may not be read', (world: ReturnType<typeof center>) => world.state.denied],
    ['one of them may not be looked up', (world: ReturnType<typeof center>) => world.iam.denied],
  ])('cannot be told when %s: never "nobody"', async (_, denied) => {
    const world = center();
    denied(world).add('settings.json').add(roles.admin.arn);
    expect((await factsOf(roles.admin.id, world)).principal.state).toBe('unreadable');
    await expect(gatherAdministrators(world)(everything).known(role)).rejects.toMatchObject({
      name: 'Retryable',
    });
  });
});
