import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { absent, unreadable } from '#shared/connect/fact.ts';
import {
  administratorRules,
  bucketRules,
  instanceRules,
  keyRules,
  rules,
  streamRules,
} from '#shared/rules/registry.ts';
import type { AnyRule, Example, Rule, Severity, Verdict } from '#shared/rules/rule.ts';
import { accessDenied } from '../fakes/state.ts';
import {
  factPaths,
  isPolicy,
  pathsTo,
  valueAt,
  withPoliciesRespelled,
  withValue,
} from './altered-facts.ts';

/** What the product promises: DESIGN's table. */
const severities: Readonly<Record<string, Severity>> = {
  'bucket-policy-least-privilege': 'critical',
  'bucket-public-access-blocked': 'high',
  'bucket-encrypted-with-customer-key': 'medium',
  'bucket-cors-limited-to-instance': 'medium',
  'bucket-ownership-enforced': 'low',
  'bucket-versioned': 'low',
  'bucket-access-logged': 'low',
  'instance-storage-encrypted': 'high',
  'instance-storage-owned': 'critical',
  'instance-flow-logs-enabled': 'low',
  'key-usable-by-connect': 'critical',
  'key-policy-least-privilege': 'high',
  'key-rotated': 'medium',
  'stream-encrypted': 'high',
  'stream-key-usable-by-connect': 'critical',
  'delivery-stream-encrypted': 'high',
  'delivery-stream-can-decrypt-and-deliver': 'critical',
  'administrator-isolated': 'high',
};

const verdicts: Readonly<Record<keyof Rule<unknown>['examples'], Verdict>> = {
  compliant: 'COMPLIANT',
  nonCompliant: 'NON_COMPLIANT',
  notApplicable: 'NOT_APPLICABLE',
  unreadable: 'INDETERMINATE',
};

const resourceTypes: Readonly<Record<AnyRule['kind'], readonly string[]>> = {
  bucket: ['AWS::S3::Bucket'],
  instance: ['AWS::Connect::Instance'],
  key: ['AWS::KMS::Key'],
  stream: ['AWS::Kinesis::Stream', 'AWS::KinesisFirehose::DeliveryStream'],
  administrator: ['AWS::IAM::Role', 'AWS::IAM::User'],
};

/** Fields whose values AWS adds to. */
const openEnumerations = new Set([
  ...['resourceType', 'storageType', 'encryptionType', 'manager', 'spec', 'usage', 'origin'],
  ...['type', 'status', 'keyType', 'algorithm', 'owner', 'state'],
]);

const isOpenEnumeration = (value: unknown, path: readonly (string | number)[]): boolean =>
  typeof value === 'string' &&
  openEnumerations.has(String(path.at(-1))) &&
  !['known', 'absent', 'unreadable', 'this-account', 'not-this-account'].includes(value);

it('there is every rule of the product, with its severity', () => {
  expect(Object.fromEntries(rules.map(({ id, severity }) => [id, severity]))).toEqual(severities);
});

/** What goes with storage that could not be read: the inventory says that it is incomplete. */
const withHalfAnInventory = <T>(facts: T): T =>
  pathsTo(facts, (_, path) => path.at(-1) === 'complete').reduce(
    (all, path) =>
      withValue(
        withValue(all, path, false),
        [...path.slice(0, -1), 'unreadable'],
        [accessDenied('connect:ListInstanceStorageConfigs')],
      ),
    facts,
  );

/** Each kind by itself, so that every rule gets facts of its own. */
holds('bucket', bucketRules);
holds('instance', instanceRules);
holds('key', keyRules);
holds('stream', streamRules);
holds('administrator', administratorRules);

function holds<Facts>(kind: AnyRule['kind'], ofKind: readonly Rule<Facts>[]): void {
  describe.each(ofKind.map((rule) => [rule.id, rule] as const))('%s', (_, rule) => {
    const examples = Object.entries(rule.examples) as [keyof typeof verdicts, Example<Facts>][];
    const { compliant } = rule.examples;
    // As the use-case calls it: not as a method.
    const { evaluate } = rule;

    it('says what it is, what it reads, and what to do', () => {
      expect(rule.kind).toBe(kind);
      expect(rule.title).toMatch(/^[A-Z].*[^.]$/);
      expect(rule.remediation.length).toBeGreaterThan(20);
      expect(rule.sources).not.toEqual([]);
      for (const page of rule.sources) expect(page).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
      expect(rule.resourceTypes).not.toEqual([]);
      expect(resourceTypes[kind]).toEqual(expect.arrayContaining([...rule.resourceTypes]));
      expect(rule.needs).toContain('inventory');
      expect(new Set(rule.needs).size).toBe(rule.needs.length);
    });

    it.each(examples)('judges its %s example as it says', (name, { facts, because }) => {
      const judgement = evaluate(facts);
      expect(judgement.because).toContain(because);
      expect(judgement.verdict).toBe(verdicts[name]);
    });

    const spelled = examples.filter(([, { facts }]) => pathsTo(facts, isPolicy).length > 0);
    if (spelled.length > 0) {
      it('judges a policy by its meaning, however it is spelled', () => {
        fc.assert(
          fc.property(
            fc.infiniteStream(fc.boolean()),
            fc.constantFrom(...spelled),
            (bits, [, { facts }]) => {
              const respelled = withPoliciesRespelled(facts, () => bits.next().value === true);
              expect(evaluate(respelled).verdict).toBe(evaluate(facts).verdict);
            },
          ),
          { numRuns: 25, seed: 20260301 },
        );
      });
    }

    it('is never compliant because something could not be read', () => {
      const paths = factPaths(compliant.facts);
      expect(paths).not.toEqual([]);
      const blind = paths.filter((path) => {
        const unread = withValue(compliant.facts, path, unreadable(accessDenied('aws:Read')));
        const inventoried = path.includes('storage') ? withHalfAnInventory(unread) : unread;
        return evaluate(inventoried).verdict === 'COMPLIANT';
      });
      // What is compliant unread must not depend on it: it is so, too, when there is nothing there,
      // or what another example has there.
      for (const path of blind) {
        const others = examples.flatMap(([, { facts }]) => valueAt(facts, path) ?? []);
        for (const value of [absent, ...others]) {
          const { verdict } = evaluate(withValue(compliant.facts, path, value));
          expect([path.join('.'), verdict]).toEqual([path.join('.'), 'COMPLIANT']);
        }
      }
    });

    it('is never compliant when nothing at all could be read', () => {
      const nothing = factPaths(compliant.facts)
        .toReversed()
        .reduce(
          (facts, path) => withValue(facts, path, unreadable(accessDenied('aws:Read'))),
          compliant.facts,
        );
      expect(evaluate(nothing).verdict).not.toBe('COMPLIANT');
    });

    it('never throws at a value that AWS has added', () => {
      const added = examples.flatMap(([, { facts }]) =>
        pathsTo(facts, isOpenEnumeration).map((path) => withValue(facts, path, 'SOMETHING_NEW')),
      );
      expect(added).not.toEqual([]);
      for (const facts of added) {
        const { verdict, because } = evaluate(facts);
        expect(Object.values(verdicts)).toContain(verdict);
        expect(because).not.toBe('');
      }
    });
  });
}
