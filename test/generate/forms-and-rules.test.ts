import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Arn } from '#shared/connect/arn.ts';
import { known } from '#shared/connect/fact.ts';
import type { ConnectInstance } from '#shared/connect/inventory.ts';
import type { KeyDescription } from '#shared/connect/key.ts';
import type { AdministratorPolicyFacts } from '#shared/generate/administrator-facts.ts';
import { type Form, forms } from '#shared/generate/administrator-policy.ts';
import { bucketKeyStatement, tightDeliveryRolePolicy } from '#shared/generate/delivery-policies.ts';
import { rule as isolated } from '#shared/rules/administrator/administrator-isolated.ts';
import { administrator, supportFacts } from '#shared/rules/administrator/sample.ts';
import { rule as delivers } from '#shared/rules/stream/delivery-stream-can-decrypt-and-deliver.ts';
import { delegatingPolicy, inspected, keyOf, use } from '#shared/rules/stream/sample.ts';
import {
  delivery,
  firehoseTrust,
  sampleDestination,
} from '#shared/rules/stream/sample-delivery.ts';
import {
  administratorDocument,
  document,
  identityOf,
  lets,
  loose,
  named,
  shared,
  untilNamed,
} from './administrator-differences.ts';

const digits = (length: number) =>
  fc
    .array(fc.constantFrom(...'0123456789'), { minLength: length, maxLength: length })
    .map((each) => each.join(''));
const name = fc.stringMatching(/^[a-z][a-z0-9-]{2,14}[a-z0-9]$/);

const place = fc.record({
  partition: fc.constantFrom('aws', 'aws-us-gov', 'aws-cn'),
  region: fc.constantFrom('ap-northeast-1', 'us-gov-west-1', 'cn-north-1'),
  account: digits(12),
});

/** One account with several instances; aliases may begin alike, buckets and keys are their own. */
const instances = fc
  .record({ place, aliases: fc.uniqueArray(name, { minLength: 1, maxLength: 3 }), suffix: name })
  .map(({ place: { partition, region, account }, aliases, suffix }) => {
    const [first = 'first'] = aliases;
    const all = [...new Set([...aliases, `${first}-${suffix}`])];
    return all.map((alias, n) => {
      const id = `${n}1111111-2222-4333-8444-555555555555`;
      const arn = (service: string, resource: string): Arn =>
        `arn:${partition}:${service}:${region}:${account}:${resource}`;
      const serviceRole: Arn = `arn:${partition}:iam::${account}:role/aws-service-role/connect.amazonaws.com/AWSServiceRoleForAmazonConnect_${n}`;
      const key = arn('kms', `key/${n}`);
      const instance: ConnectInstance = {
        arn: arn('connect', `instance/${id}`),
        id,
        alias,
        serviceRole: known({ arn: serviceRole, id: `AROACONNECT${n}` }),
        storage: {
          CALL_RECORDINGS: known([
            {
              resourceType: 'CALL_RECORDINGS',
              storageType: 'S3',
              bucket: `calls-${alias}`,
              prefix: 'connect',
              key,
            },
          ]),
        },
        attributes: {},
      };
      const facts: AdministratorPolicyFacts = {
        instance: instance.arn,
        alias,
        serviceRole,
        buckets: [`calls-${alias}`],
        keys: [key],
        streams: [],
        deliveryStreams: [],
      };
      return { instance, facts, place: { partition, region, account } };
    });
  });

describe.each(forms)('the administrator policy, form %s', (form: Form) => {
  it('passes the rule that judges it, whoever else is in the account', () => {
    fc.assert(
      fc.property(instances, (all) => {
        const [own, ...others] = all;
        if (!own) return;
        const principal = {
          arn: `arn:${own.place.partition}:iam::${own.place.account}:role/Admin` as Arn,
          id: administrator.id,
        };
        const judged = isolated.evaluate({
          id: principal.id,
          place: own.place,
          principal: known(principal),
          instances: [own.instance],
          others: others.map(({ instance }) => instance),
          complete: true,
          unreadable: [],
          policies: known({ principal, identity: identityOf(own.facts, form) }),
        });
        expect(judged).toMatchObject({ verdict: 'COMPLIANT' });
      }),
      { numRuns: 60 },
    );
  });
});

describe('what only the published administrator policy allows', () => {
  it.each(loose.map((each) => [each.what, each] as const))('%s', (_, each) => {
    expect(lets('article', supportFacts, each)).toBe(true);
    expect(lets('tight', supportFacts, each)).toBe(false);
  });

  it.each(untilNamed.map((each) => [each.what, each] as const))(
    'until they are named: %s',
    (_, each) => {
      expect([
        lets('article', supportFacts, each),
        lets('tight', supportFacts, each),
        lets('tight', named, each),
      ]).toEqual([true, true, false]);
    },
  );

  it.each(shared.map((each) => [each.what, each] as const))('and what both do: %s', (_, each) => {
    expect([lets('article', supportFacts, each), lets('tight', named, each)]).toEqual([true, true]);
  });

  it('is listed in docs/administrator-policy.md', () => {
    expect(readFileSync(document, 'utf8')).toBe(administratorDocument());
  });
});

const deliveries = fc.record({
  place,
  stream: name,
  bucket: name,
  role: name,
  oneKey: fc.boolean(),
  bucketKeys: fc.boolean(),
  strict: fc.boolean(),
});

describe('the tight policies of a delivery', () => {
  it('pass the rule that judges them, with one key or two', () => {
    fc.assert(
      fc.property(
        deliveries,
        ({ place: where, stream, bucket, role, oneKey, bucketKeys, strict }) => {
          const { partition, region, account } = where;
          const arn = (service: string, resource: string): Arn =>
            `arn:${partition}:${service}:${region}:${account}:${resource}`;
          const keyNamed = (digit: string): KeyDescription =>
            keyOf(digit, { arn: arn('kms', `key/${digit}`), account });
          const streamKey = keyNamed('1');
          const bucketKey = oneKey ? streamKey : keyNamed('2');
          const facts = {
            role: `arn:${partition}:iam::${account}:role/service-role/${role}` as Arn,
            stream: arn('kinesis', `stream/${stream}`),
            streamKey: streamKey.arn,
            bucket,
            bucketKey: bucketKey.arn,
          };
          const delegation = JSON.parse(
            delegatingPolicy
              .replaceAll('111122223333', account)
              .replaceAll('arn:aws:', `arn:${partition}:`),
          );
          const statement = bucketKeyStatement(facts, facts.bucketKey, 'tight');
          const keyPolicy = (statements: readonly object[]) =>
            known(
              JSON.stringify({
                ...delegation,
                Statement: [...delegation.Statement, ...statements],
              }),
            );
          const destination = { type: 'ExtendedS3', bucket, role: facts.role };
          const principal = { arn: facts.role, id: 'AROAEXAMPLEFIREHOSE01' };
          const judged = delivers.evaluate({
            kind: 'firehose',
            id: stream,
            place: where,
            use,
            description: known({
              ...delivery,
              arn: arn('firehose', `deliverystream/${stream}`),
              source: { stream: facts.stream, role: facts.role },
              destinations: [destination],
            }),
            source: known({
              arn: facts.stream,
              name: stream,
              encryptionType: 'KMS',
              key: facts.streamKey,
            }),
            sourceKey: inspected(streamKey, { policy: keyPolicy(oneKey ? [statement] : []) }),
            ownKey: inspected(streamKey),
            destinations: [
              sampleDestination({
                destination,
                ownership: known({ owner: 'this-account', region }),
                encryption: known({
                  algorithm: 'aws:kms',
                  key: bucketKey.arn,
                  bucketKey: bucketKeys,
                }),
                key: inspected(bucketKey, { policy: keyPolicy([statement]) }),
              }),
            ],
            rolePolicies: {
              [facts.role]: known({
                principal,
                identity: [
                  { name: 'tight', document: JSON.stringify(tightDeliveryRolePolicy(facts)) },
                ],
                trust: firehoseTrust.replaceAll('111122223333', account),
              }),
            },
            settings: known({ strict: { firehoseKeyStatement: strict } }),
          });
          expect(judged).toMatchObject({ verdict: 'COMPLIANT' });
        },
      ),
      { numRuns: 60 },
    );
  });
});
