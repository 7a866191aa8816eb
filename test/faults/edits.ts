import { AwsError } from '#infra/local/service.ts';
import { createRole } from '#infra/local/services/iam/entities.ts';
import { iamOf } from '#infra/local/services/iam/state.ts';
import { deleteBucketPolicy, putBucketPolicy } from '#infra/local/services/s3/bucket-policy.ts';
import { people } from './account.ts';
import { approve, type Hands, settle } from './hands.ts';

type Statement = Readonly<Record<string, unknown>>;

const arns = (bucket: string) => [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`];

/** Puts it by hand. What S3 refuses is not there. */
function put({ account, bucket }: Hands, policy: string): void {
  try {
    putBucketPolicy(account.aws.world, account.bucket(bucket), policy);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
  }
  delete account.bucket(bucket).stale;
}

const putStatements = (hands: Hands, statements: readonly Statement[]): void => {
  if (statements.length === 0) deleteBucketPolicy(hands.account.aws.world, bucketOf(hands));
  else put(hands, JSON.stringify({ Version: '2012-10-17', Statement: statements }));
  delete bucketOf(hands).stale;
};

const bucketOf = ({ account, bucket }: Hands) => account.bucket(bucket);

function statementsOf({ account, bucket }: Hands): readonly Statement[] {
  const policy = account.policy(bucket);
  return policy === null ? [] : JSON.parse(policy).Statement;
}

const add = (hands: Hands, statement: Statement): void =>
  putStatements(hands, [
    ...statementsOf(hands).filter(({ Sid }) => Sid !== statement.Sid),
    { Resource: arns(hands.bucket), ...statement },
  ]);

const everybodyBut = (...ids: readonly string[]) => ({
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Condition: { StringNotLike: { 'aws:userId': ids.map((id) => `${id}:*`) } },
});

const administratorRole = ({ account }: Hands) => {
  const { world, home } = account.aws;
  const { roles } = iamOf(world, home);
  const role = roles.get('contactcenteradmin');
  if (!role) throw new Error('there is an administrator');
  return { world, home, roles, role };
};

/** What people do by hand, well meant or not. */
export const edits = {
  'open it to another account': (hands) =>
    add(hands, {
      Sid: 'Partner',
      Effect: 'Allow',
      Principal: { AWS: people.outsider },
      Action: 's3:*',
    }),
  'open it to a colleague': (hands) =>
    add(hands, {
      Sid: 'Colleague',
      Effect: 'Allow',
      Principal: { AWS: people.bystander },
      Action: ['s3:GetObject', 's3:ListBucket'],
    }),
  'delete the policy': (hands) => putStatements(hands, []),
  'require TLS': (hands) =>
    add(hands, {
      Sid: 'Tls',
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    }),
  'lock Connect out beside the rest': (hands) =>
    add(hands, {
      Sid: 'NoUploads',
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:PutObject',
    }),
  'lock everybody out but the administrator': (hands) =>
    putStatements(hands, [
      { Resource: arns(hands.bucket), ...everybodyBut(administratorRole(hands).role.id) },
    ]),
  'drop a statement': (hands) => putStatements(hands, statementsOf(hands).slice(1)),
  'rename the statements': (hands) =>
    putStatements(
      hands,
      statementsOf(hands).map((statement, index) => ({ ...statement, Sid: `Mine${index}` })),
    ),
  'take an id out of every list': (hands) =>
    put(
      hands,
      (hands.account.policy(hands.bucket) ?? '').replace(/"ARO[A-Z0-9]+:\*",/g, '') || '{}',
    ),
  'write a huge policy': (hands) =>
    add(hands, {
      Sid: 'Huge',
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:DeleteObject',
      Resource: Array.from(
        { length: 250 },
        (_, n) => `arn:aws:s3:::${hands.bucket}/connect/tokyo/${'folder'.repeat(6)}/${n}/*`,
      ),
    }),
  'put an old backup back': (hands) => {
    const [key] = hands.account.keys(`backups/${hands.bucket}/`);
    const { before } = (key ? hands.account.stored(key) : {}) as { before?: string | null };
    if (before) put(hands, before);
  },
  'ask for observation only': (hands) => settle(hands, { mode: 'observe' }),
  'have it enforced': (hands) => settle(hands, {}),
  'have the whole policy swapped': (hands) => settle(hands, { policies: 'replace' }),
  'choose the profile of the article': (hands) => settle(hands, { profile: 'article' }),
  'name nobody': (hands) => settle(hands, { named: { administrator: false, bystander: false } }),
  'name a colleague, too': (hands) =>
    settle(hands, { named: { administrator: true, bystander: true } }),
  'name the administrator': (hands) =>
    settle(hands, { named: { administrator: true, bystander: false } }),
  'let in whom the settings name': approve,
  'make the administrator’s role anew': (hands) => {
    const { world, home, roles, role } = administratorRole(hands);
    roles.delete('contactcenteradmin');
    createRole(world, home, {
      name: role.name,
      trustPolicy: role.trustPolicy,
      policies: {
        Everything: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }],
        },
      },
    });
    hands.approved = { ...hands.approved, administrator: false };
    hands.madeAnew = true;
  },
  'wait half an hour': ({ account: { clock } }) =>
    clock.set(new Date(clock.now().getTime() + 1_800_000)),
} as const satisfies Readonly<Record<string, (hands: Hands) => void | Promise<void>>>;

export type Edit = keyof typeof edits;
