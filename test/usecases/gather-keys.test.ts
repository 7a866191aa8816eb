import { describe, expect, it } from '@jest/globals';
import { known } from '#shared/connect/fact.ts';
import { gatherInstances } from '#shared/usecases/gather-instances.ts';
import { gatherKeys } from '#shared/usecases/gather-keys.ts';
import { instances, roles } from '../fakes/contact-center.ts';
import {
  key,
  keyArn,
  keyId,
  scope,
  stream,
  streamArn,
  streamingCenter,
} from './streaming-center.ts';

const resourceType = 'AWS::KMS::Key';

describe('keys', () => {
  const everything = scope(
    ...(['inventory', 'settings', 'role-policies', 'key-description'] as const),
    ...(['key-policy', 'key-grants', 'key-rotation'] as const),
  );

  it('are known by their ids, once under all their names, and none of another account', async () => {
    expect(await gatherKeys(streamingCenter())(everything).known(resourceType)).toEqual([keyId]);
  });

  it('are read live', async () => {
    const gathering = gatherKeys(streamingCenter())(everything);
    const facts = await gathering.facts({ resourceType, resourceId: keyId });
    expect(facts).toMatchObject({
      id: keyId,
      description: known(key),
      policy: known('{"Statement":[]}'),
      grants: known([]),
      rotation: known({ enabled: true }),
    });
    expect(facts.use.encryptors.map(({ arn }) => arn)).toEqual([instances.tokyo]);
    expect(Object.keys(facts.rolePolicies)).toEqual([roles.tokyo.arn]);
  });

  it('are read only as far as the rule needs them', async () => {
    const world = streamingCenter();
    const gathering = gatherKeys(world)(scope('inventory', 'key-rotation'));
    const facts = await gathering.facts({ resourceType, resourceId: keyId });
    expect(facts.policy).toMatchObject({ why: { code: 'NotNeeded' } });
    expect(world.reads.rotation.asked).toEqual([keyArn]);
    expect([world.reads.key.asked, world.reads.keyPolicy.asked]).toEqual([[], []]);
  });

  it('that no instance uses are not read at all', async () => {
    const world = streamingCenter();
    const facts = await gatherKeys(world)(everything).facts({ resourceType, resourceId: 'other' });
    expect([facts.use.instances, facts.use.complete]).toEqual([[], true]);
    expect(Object.values(world.reads).flatMap(({ asked }) => asked)).toEqual([]);
  });
});

describe('instances', () => {
  const gathering = gatherInstances(scope('inventory'));
  const facts = (resourceId: string) =>
    gathering.facts({ resourceType: 'AWS::Connect::Instance', resourceId });

  it('are known by their ARNs', async () => {
    expect(await gathering.known('AWS::Connect::Instance')).toEqual(Object.values(instances));
  });

  it.each([instances.tokyo, instances.tokyo.slice(-36)])('are found as %s', async (id) => {
    const found = await facts(id);
    expect(found.id).toBe(id);
    expect(found.instance).toMatchObject({ state: 'known', value: { arn: instances.tokyo } });
  });

  it('come with what they store in, and nothing of the others', async () => {
    const found = await facts(instances.tokyo);
    expect(Object.keys(found.buckets)).toEqual(['amazon-connect-0123456789ab']);
    expect(found.streams).toEqual({ [streamArn]: known(stream) });
    expect(Object.keys(found.keys).toSorted()).toEqual(['alias/contact-center', keyArn].toSorted());
    expect(found.deliveryStreams).toEqual({});
  });

  it('that the inventory does not know are absent', async () => {
    expect((await facts('arn:aws:connect:r:a:instance/x')).instance).toEqual({ state: 'absent' });
  });
});
