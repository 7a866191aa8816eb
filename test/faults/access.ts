import {
  S3Client as Client,
  GetBucketPolicyCommand,
  GetObjectCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { type Account, deployment, people, recording } from './account.ts';

/** What a principal tries over HTTP with its own credentials. */
const tries = {
  read: async (s3: S3Client, Bucket: string) => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: recording(Bucket) }));
    await Body?.transformToByteArray();
  },
  write: (s3: S3Client, Bucket: string) =>
    s3.send(new PutObjectCommand({ Bucket, Key: recording(Bucket), Body: 'RIFF' })),
  'read the policy of': (s3: S3Client, Bucket: string) =>
    s3.send(new GetBucketPolicyCommand({ Bucket })),
} as const;
type Try = keyof typeof tries;

/** Whether a principal can: refused is no error, anything else is. */
export type Ask = (principal: string, what: Try, bucket: string) => Promise<boolean>;

/** Asks the embedded AWS of `account`; clients are made once. */
export function asking({ aws }: Account): Ask {
  const clients = new Map<string, S3Client>();
  return async (principal, what, bucket) => {
    const s3 = clients.get(principal) ?? new Client(aws.clientFor(principal));
    clients.set(principal, s3);
    try {
      await tries[what](s3, bucket);
      return true;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      if (error.name === 'AccessDenied' || error.name === 'MethodNotAllowed') return false;
      // There is none to read, and whoever is told so may read it.
      if (error.name === 'NoSuchBucketPolicy') return true;
      throw error;
    }
  };
}

/** Who of those that must get through does not. */
export async function lockedOut(account: Account, ask: Ask, bucket: string): Promise<string[]> {
  const { administrator } = people;
  const required: readonly (readonly [string, Try])[] = [
    ...(account.connectRoles[bucket] ?? []).map((role) => [role, 'write'] as const),
    [administrator, 'read'],
    [administrator, 'write'],
    [administrator, 'read the policy of'],
    [deployment.remediatorRole, 'read the policy of'],
  ];
  return complaints(required, false, 'cannot', ask, bucket);
}

/** Who gets through although the bucket is closed. */
export function letIn(ask: Ask, bucket: string): Promise<string[]> {
  const { bystander, outsider } = people;
  const strangers: readonly (readonly [string, Try])[] = [
    [bystander, 'read'],
    [bystander, 'write'],
    [bystander, 'read the policy of'],
    [outsider, 'read'],
    [outsider, 'write'],
  ];
  return complaints(strangers, true, 'can', ask, bucket);
}

async function complaints(
  asked: readonly (readonly [string, Try])[],
  wrong: boolean,
  verb: string,
  ask: Ask,
  bucket: string,
): Promise<string[]> {
  const found: string[] = [];
  for (const [principal, what] of asked) {
    if ((await ask(principal, what, bucket)) === wrong) {
      found.push(`${principal} ${verb} ${what} ${bucket}`);
    }
  }
  return found;
}
