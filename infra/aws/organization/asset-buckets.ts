import { type App, Aws, type IStackSynthesizer, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CfnBucket, CfnBucketPolicy } from 'aws-cdk-lib/aws-s3';
import { closedBucket } from '../closed-bucket.ts';
import { denyPlaintext } from '../deny-plaintext.ts';
import type { OrganizationChoices } from './choices.ts';
import { type AssetBuckets, assetBucketIn, PublishingSynthesizer } from './synthesizers.ts';

/** The bucket of each region, in a stack of its own. */
export function assetBuckets(
  app: App,
  { regions, organization }: OrganizationChoices,
): AssetBuckets {
  const [home, ...others] = regions;
  const inRegion = (region: string) => assetBucket(app, region, organization);
  return [inRegion(home), ...others.map(inRegion)];
}

/**
 * The bucket that members take the functions' code from: every account of the organization may read
 * it, nobody may read it in plaintext, and it stays when the stack goes, since whoever claimed its
 * name then would give the members their code.
 */
function assetBucket(app: App, region: string, organization: string): Stack {
  const stack = new Stack(app, `ConnectStorageGuardAssets-${region}`, {
    description: `Connect Storage Guard: the code that the accounts of the organization run in ${region}`,
    env: { region },
    synthesizer: new PublishingSynthesizer() as IStackSynthesizer,
  });
  const bucket = new CfnBucket(stack, 'Assets', {
    bucketName: assetBucketIn(Aws.ACCOUNT_ID, region),
    ...closedBucket,
    bucketEncryption: {
      serverSideEncryptionConfiguration: [
        { serverSideEncryptionByDefault: { sseAlgorithm: 'AES256' } },
      ],
    },
  });
  const policy = new CfnBucketPolicy(stack, 'AssetsPolicy', {
    bucket: bucket.ref,
    policyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'ReadWithinTheOrganization',
          Effect: 'Allow',
          Principal: '*',
          Action: 's3:GetObject',
          Resource: `${bucket.attrArn}/*`,
          Condition: { StringEquals: { 'aws:PrincipalOrgID': organization } },
        },
        denyPlaintext('s3:*', [bucket.attrArn, `${bucket.attrArn}/*`]),
      ],
    },
  });
  for (const kept of [bucket, policy]) kept.applyRemovalPolicy(RemovalPolicy.RETAIN);
  return stack;
}
