/** What the settings call somebody who keeps an access. */
export type NamedAs = 'administrator' | 'workload' | 'auditor';

interface Deed {
  readonly deed: 'reads' | 'lists' | 'writes' | 'governs' | 'sees settings';
  readonly as: NamedAs;
  readonly actions: readonly string[];
}

const deeds: readonly Deed[] = [
  { deed: 'reads', as: 'workload', actions: ['s3:GetObject', 's3:GetObjectVersion'] },
  { deed: 'lists', as: 'workload', actions: ['s3:ListBucket', 's3:ListBucketVersions'] },
  {
    deed: 'writes',
    as: 'workload',
    actions: [
      's3:PutObject',
      's3:DeleteObject',
      's3:DeleteObjectVersion',
      's3:PutObjectAcl',
      's3:ReplicateObject',
    ],
  },
  {
    deed: 'governs',
    as: 'administrator',
    actions: [
      's3:PutBucketPolicy',
      's3:DeleteBucketPolicy',
      's3:PutBucketAcl',
      's3:PutBucketPublicAccessBlock',
      's3:PutEncryptionConfiguration',
      's3:PutLifecycleConfiguration',
      's3:PutReplicationConfiguration',
      's3:PutBucketVersioning',
      's3:PutBucketLogging',
      's3:DeleteBucket',
    ],
  },
  {
    deed: 'sees settings',
    as: 'auditor',
    actions: [
      's3:GetBucketPolicy',
      's3:GetEncryptionConfiguration',
      's3:GetBucketPublicAccessBlock',
    ],
  },
];

/**
 * The actions by which somebody reads, writes or governs a bucket: what is looked at to say who
 * gets in, the most telling first. Others (multipart uploads, tags, …) follow these in practice.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 */
export const impactActions: readonly string[] = deeds.flatMap(({ actions }) => actions);

/** Whoever may do one of these gets at what is stored, or can let itself. */
export const decisiveActions: readonly string[] = [
  's3:GetObject',
  's3:GetObjectVersion',
  's3:PutBucketPolicy',
  's3:DeleteBucketPolicy',
];

const deedsOf = (actions: readonly string[]): readonly Deed[] =>
  deeds.filter((deed) => actions.some((action) => deed.actions.includes(action)));

/** What somebody does who may do these, in words: `reads, lists`. */
export function deedsInWords(actions: readonly string[]): string {
  const done = deedsOf(actions);
  return done.length === deeds.length ? 'everything' : done.map(({ deed }) => deed).join(', ');
}

/** The least that somebody has to be named as, to keep doing all of this. */
export function namedAs(actions: readonly string[]): NamedAs {
  const needed = deedsOf(actions).map(({ as }) => as);
  if (needed.includes('administrator')) return 'administrator';
  return needed.includes('workload') ? 'workload' : 'auditor';
}
