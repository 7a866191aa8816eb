/** What the settings call somebody who keeps an access. */
export type NamedAs = 'administrator' | 'workload' | 'auditor';

/** Who needs to do it: administrators everything, workloads data, auditors configuration reads. */
const actionsOf: Readonly<Record<NamedAs, readonly string[]>> = {
  workload: [
    's3:GetObject',
    's3:PutObject',
    's3:ListBucket',
    's3:DeleteObject',
    's3:GetObjectVersion',
    's3:DeleteObjectVersion',
    's3:ListBucketVersions',
    's3:ReplicateObject',
  ],
  administrator: [
    's3:PutBucketPolicy',
    's3:DeleteBucketPolicy',
    's3:PutObjectAcl',
    's3:PutBucketAcl',
    's3:PutBucketPublicAccessBlock',
    's3:PutEncryptionConfiguration',
    's3:PutLifecycleConfiguration',
    's3:PutReplicationConfiguration',
    's3:PutBucketVersioning',
    's3:PutBucketLogging',
    's3:DeleteBucket',
  ],
  auditor: ['s3:GetBucketPolicy', 's3:GetEncryptionConfiguration', 's3:GetBucketPublicAccessBlock'],
};

/**
 * The actions by which somebody reads, writes or governs a bucket: what is looked at to say who
 * gets in, the most telling first. Others (multipart uploads, tags, …) follow these in practice.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 */
export const impactActions: readonly string[] = [
  ...actionsOf.workload,
  ...actionsOf.administrator,
  ...actionsOf.auditor,
];

/** The least that somebody has to be named as, to keep doing all of this. */
export function namedAs(actions: readonly string[]): NamedAs {
  const does = (as: NamedAs): boolean => actions.some((action) => actionsOf[as].includes(action));
  if (does('administrator')) return 'administrator';
  return does('workload') ? 'workload' : 'auditor';
}
