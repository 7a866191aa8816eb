import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { synthesize } from '#infra/aws/synthesize.ts';
import { unscopedActions, unscopedOrganizationActions } from '#infra/aws/unscoped-actions.ts';
import { anOrganization } from './an-organization.ts';
import { type RawTemplate, schemaFaults } from './resource-schemas.ts';

let folder: string;
beforeAll(async () => {
  folder = await synthesize(anOrganization);
}, 120_000);

const templateNames = async (): Promise<readonly string[]> =>
  (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.template.json'));

const faultsWith = (properties: RawTemplate['Resources'][string]['Properties']) =>
  schemaFaults({ Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties: properties ?? {} } } });

describe('every synthesized template', () => {
  it('lies directly in the assembly, where whoever checks templates looks', async () => {
    const names = await templateNames();
    expect(names).toEqual(
      expect.arrayContaining([
        'ConnectStorageGuard.template.json',
        'ConnectStorageGuardAssets-us-east-1.template.json',
        'ConnectStorageGuardMember.template.json',
        'ConnectStorageGuardOrganization.template.json',
        'ConnectStorageGuardSecurityHub-us-east-1.template.json',
      ]),
    );
    expect(names.filter((name) => name.includes('/'))).toEqual([]);
  });

  it('has as few resources and is as small as docs/many-accounts.md says', async () => {
    for (const name of await templateNames()) {
      const text = await readFile(join(folder, name), 'utf8');
      expect(Object.keys(JSON.parse(text).Resources).length).toBeLessThan(110);
      expect(Buffer.byteLength(text)).toBeLessThan(300_000);
    }
  });

  it('is what the published schemas of its resource types allow', async () => {
    for (const name of await templateNames()) {
      const template: RawTemplate = JSON.parse(await readFile(join(folder, name), 'utf8'));
      expect(schemaFaults(template)).toEqual([]);
    }
  });
});

it('no synthesized policy allows anything on everything but what is listed with its reason', async () => {
  const listed = { ...unscopedActions, ...unscopedOrganizationActions };
  const everywhere = new Set<string>();
  for (const name of await templateNames()) {
    const template = JSON.parse(await readFile(join(folder, name), 'utf8'));
    for (const { Action } of allowedOnEverything(template)) {
      for (const action of [Action].flat()) everywhere.add(action);
    }
  }
  expect([...everywhere].toSorted()).toEqual(Object.keys(listed).toSorted());
});

interface Allow {
  readonly Action: string | readonly string[];
}

/** Wherever it is in a template. */
function allowedOnEverything(part: unknown): readonly Allow[] {
  if (typeof part !== 'object' || part === null) return [];
  const inside = Object.values(part).flatMap(allowedOnEverything);
  const { Effect, Resource = '*' } = part as Readonly<Record<string, unknown>>;
  const isOne = Effect === 'Allow' && 'Action' in part && !('Principal' in part);
  return isOne && [Resource].flat().includes('*') ? [part as Allow, ...inside] : inside;
}

describe('the published schemas', () => {
  it.each([
    [{ QueueName: 'q', DelaySeconds: 5 }, []],
    [{ QueueNames: 'q' }, ['Resources.Queue.Properties.QueueNames: there is no such property']],
    [
      { DelaySeconds: 'five' },
      ['Resources.Queue.Properties.DelaySeconds: "five" is not allowed: integer'],
    ],
    [
      { Tags: [{ Key: 'a' }] },
      ['Resources.Queue.Properties.Tags[0]: {"Key":"a"} is not allowed: tag'],
    ],
    [
      { QueueName: { 'Fn::If': ['C', { Ref: 'AWS::NoValue' }, 7] } },
      ['Resources.Queue.Properties.QueueName: 7 is not allowed: string'],
    ],
    [
      { QueueName: { 'Fn::GetAtt': ['Queue', 'Name'] } },
      ['Resources.Queue: Queue has no attribute Name'],
    ],
  ])('find what is wrong with %j', (properties, faults) => {
    expect(faultsWith(properties)).toEqual(faults);
  });

  it('know no type that AWS has not', () => {
    expect(schemaFaults({ Resources: { Queue: { Type: 'AWS::SQS::Que' } } })).toEqual([
      'Resources.Queue: there is no type AWS::SQS::Que',
    ]);
  });

  it('allow only the values that AWS lists', () => {
    const bucket = (AccessControl: string): RawTemplate => ({
      Resources: { Bucket: { Type: 'AWS::S3::Bucket', Properties: { AccessControl } } },
    });
    expect(schemaFaults(bucket('Private'))).toEqual([]);
    expect(schemaFaults(bucket('Secret'))).toEqual([
      'Resources.Bucket.Properties.AccessControl: "Secret" is not allowed: string',
    ]);
  });
});
