import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { deleteStack, deployStack } from '#infra/local/cloudformation/deploy-stack.ts';
import type { Json } from '#infra/local/cloudformation/json.ts';
import { logGroups } from '#infra/local/services/logs/state.ts';
import { queuesIn } from '#infra/local/services/sqs/state.ts';
import { ssmState } from '#infra/local/services/ssm/state.ts';
import { createWorld, type World } from '#infra/local/world.ts';
import { assemblyOf } from '../fixture-stack.ts';

/** Names and values come from few, so that stacks overlap, move names around and collide. */
const few = fc.constantFrom('a', 'b', 'c');
const resource = fc.oneof(
  fc.record({ name: few, value: few }).map(
    ({ name, value }): Json => ({
      Type: 'AWS::SSM::Parameter',
      Properties: { Name: name, Type: 'String', Value: value },
    }),
  ),
  fc.record({ name: few, period: fc.integer({ min: 60, max: 63 }) }).map(
    ({ name, period }): Json => ({
      Type: 'AWS::SQS::Queue',
      Properties: { QueueName: name, MessageRetentionPeriod: period },
    }),
  ),
  fc.record({ name: few, days: fc.constantFrom(7, 14) }).map(
    ({ name, days }): Json => ({
      Type: 'AWS::Logs::LogGroup',
      Properties: { LogGroupName: name, RetentionInDays: days },
    }),
  ),
);
const stack = fc.dictionary(fc.constantFrom('One', 'Two', 'Three', 'Four'), resource, {
  minKeys: 1,
});

const everything = (world: World): Json =>
  JSON.parse(
    JSON.stringify([
      [...ssmState(world, world.home).parameters.values()]
        .map(({ name, value }) => [name, value])
        .sort(),
      [...queuesIn(world, world.home).values()]
        .map(({ name, attributes }) => [name, attributes])
        .sort(),
      [...logGroups(world, world.home).values()]
        .map(({ name, retention }) => [name, retention])
        .sort(),
    ]),
  );

const deploys = async (world: World, resources: Record<string, Json>): Promise<boolean> =>
  deployStack(world, world.home, assemblyOf(resources)).then(
    () => true,
    () => false,
  );

describe('a stack', () => {
  it('is what its template says, however it came to be, or exactly what it was', async () => {
    await fc.assert(
      fc.asyncProperty(stack, stack, async (first, second) => {
        const world = createWorld();
        fc.pre(await deploys(world, first));
        const before = everything(world);
        const succeeded = await deploys(world, second);
        const fresh = createWorld();
        const possible = await deploys(fresh, second);
        if (succeeded) expect(possible).toBe(true);
        expect(everything(world)).toEqual(succeeded ? everything(fresh) : before);
        expect(
          (await deployStack(world, world.home, assemblyOf(succeeded ? second : first))).changes,
        ).toEqual([]);
        await deleteStack(world, world.home, 'Fixture');
        expect(everything(world)).toEqual([[], [], []]);
      }),
      { numRuns: 300 },
    );
  });
});
