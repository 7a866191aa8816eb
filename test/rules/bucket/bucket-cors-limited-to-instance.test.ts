import { describe } from '@jest/globals';
import type { CorsRule } from '#shared/connect/bucket-configuration.ts';
import { absent, known, unreadable } from '#shared/connect/fact.ts';
import type { ConnectInstance } from '#shared/connect/inventory.ts';
import { rule } from '#shared/rules/bucket/bucket-cors-limited-to-instance.ts';
import type { BucketFacts } from '#shared/rules/bucket/facts.ts';
import { attachmentsBucket, configuredBucket } from '#shared/rules/bucket/sample-configuration.ts';
import { accessDenied } from '../../fakes/state.ts';
import { judges } from '../judges.ts';

const allow = (
  origins: readonly string[],
  methods: readonly string[] = ['GET', 'PUT'],
): CorsRule => ({
  allowedOrigins: origins,
  allowedMethods: methods,
  allowedHeaders: ['*'],
});
const cors = (...rules: readonly CorsRule[]) => attachmentsBucket({ cors: known(rules) });
const ours = 'https://sample.my.connect.aws';

const with2 = (facts: BucketFacts, changed: Partial<ConnectInstance>): BucketFacts => {
  const [first] = facts.use.instances;
  if (!first) throw new Error('the sample has an instance');
  return { ...facts, use: { ...facts.use, instances: [first, { ...first, ...changed }] } };
};
const changed = (
  facts: BucketFacts,
  change: (each: ConnectInstance) => ConnectInstance,
): BucketFacts => ({
  ...facts,
  use: { ...facts.use, instances: facts.use.instances.map(change) },
});
const withoutAlias = ({ alias, ...rest }: ConnectInstance): ConnectInstance => rest;
const inGovCloud = (each: ConnectInstance): ConnectInstance => ({
  ...each,
  arn: `arn:aws-us-gov:connect:us-gov-west-1:111122223333:instance/${each.id}`,
});
const incomplete = (facts: BucketFacts): BucketFacts => ({
  ...facts,
  use: { ...facts.use, complete: false, unreadable: [accessDenied('connect:ListInstances')] },
});

describe('bucket-cors-limited-to-instance', () => {
  judges(rule, [
    [
      'its own domain',
      cors(allow([ours])),
      'COMPLIANT',
      /only the pages of sample, with GET and PUT/,
    ],
    [
      'its older domain',
      cors(allow(['https://sample.awsapps.com'])),
      'COMPLIANT',
      /only the pages/,
    ],
    ['both of its domains', cors(allow([ours, 'https://sample.awsapps.com'])), 'COMPLIANT', /only/],
    [
      'one rule for each method',
      cors(allow([ours], ['GET']), allow([ours], ['PUT'])),
      'COMPLIANT',
      /only/,
    ],
    [
      'every origin',
      cors(allow(['*'])),
      'NON_COMPLIANT',
      /answers the origin \*, more than its own\. Name https:\/\/sample\.my\.connect\.aws/,
    ],
    [
      "every customer's domain",
      cors(allow(['https://*.my.connect.aws'])),
      'NON_COMPLIANT',
      /https:\/\/\*\.my\.connect\.aws/,
    ],
    [
      'every origin beside its own',
      cors(allow([ours]), allow(['*'])),
      'NON_COMPLIANT',
      /origin \*/,
    ],
    [
      "another instance's domain",
      cors(allow([ours, 'https://other.my.connect.aws'])),
      'NON_COMPLIANT',
      /https:\/\/other\.my\.connect\.aws/,
    ],
    [
      'a domain that begins like its own',
      cors(allow([ours, `${ours}.example.com`])),
      'NON_COMPLIANT',
      /example\.com/,
    ],
    [
      'plaintext',
      cors(allow([ours, 'http://sample.my.connect.aws'])),
      'NON_COMPLIANT',
      /http:\/\/sample/,
    ],
    [
      'a method too many',
      cors(allow([ours], ['GET', 'PUT', 'DELETE'])),
      'NON_COMPLIANT',
      /the method DELETE/,
    ],
    [
      'uploads that are left out',
      cors(allow([ours], ['GET'])),
      'NON_COMPLIANT',
      /does not answer GET and PUT from sample/,
    ],
    [
      'no CORS',
      attachmentsBucket({ cors: absent }),
      'NON_COMPLIANT',
      /has no CORS: agents of sample can neither attach/,
    ],
    ['an empty CORS', cors(), 'NON_COMPLIANT', /has no CORS/],
    [
      'a bucket of recordings',
      configuredBucket({ cors: known([allow(['*'])]) }),
      'NOT_APPLICABLE',
      /No instance keeps attachments/,
    ],
    [
      'a bucket of recordings and perhaps of attachments',
      incomplete(configuredBucket({ cors: absent })),
      'INDETERMINATE',
      /connect:ListInstances AccessDenied/,
    ],
    [
      'two instances of which one is left out',
      with2(cors(allow([ours])), { alias: 'second' }),
      'NON_COMPLIANT',
      /does not answer GET and PUT from second/,
    ],
    [
      'two instances with both domains',
      with2(cors(allow([ours, 'https://second.my.connect.aws'])), { alias: 'second' }),
      'COMPLIANT',
      /sample and second/,
    ],
    [
      'an instance without a known alias',
      changed(cors(allow([ours])), withoutAlias),
      'INDETERMINATE',
      /the alias of 11111111/,
    ],
    [
      'every origin for an instance without a known alias',
      changed(cors(allow(['*'])), withoutAlias),
      'NON_COMPLIANT',
      /origin \*/,
    ],
    [
      'an alias in capitals',
      changed(cors(allow([ours])), (each) => ({ ...each, alias: 'Sample' })),
      'COMPLIANT',
      /only/,
    ],
    [
      'the domain of GovCloud',
      changed(cors(allow(['https://sample.govcloud.connect.aws'])), inGovCloud),
      'COMPLIANT',
      /only/,
    ],
    [
      'a commercial domain in GovCloud',
      changed(cors(allow([ours])), inGovCloud),
      'NON_COMPLIANT',
      /govcloud/,
    ],
    [
      'another domain while an instance is unreadable',
      incomplete(cors(allow([ours, 'https://other.my.connect.aws']))),
      'INDETERMINATE',
      /incomplete/,
    ],
    [
      'a refused read',
      attachmentsBucket({ cors: unreadable(accessDenied('s3:GetBucketCORS')) }),
      'INDETERMINATE',
      /s3:GetBucketCORS AccessDenied/,
    ],
  ]);
});
