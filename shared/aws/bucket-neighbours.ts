import {
  type CloudFormationClient,
  DescribeStacksCommand,
  ListStackResourcesCommand,
  type StackResourceSummary,
} from '@aws-sdk/client-cloudformation';
import {
  GetBucketReplicationCommand,
  GetBucketTaggingCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { isArn, parseArn } from '#shared/connect/arn.ts';
import type { BucketStack } from '#shared/connect/bucket-neighbours.ts';
import { absent, known, unreadable } from '#shared/connect/fact.ts';
import type { BucketNeighbourPort } from '#shared/ports.ts';
import { readFact } from './errors.ts';
import { allPages } from './pages.ts';

/** @param account the owner that every bucket must have */
export const bucketNeighbourPort = (
  s3: S3Client,
  cloudFormation: CloudFormationClient,
  account: string,
): BucketNeighbourPort => {
  const owned = (Bucket: string) => ({ Bucket, ExpectedBucketOwner: account });
  return {
    replication: (bucket) =>
      readFact(
        's3:GetReplicationConfiguration',
        ['ReplicationConfigurationNotFoundError'],
        async () => {
          const answer = await s3.send(new GetBucketReplicationCommand(owned(bucket)));
          const { Role: role = '', Rules = [] } = answer.ReplicationConfiguration ?? {};
          if (!isArn(role)) return absent;
          const destinations = Rules.flatMap(({ Destination }) => {
            const arn = Destination?.Bucket ?? '';
            return isArn(arn) ? [parseArn(arn).resource] : [];
          });
          return known({ role, destinations: [...new Set(destinations)] });
        },
      ),

    async stack(bucket) {
      const tag = await readFact('s3:GetBucketTagging', ['NoSuchTagSet'], async () => {
        const { TagSet = [] } = await s3.send(new GetBucketTaggingCommand(owned(bucket)));
        const named = (key: string) => TagSet.find(({ Key }) => Key === key)?.Value;
        const name = named('aws:cloudformation:stack-name');
        if (name === undefined) return absent;
        return known({ name, id: named('aws:cloudformation:stack-id') ?? name });
      });
      if (tag.state !== 'known') return tag;
      const { name, id } = tag.value;
      return known({
        name,
        role: await roleOf(cloudFormation, id),
        managesPolicy: await managesPolicy(cloudFormation, id, bucket),
      });
    },
  };
};

/** CloudFormation's answer about a stack that does not exist (any more). */
const noSuchStack = ['ValidationError'];

async function roleOf(
  client: CloudFormationClient,
  StackName: string,
): Promise<BucketStack['role']> {
  const action = 'cloudformation:DescribeStacks';
  const role = await readFact(action, noSuchStack, async () => {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName }));
    return known(Stacks[0]?.RoleARN ?? '');
  });
  if (role.state === 'unreadable') return role;
  if (role.state === 'absent') {
    const message = `there is no stack ${StackName} in this region`;
    return unreadable({ action, code: 'ValidationError', message });
  }
  return isArn(role.value) ? known(role.value) : absent;
}

const managesPolicy = (
  client: CloudFormationClient,
  StackName: string,
  bucket: string,
): Promise<BucketStack['managesPolicy']> =>
  readFact('cloudformation:ListStackResources', noSuchStack, async () => {
    const resources = await allPages(async (NextToken) => {
      const answer = await client.send(new ListStackResourcesCommand({ StackName, NextToken }));
      return { items: answer.StackResourceSummaries ?? [], next: answer.NextToken };
    });
    return known(policyAmong(resources, bucket));
  });

/** A bucket policy's physical id is its bucket's name; of those made long ago, a name of its own. */
function policyAmong(resources: readonly StackResourceSummary[], bucket: string) {
  const idsOf = (type: string) =>
    resources.flatMap(({ ResourceType, PhysicalResourceId }) =>
      ResourceType === type ? (PhysicalResourceId ?? []) : [],
    );
  const policies = idsOf('AWS::S3::BucketPolicy');
  if (policies.includes(bucket)) return 'yes';
  const buckets = idsOf('AWS::S3::Bucket');
  return policies.every((id) => buckets.includes(id)) ? 'no' : 'perhaps';
}
