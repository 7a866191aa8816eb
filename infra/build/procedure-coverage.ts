/** One sentence of a published procedure, and the test that exercises it. */
export interface ProcedureStep {
  readonly procedure: 'A' | 'B' | 'C';
  readonly sentence: string;
  /** A console step by the API calls that it is believed to make. */
  readonly inferred?: string;
  readonly file: string;
  /** A part of the test's name, or of the case's when the file is data. */
  readonly test: string;
}

const cases = (rule: string): string => `test/cases/misconfigurations/${rule}.json`;
const bucketPolicy = cases('bucket-policy-least-privilege');
const isolated = cases('administrator-isolated');
const delivery = cases('delivery-stream-can-decrypt-and-deliver');
const streamKey = cases('stream-key-usable-by-connect');

type Row = readonly [sentence: string, file: string, test: string, inferred?: string];

const steps: Readonly<Record<ProcedureStep['procedure'], readonly Row[]>> = {
  A: [
    [
      "Find the instance's service-linked role and the buckets of its storage.",
      'test/usecases/refresh-inventory.test.ts',
      'stores who uses which bucket, with resolved roles and owners',
      'connect:ListInstances, ListInstanceStorageConfigs for each of 13 types',
    ],
    [
      'Find the unique ids of the service-linked role and of the administrators.',
      'test/usecases/baseline.test.ts',
      'names Connect, the administrators, and the guard and its observers by ARN',
    ],
    [
      'An instance from before 2018 has no service-linked role: find the role whose policy names the bucket.',
      'test/usecases/refresh-inventory.test.ts',
      'is the one of Connect whose policy names the bucket and that no other instance has',
    ],
    [
      'Back up the current bucket policy.',
      'test/usecases/remediate-and-restore.test.ts',
      'closes the bucket, keeps the old policy byte for byte and leaves a receipt',
    ],
    [
      'Try it in staging first.',
      'test/scenario/contact-center.test.ts',
      'writes no bucket policy and keeps no backup',
    ],
    [
      'A wrong policy locks everybody out.',
      'test/usecases/remediate-and-restore.test.ts',
      'never locks anybody out',
    ],
    [
      'A wrong policy makes Connect silently stop storing recordings.',
      'test/local/connect-storing.test.ts',
      'fail to upload where the bucket policy shuts the role out',
    ],
    [
      'Put this policy.',
      'test/generate/bucket-policy.test.ts',
      'is the published policy byte for byte when given only the two role ids',
      's3:PutBucketPolicy',
    ],
    ['Put this policy, by hand.', bucketPolicy, 'the published policy was put by hand'],
    [
      "Administrators may be users: a user's aws:userId has no colon.",
      'test/generate/bucket-policy.test.ts',
      'names a user without a colon, because aws:userId of a user has none',
    ],
    [
      'Confirm access: Connect plays recordings.',
      'test/scenario/contact-center.test.ts',
      'closes the bucket that had no policy',
      "s3:GetObject by the instance's role",
    ],
    [
      'Confirm access: administrators can list and download.',
      bucketPolicy,
      'the administrator is locked out',
      's3:ListBucket, GetObject',
    ],
    [
      'Confirm access: nobody else can.',
      'test/scenario/contact-center.test.ts',
      'closes a bucket again that somebody opens, and can put back what was there',
    ],
  ],
  B: [
    [
      'The policy, with region, account, instance, alias, bucket and role filled in.',
      'test/generate/administrator-policy.test.ts',
      'is the published one filled in, byte for byte',
    ],
    [
      'The administrator sees the list of all instances.',
      isolated,
      'an attached policy lets it into every instance',
      'connect:ListInstances, ds:DescribeDirectories',
    ],
    [
      'It can read and change the settings of its own instance.',
      isolated,
      'it may change the settings of every instance',
      'connect:DescribeInstance, UpdateInstanceAttribute, AssociateInstanceStorageConfig',
    ],
    [
      'It can read its own flow logs; those of other instances are refused.',
      isolated,
      'it may read the flow logs of every instance',
      'logs:GetLogEvents of /aws/connect/ALIAS',
    ],
    [
      'It can read its own recordings; the buckets of other instances are refused.',
      isolated,
      'it may read every bucket',
      's3:ListBucket, GetObject',
    ],
    [
      "Other instances' settings pages are refused.",
      isolated,
      'it may do everything with every instance',
      'connect:DescribeInstance and the other actions of the settings page',
    ],
    [
      'Emergency access to other instances is refused.',
      isolated,
      'it may log into every instance in an emergency',
      'connect:AdminGetEmergencyAccessToken',
    ],
    [
      'The template is loose in places: the difference is listed with witnesses.',
      'test/generate/forms-and-rules.test.ts',
      'is listed in docs/administrator-policy.md',
    ],
    [
      "A tighter form scopes those to the instance's own keys, account and region.",
      'test/generate/administrator-policy.test.ts',
      "decrypts with the instance's own keys and opens functions to Connect alone",
    ],
    [
      'What the tighter form emits passes the rule that judges it.',
      'test/generate/forms-and-rules.test.ts',
      'passes the rule that judges it, whoever else is in the account',
    ],
    [
      'iam:PutRolePolicy on the role stays: Connect edits it when storage changes.',
      'test/local/connect.test.ts',
      'take the permissions that Connect passes on',
    ],
  ],
  C: [
    [
      "Connect must be able to call kms:GenerateDataKey on the stream's key.",
      'test/local/connect-storing.test.ts',
      'reach a stream whose key policy lets the role in',
      'kinesis:PutRecord by the role of the instance',
    ],
    [
      "It can when that key is also the key of the instance's call recordings.",
      streamKey,
      'an alias stands for a key that is not Connect',
    ],
    [
      'Or when it is the key of the exported reports: one is enough.',
      streamKey,
      "the stream's key is that of attachments, which does not count",
    ],
    [
      'Otherwise records are dropped silently.',
      'test/scenario/story.test.ts',
      'shows a contact record that arrives, and one that is lost with the rule that says so',
    ],
    [
      'Fan-out goes through Firehose, and the key of the stream is not that of the bucket.',
      'test/local/firehose.test.ts',
      'brings records from the encrypted stream into the bucket, as its role',
    ],
    [
      "The Firehose role needs kms:Decrypt on the stream's key.",
      delivery,
      'the role may not decrypt the stream',
    ],
    [
      '… with kms:ViaService of Kinesis in the region.',
      delivery,
      'the role may decrypt by way of another service only',
    ],
    [
      "… and the stream's ARN as encryption context.",
      delivery,
      'the role may decrypt another stream only',
    ],
    [
      "The key policy of the bucket's key must let the Firehose role use it.",
      delivery,
      "the bucket's key does not delegate to IAM and does not name the role",
    ],
    [
      'Both statements, filled in from the live configuration.',
      'test/generate/forms-and-rules.test.ts',
      'pass the rule that judges them, with one key or two',
    ],
  ],
};

/** The sentences of the three procedures in their order. */
export const procedureSteps: readonly ProcedureStep[] = (['A', 'B', 'C'] as const).flatMap(
  (procedure) =>
    steps[procedure].map(([sentence, file, test, inferred]) => ({
      procedure,
      sentence,
      file,
      test,
      ...(inferred !== undefined && { inferred }),
    })),
);
