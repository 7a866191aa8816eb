import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Assembly } from '#infra/local/cloudformation/assembly.ts';
import { deleteStack, deployStack } from '#infra/local/cloudformation/deploy-stack.ts';
import type { Json } from '#infra/local/cloudformation/json.ts';
import { stacksIn } from '#infra/local/cloudformation/stack-state.ts';
import { iamOf } from '#infra/local/services/iam/state.ts';
import { logGroups } from '#infra/local/services/logs/state.ts';
import { bucketState } from '#infra/local/services/s3/state.ts';
import { queuesIn } from '#infra/local/services/sqs/state.ts';
import { ssmState } from '#infra/local/services/ssm/state.ts';
import { createWorld, type World } from '#infra/local/world.ts';
import { assemblyOf, functionResource, roleResource } from '../fixture-stack.ts';

let world: World;
beforeEach(() => {
  world = createWorld();
});
afterEach(() => world.events.idle());

const deploy = (assembly: Assembly, parameters: Record<string, string> = {}) =>
  deployStack(world, world.home, assembly, parameters);
const parameter = (value: string, name = 'setting'): Json => ({
  Type: 'AWS::SSM::Parameter',
  Properties: { Name: name, Type: 'String', Value: value },
});
const queue = (name: string): Json => ({
  Type: 'AWS::SQS::Queue',
  Properties: { QueueName: name },
});
const storedValue = (name: string): string | undefined =>
  ssmState(world, world.home).parameters.get(name)?.value;

describe('a first deployment', () => {
  it('makes everything in the order of its references and answers the outputs', async () => {
    const result = await deploy(
      assemblyOf(
        {
          Setting: {
            Type: 'AWS::SSM::Parameter',
            DependsOn: 'Queue',
            Properties: { Name: 's', Type: 'String', Value: { 'Fn::Sub': '${Role.Arn} ${Role}' } },
          },
          Role: roleResource('lambda.amazonaws.com', [], { RoleName: { Ref: 'Name' } }),
          Queue: queue('q'),
          Statistics: { Type: 'AWS::CDK::Metadata', Properties: { Analytics: 'x' } },
          Left: { Type: 'AWS::SQS::Queue', Condition: 'Never', Properties: {} },
        },
        {},
        {
          Parameters: { Name: { Type: 'String', Default: 'runner' } },
          Conditions: { Never: { 'Fn::Equals': [{ Ref: 'Name' }, ''] } },
          Outputs: { Arn: { Value: { 'Fn::GetAtt': ['Queue', 'Arn'] } } },
        },
      ),
    );
    expect(result.status).toBe('CREATE_COMPLETE');
    expect(result.changes.map(({ logicalId }) => logicalId)).toEqual(['Queue', 'Role', 'Setting']);
    expect(storedValue('s')).toBe('arn:aws:iam::111122223333:role/runner runner');
    expect(result.outputs).toEqual({ Arn: 'arn:aws:sqs:us-east-1:111122223333:q' });
  });

  it('names what the template gives no name after the stack and the logical id', async () => {
    await deploy(assemblyOf({ Jobs: { Type: 'AWS::SQS::Queue' } }));
    expect([...queuesIn(world, world.home).keys()]).toEqual([
      expect.stringMatching(/^Fixture-Jobs-[0-9A-F]{12}$/),
    ]);
  });

  it('leaves nothing behind when it fails', async () => {
    const assembly = assemblyOf({
      A: queue('a'),
      B: parameter('x'),
      C: { Type: 'AWS::SQS::Queue', DependsOn: ['A', 'B'], Properties: { QueueName: 'a' } },
    });
    await expect(deploy(assembly)).rejects.toThrow('C (AWS::SQS::Queue): There is a queue a');
    expect(queuesIn(world, world.home).size).toBe(0);
    expect(storedValue('setting')).toBeUndefined();
    expect(stacksIn(world, world.home).size).toBe(0);
  });
});

describe('a deployment over what is there', () => {
  it('changes nothing when nothing is different', async () => {
    await deploy(assemblyOf({ A: queue('a'), B: parameter('x') }));
    expect((await deploy(assemblyOf({ B: parameter('x'), A: queue('a') }))).changes).toEqual([]);
  });

  it('makes, changes, replaces and deletes what is different', async () => {
    await deploy(assemblyOf({ Old: queue('old'), Moved: queue('here'), Same: parameter('x') }));
    const { status, changes } = await deploy(
      assemblyOf({ Moved: queue('there'), Same: parameter('y'), New: queue('new') }),
    );
    expect(status).toBe('UPDATE_COMPLETE');
    expect(Object.fromEntries(changes.map(({ logicalId, action }) => [logicalId, action]))).toEqual(
      {
        Moved: 'replace',
        Same: 'update',
        New: 'create',
        Old: 'delete',
      },
    );
    expect([...queuesIn(world, world.home).keys()].sort()).toEqual(['new', 'there']);
    expect(storedValue('setting')).toBe('y');
  });

  it('goes back to what was when it fails', async () => {
    await deploy(assemblyOf({ Same: parameter('before'), Kept: queue('kept') }));
    const failing = assemblyOf({
      Same: parameter('after'),
      New: queue('new'),
      Bad: { Type: 'AWS::SQS::Queue', DependsOn: ['Same', 'New'], Properties: { Fifo: true } },
    });
    await expect(deploy(failing)).rejects.toThrow('Resources.Bad.Properties.Fifo');
    expect(storedValue('setting')).toBe('before');
    expect([...queuesIn(world, world.home).keys()]).toEqual(['kept']);
    expect(
      (await deploy(assemblyOf({ Same: parameter('before'), Kept: queue('kept') }))).changes,
    ).toEqual([]);
  });

  it('keeps the unique id of a role whose permissions change', async () => {
    const role = (action: string) =>
      assemblyOf({
        Role: roleResource(
          'lambda.amazonaws.com',
          [{ Effect: 'Allow', Action: action, Resource: '*' }],
          { RoleName: 'r' },
        ),
      });
    await deploy(role('s3:GetObject'));
    const before = iamOf(world, world.home).roles.get('r');
    await deploy(role('s3:PutObject'));
    const after = iamOf(world, world.home).roles.get('r');
    expect(after?.id).toBe(before?.id);
    expect([...(after?.inline.values() ?? [])].join()).toContain('s3:PutObject');
  });

  it('retains what it is told to retain', async () => {
    const bucket = {
      Type: 'AWS::S3::Bucket',
      DeletionPolicy: 'Retain',
      Properties: { BucketName: 'evidence', VersioningConfiguration: { Status: 'Enabled' } },
    };
    await deploy(assemblyOf({ Bucket: bucket, Queue: queue('q') }));
    const { changes } = await deploy(assemblyOf({ Queue: queue('q') }));
    expect(changes).toMatchObject([{ logicalId: 'Bucket', action: 'retain' }]);
    await deleteStack(world, world.home, 'Fixture');
    expect(bucketState(world, world.home, 'evidence')?.configuration.versioning).toBe('Enabled');
    expect(queuesIn(world, world.home).size).toBe(0);
  });
});

describe('what cannot be deployed', () => {
  const resource = (type: string, properties: Json): Record<string, Json> => ({
    Thing: { Type: type, Properties: properties },
  });
  it.each<[string, Record<string, Json>, Record<string, Json>, string]>([
    [
      'a resource type',
      resource('AWS::EC2::VPC', {}),
      {},
      'Resources.Thing.Type: the embedded AWS does not deploy AWS::EC2::VPC',
    ],
    [
      'a property',
      resource('AWS::Logs::LogGroup', { LogGroupName: 'x', KmsKeyId: 'k' }),
      {},
      'Resources.Thing.Properties.KmsKeyId: property is not supported',
    ],
    [
      'a nested property',
      resource('AWS::S3::Bucket', { VersioningConfiguration: { Status: 'Enabled', Mfa: 1 } }),
      {},
      'Resources.Thing.Properties.VersioningConfiguration.Mfa',
    ],
    ['a section', { A: queue('a') }, { Transform: 'X' }, 'Transform: section is not supported'],
    [
      'a parameter without a value',
      { A: queue('a') },
      { Parameters: { P: { Type: 'String' } } },
      'Parameters.P: has no value',
    ],
    [
      'a value that is not allowed',
      { A: queue('a') },
      { Parameters: { P: { Type: 'Number', Default: 30, MaxValue: 25 } } },
      'Parameters.P: is more than 25',
    ],
    [
      'a circle',
      {
        A: { Type: 'AWS::SQS::Queue', DependsOn: 'B' },
        B: { Type: 'AWS::SQS::Queue', Properties: { QueueName: { Ref: 'A' } } },
      },
      {},
      'depends on itself: A → B → A',
    ],
    [
      'a function whose code is not in the assembly',
      { Role: roleResource('lambda.amazonaws.com'), F: functionResource('absent', 'Role') },
      {},
      'Resources.F.Properties.Code: there is no folder for s3://assets/absent',
    ],
    [
      'a document that is no runbook',
      resource('AWS::SSM::Document', {
        DocumentType: 'Automation',
        Content: {
          schemaVersion: '0.3',
          mainSteps: [{ name: 'a', action: 'aws:runCommand' }],
        },
      }),
      {},
      'mainSteps[0].action: expected one of',
    ],
  ])('is refused with its path: %s', async (_, resources, sections, message) => {
    await expect(deploy(assemblyOf(resources, {}, sections))).rejects.toThrow(message);
    expect(logGroups(world, world.home).size + queuesIn(world, world.home).size).toBe(0);
  });

  it('is refused when a given parameter is not in the template', async () => {
    await expect(deploy(assemblyOf({ A: queue('a') }), { Nmae: 'x' })).rejects.toThrow(
      'Parameters.Nmae: is not a parameter of this template',
    );
  });
});
