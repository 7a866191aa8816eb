import { type Arn, isArn, parseArn } from '#shared/connect/arn.ts';
import type { Place } from '#shared/connect/deployment.ts';
import { type Fact, known } from '#shared/connect/fact.ts';
import type { BucketOwnership, StorageAssociation } from '#shared/connect/inventory.ts';
import { compliant, judgeAll, notApplicable, told } from '../judgements.ts';
import type { Rule } from '../rule.ts';
import type { InstanceFacts } from './facts.ts';
import { judgeInstance, nameOf, storageOf } from './judge-instance.ts';
import { bucket, deniedRead, sampleInstance, storageOf as storing } from './sample.ts';

/** Each name that Connect writes to must stand for something of this account: names can be claimed. */
export const rule: Rule<InstanceFacts> = {
  id: 'instance-storage-owned',
  kind: 'instance',
  title: 'All that an instance of Connect stores in is there and belongs to this account',
  severity: 'critical',
  resourceTypes: ['AWS::Connect::Instance'],
  needs: ['inventory'],
  sources: [
    'https://docs.aws.amazon.com/connect/latest/APIReference/API_InstanceStorageConfig.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/delete-bucket.html',
  ],
  remediation:
    'At once: associate the storage with a bucket, stream or key of this account (aws connect update-instance-storage-config). If a bucket was only deleted, make it again in this account before somebody else takes its name. Then find out what was written meanwhile: CloudTrail, the metric CallRecordingUploadError.',
  remediable: false,
  evaluate: (facts) =>
    judgeInstance(facts, (instance) => {
      const name = nameOf(instance);
      const { associations, doubts } = storageOf(instance);
      const checks = associations.flatMap((each) => checksOf(each, facts));
      return judgeAll(
        checks.flatMap(({ finding }) => finding ?? []),
        [...new Set([...checks.flatMap(({ doubt }) => doubt ?? []), ...doubts])],
        () =>
          associations.length > 0
            ? compliant(`All that ${name} stores in is there and belongs to this account.`)
            : notApplicable(`${name} stores nothing.`),
      );
    }),
  examples: {
    compliant: { facts: sampleInstance(), because: 'belongs to this account' },
    nonCompliant: {
      facts: sampleInstance({}, { buckets: { [bucket]: known({ owner: 'not-this-account' }) } }),
      because: 'is not a bucket of this account',
    },
    notApplicable: { facts: sampleInstance({ storage: storing() }), because: 'stores nothing' },
    unreadable: {
      facts: sampleInstance({}, { buckets: { [bucket]: deniedRead('s3:ListAllMyBuckets') } }),
      because: 's3:ListAllMyBuckets AccessDenied',
    },
  },
};

interface Check {
  readonly finding?: string;
  readonly doubt?: string;
}

/** One check for each thing that an association names, and for the key of its stream. */
function checksOf(association: StorageAssociation, facts: InstanceFacts): readonly Check[] {
  const { resourceType: type, storageType, bucket: name, stream, videoStreamPrefix } = association;
  const found = stream === undefined ? undefined : streamOf(stream, facts);
  const streamKey = found?.state === 'known' ? found.value.key : undefined;
  const keys = [association.key, streamKey].flatMap((key) => key ?? []);
  const named = name !== undefined || stream !== undefined || videoStreamPrefix !== undefined;
  // Video streams come and go with the calls: only their prefix is known, and it is this account's.
  return [
    ...(name === undefined ? [] : [bucketCheck(type, name, facts.buckets[name])]),
    ...(stream === undefined ? [] : [ownCheck('stream', stream, type, found, facts.place)]),
    ...keys.map((key) => ownCheck('key', key, type, facts.keys[key], facts.place)),
    ...(named ? [] : [{ doubt: `where ${type} is stored: ${storageType} names nothing` }]),
  ];
}

/** Whose it is; a bucket's name says nothing, so one that is not ours is gone or another's. */
function bucketCheck(type: string, name: string, fact: Fact<BucketOwnership> | undefined): Check {
  if (fact?.state !== 'known') return { doubt: `whose bucket ${name} is: ${whyUnknown(fact)}` };
  return fact.value.owner === 'this-account'
    ? {}
    : {
        finding: `${type} goes to ${name}, which is not a bucket of this account: it is gone or another's, and whoever has the name receives it. Use a bucket of this account.`,
      };
}

/** Something with an ARN or behind a name of KMS: the ARN tells whose it is, if nothing else does. */
function ownCheck(
  what: 'stream' | 'key',
  name: string,
  type: string,
  fact: Fact<Owned> | undefined,
  { account, region }: Place,
): Check {
  const owner =
    fact?.state === 'known' ? fact.value.account : isArn(name) ? parseArn(name).account : account;
  if (owner !== account) {
    return {
      finding: `${type} uses the ${what} ${name} of account ${owner}, which can read it or cut it off. Use one of this account.`,
    };
  }
  if (fact?.state === 'absent' && isArn(name) && parseArn(name).region !== region) {
    return { doubt: `whether the ${what} ${name} is there: nobody looked in its region` };
  }
  if (fact?.state === 'absent') {
    return { finding: `${type} uses the ${what} ${name}, which is gone: it is lost. Use another.` };
  }
  return fact?.state === 'known' ? {} : { doubt: `whose ${what} ${name} is: ${whyUnknown(fact)}` };
}

interface Owned {
  readonly account: string;
  /** Of a Kinesis stream. */
  readonly key?: string;
}

function streamOf(
  stream: Arn,
  { streams, deliveryStreams }: InstanceFacts,
): Fact<Owned> | undefined {
  const { service, account } = parseArn(stream);
  if (service === 'firehose') {
    const fact = deliveryStreams[stream];
    return fact?.state === 'known' ? known({ account }) : fact;
  }
  const fact = streams[stream];
  if (fact?.state !== 'known') return fact;
  const { key } = fact.value;
  return known({ account, ...(key !== undefined && { key }) });
}

const whyUnknown = (fact: Fact<unknown> | undefined): string =>
  fact?.state === 'unreadable' ? told(fact.why) : 'the inventory does not say';
