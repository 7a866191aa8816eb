import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { parseSettings } from '#shared/settings/parse.ts';
import { deployment, instances, roles } from '../fakes/contact-center.ts';

const ajv = new Ajv({ allErrors: true });
addFormats.default(ajv);
const schema = JSON.parse(
  readFileSync(new URL('../../docs/settings.schema.json', import.meta.url), 'utf8'),
);
const validate = ajv.compile(schema);

const parses = (document: unknown): boolean => {
  try {
    parseSettings(document, deployment);
    return true;
  } catch {
    return false;
  }
};

/** Right and wrong values of every setting, all of this account and region. */
const arns = [
  roles.admin.arn,
  'arn:aws:iam::111122223333:user/path/u',
  'arn:aws:iam::111122223333:role/*',
  'arn:aws:s3:::b',
  'arn:aws:iam::111122223333:group/g',
  'nobody',
  7,
];
const instants = [
  '2026-12-01T00:00:00Z',
  '2026-12-01T00:00:00.123Z',
  '2026-12-01',
  '2026-13-41T00:00:00Z',
  '2026-02-30T00:00:00Z',
  '2026-02-28T24:00:00Z',
  '2026-12-01T00:00:00+01:00',
  5,
];
const one = (...values: readonly unknown[]) => fc.constantFrom(...values);
const list = (item: fc.Arbitrary<unknown>) =>
  fc.oneof(
    { weight: 9, arbitrary: fc.array(item, { maxLength: 2 }) },
    { weight: 1, arbitrary: one('x', {}) },
  );
const fields = (of: Readonly<Record<string, fc.Arbitrary<unknown>>>) =>
  fc.record({ ...of, unknown: fc.constant(1) }, { requiredKeys: [] }).chain((all) =>
    fc.integer({ min: 0, max: 9 }).map((n) => {
      const { unknown, ...known } = all;
      return n === 0 && unknown !== undefined ? all : known;
    }),
  );
const reason = one('because', 'because', 'because', '', 3);
const mode = one('observe', 'approve', 'enforce', 'on');
const principals = list(
  fc.oneof(
    one(...arns.slice(0, 2), ...arns),
    fields({ permissionSet: one('ConnectAdmin', 'a b', '', 'x'.repeat(33)) }),
  ),
);
const count = one(1, 5, 100, 101, 744, 745, 0, 1.5, '3', null);
const settings: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  version: one(1, 1, 1, 1, 2, '1'),
  profile: one('observable', 'article', 'strict'),
  policies: one('merge', 'replace', 'swap'),
  mode,
  administrators: principals,
  instances: fc.dictionary(
    fc.constantFrom(
      instances.tokyo,
      instances.osaka,
      instances.tokyo,
      'arn:aws:iam::111122223333:role/r',
      'i',
    ),
    fields({ mode, administrators: principals }),
    { maxKeys: 2 },
  ),
  workloads: list(
    fields({
      arn: one(...arns),
      reason,
      actions: list(one('s3:Get*', 'S3:PutObject', 'kms:Decrypt', '*')),
      expires: one(...instants),
    }),
  ),
  auditors: list(fields({ arn: one(...arns), reason, expires: one(...instants) })),
  servicePrincipals: list(
    fields({
      service: one('logging.s3.amazonaws.com', 'a.amazonaws.com.cn', 'example.com', '*'),
      reason,
    }),
  ),
  exceptions: list(
    fields({
      bucket: one('recordings', 'a..b', '10.0.0.1', 'AB', 'x'),
      reason,
      expires: one(...instants),
    }),
  ),
  strict: fields({
    awsManagedKinesisKey: one(true, false, 'yes'),
    streamKeyEquality: one(true, 0),
    firehoseKeyStatement: one(true, null),
  }),
  trustedAccounts: list(fields({ account: one('444455556666', '4444', 444455556666), reason })),
  destinationBuckets: one('judge', 'remediate', 'both'),
  connect: fields({ requestsPerSecond: one(1, 0.5, 100, 0, 101, '1') }),
  remediationLimit: fields({ count, hours: count }),
  watchUploadsHours: count,
  ids: fc.dictionary(
    fc.constantFrom(roles.admin.arn, 'arn:aws:iam::111122223333:user/u', 'arn:aws:s3:::b'),
    one('AROAADMIN000000000001', 'AIDAUSER00000000000001', 'aroa', 'AROA*'),
    { maxKeys: 2 },
  ),
};

describe('the published schema', () => {
  it.each(Object.entries(settings))('says of %s what the guard says', (name, values) => {
    const seen = new Set<boolean>();
    fc.assert(
      fc.property(values, (value) => {
        const document = { version: 1, [name]: value };
        const ours = parses(document);
        seen.add(ours);
        expect({ document, valid: validate(document) }).toEqual({ document, valid: ours });
      }),
      { numRuns: 400 },
    );
    expect(seen).toEqual(new Set([true, false]));
  });

  it('knows every setting, and no other', () => {
    const all = Object.keys(settings);
    expect(Object.keys(schema.properties).toSorted()).toEqual(all.toSorted());
    for (const document of [{}, [], null, 'text', { version: 1, unknown: 1 }]) {
      expect([document, validate(document), parses(document)]).toEqual([document, false, false]);
    }
  });
});
