import { describe, expect, it } from '@jest/globals';
import type { Arn } from '#shared/connect/arn.ts';
import { absent, known, unreadable } from '#shared/connect/fact.ts';
import type { RawPolicy } from '#shared/policy/document.ts';
import { fromRaw } from '#shared/policy/parse.ts';
import { entrantsOf } from '#shared/remediation/entrants.ts';
import { effectOnNeighbours, type NeighbourFacts } from '#shared/remediation/neighbours.ts';

const account = '111122223333';
const bucket = 'amazon-connect-0123456789ab';
const bucketArn = `arn:aws:s3:::${bucket}`;
const place = { partition: 'aws', account, bucket };
const worker: Arn = `arn:aws:iam::${account}:role/Worker`;
const idle: Arn = `arn:aws:iam::${account}:role/Idle`;

const policy = (Statement: RawPolicy['Statement']) => fromRaw({ Version: '2012-10-17', Statement });
const holding = (arn: Arn, id: string, Action: string) => {
  const statement = { Effect: 'Allow', Action, Resource: '*' };
  const document = JSON.stringify({ Version: '2012-10-17', Statement: statement });
  const principal = { arn, id };
  return { principal, policies: known({ principal, identity: [{ name: 'own', document }] }) };
};
const entrants = entrantsOf([
  holding(worker, 'AROAEXAMPLEWORKER0001', 's3:*'),
  holding(idle, 'AROAEXAMPLEIDLE000001', 'ec2:*'),
]);
const closed = policy({
  Sid: 'Closed',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: [bucketArn, `${bucketArn}/*`],
});

const nothing: NeighbourFacts = {
  replication: absent,
  others: [],
  deliveries: [],
  unseenDeliveries: [],
  stack: absent,
};
const effects = (facts: Partial<NeighbourFacts>, planned = closed, live?: typeof closed) =>
  effectOnNeighbours(place, { live, planned }, { ...nothing, ...facts }, entrants);
const replicating = (role: Arn) => known({ role, destinations: ['copies'] });

describe('a neighbour of a bucket', () => {
  it('is shut out, goes on, was shut out before, or is nobody that IAM knows', () => {
    const effectOn = (role: Arn, planned = closed) =>
      effects({ replication: replicating(role) }, planned)[0];
    expect(effectOn(worker)).toEqual({
      kind: 'replication',
      who: worker,
      effect: 'would be shut out',
      because:
        'replicates to copies: it needs s3:GetObjectVersionForReplication, which would be denied by "Closed" of the planned policy',
    });
    const elsewhere = policy({
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:PutBucketPolicy',
      Resource: bucketArn,
    });
    expect(effectOn(worker, elsewhere)).toMatchObject({ effect: 'goes on' });
    expect(effectOn(idle)).toMatchObject({ effect: 'is shut out already' });
    expect(effectOn(`arn:aws:iam::444455556666:role/Theirs`)).toMatchObject({
      effect: 'cannot tell',
      because: expect.stringContaining('is no role that IAM lists here'),
    });
  });

  it('is not there when nothing is arranged', () => {
    expect(effects({})).toEqual([]);
  });

  it('may be a delivery that the inventory could not see', () => {
    const why = { action: 'firehose:DescribeDeliveryStream', code: 'AccessDenied', message: '' };
    expect(effects({ unseenDeliveries: [why] })).toMatchObject([
      { kind: 'firehose', effect: 'cannot tell', because: expect.stringContaining(why.action) },
    ]);
  });

  it('may be log delivery that comes by ACL', () => {
    const others = [
      {
        bucket: 'web',
        replication: absent,
        logging: known({ targetBucket: bucket, targetPrefix: '' }),
      },
    ];
    expect(effects({ others })).toEqual([
      {
        kind: 'logs',
        who: 'logging.s3.amazonaws.com',
        effect: 'cannot tell',
        because: 'web logs here by ACL, not by the bucket policy',
      },
    ]);
  });

  it('is S3 Inventory, or another service, that the policy lets in', () => {
    const services = ['s3.amazonaws.com', 'macie.amazonaws.com'];
    const live = policy({
      Effect: 'Allow',
      Principal: { Service: services },
      Action: 's3:PutObject',
      Resource: `${bucketArn}/*`,
    });
    const found = effects({}, closed, live);
    expect(found.map(({ kind, who, effect }) => [kind, who, effect])).toEqual([
      ['inventory', 's3.amazonaws.com', 'would be shut out'],
      ['service', 'macie.amazonaws.com', 'would be shut out'],
    ]);
  });

  it('is a stack, with the role that it works as and whether it has a policy of its own', () => {
    const why = { action: 'cloudformation:ListStackResources', code: 'AccessDenied', message: '' };
    const stack = (managesPolicy: 'yes' | 'perhaps' | 'no') =>
      known({ name: 'storage', role: known(worker), managesPolicy: known(managesPolicy) });
    const told = (facts: Partial<NeighbourFacts>) =>
      effects(facts).map(({ who, effect, because }) => [who, effect, because.split('; ')[1]]);
    expect(told({ stack: stack('no') })).toEqual([['storage', 'would be shut out', undefined]]);
    expect(told({ stack: stack('perhaps') })[0]?.[2]).toContain('maybe of this bucket');
    expect(
      told({ stack: known({ name: 'storage', role: absent, managesPolicy: unreadable(why) }) }),
    ).toEqual([['storage', 'cannot tell', 'whether it manages the bucket policy is not known']]);
    expect(told({ stack: unreadable(why) })).toEqual([['not known', 'cannot tell', undefined]]);
  });
});
