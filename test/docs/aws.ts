/** As much of the AWS CLI as the runbook calls: `aws SERVICE OPERATION --parameter VALUE …`. */

import { parseArgs } from 'node:util';
import { DeleteBucketPolicyCommand, GetBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRootCommand, STSClient } from '@aws-sdk/client-sts';

const [service, operation, ...args] = process.argv.slice(2);
const { values } = parseArgs({
  args,
  options: {
    bucket: { type: 'string' },
    'target-principal': { type: 'string' },
    'task-policy-arn': { type: 'string' },
  },
});

async function answer(): Promise<object> {
  switch (`${service} ${operation}`) {
    case 's3api get-bucket-policy':
      return new S3Client().send(new GetBucketPolicyCommand({ Bucket: values.bucket }));
    case 's3api delete-bucket-policy':
      return new S3Client().send(new DeleteBucketPolicyCommand({ Bucket: values.bucket }));
    case 'sts assume-root':
      return new STSClient().send(
        new AssumeRootCommand({
          TargetPrincipal: values['target-principal'],
          TaskPolicyArn: { arn: values['task-policy-arn']?.replace(/^arn=/, '') },
        }),
      );
    default:
      throw new Error(`aws ${service} ${operation} is not known here`);
  }
}

const { $metadata: _, ...shown } = (await answer()) as Record<string, unknown>;
if (Object.keys(shown).length > 0) process.stdout.write(`${JSON.stringify(shown, null, 2)}\n`);
