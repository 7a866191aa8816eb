import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { LocalAws } from '#infra/local/local-aws.ts';
import { instances } from '#infra/local/scenarios/contact-center/instances.ts';
import { people } from '#infra/local/scenarios/contact-center/people.ts';

/** Somebody who tries to play a recording, with a client of their own. */
export interface Listener {
  readonly who: string;
  /** Whether it should be able to. */
  readonly entitled: boolean;
  readonly s3: S3Client;
}

/** What S3 answered to one `GetObject`. */
export type Answer = 'plays' | { readonly refused: string };

/** Everybody who might want to play a recording of acme-sales. */
export function listeners(aws: LocalAws): readonly Listener[] {
  const as = (arn: string): S3Client => new S3Client(aws.clientFor(arn));
  return [
    { who: 'Amazon Connect', entitled: true, s3: as(instances.sales.role) },
    { who: 'the administrator', entitled: true, s3: as(people.administrator) },
    { who: 'an analyst', entitled: false, s3: as(people.analyst) },
    { who: 'a data scientist', entitled: false, s3: as(people.dataScientist) },
    { who: 'anybody on the internet', entitled: false, s3: anonymous(aws) },
  ];
}

/** Sends no signature. */
const anonymous = ({ endpoint, home, anonymous: signer }: LocalAws): S3Client =>
  new S3Client({
    endpoint,
    region: home.region,
    signer,
    credentials: { accessKeyId: '-', secretAccessKey: '-' },
  });

/** Everybody tries to play the recording, by a real call. */
export async function whoCanPlay(
  everybody: readonly Listener[],
  bucket: string,
  key: string,
): Promise<ReadonlyMap<string, Answer>> {
  const answers = everybody.map(async ({ who, s3 }) => [who, await play(s3, bucket, key)] as const);
  return new Map(await Promise.all(answers));
}

async function play(s3: S3Client, bucket: string, key: string): Promise<Answer> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    const sound = await Body?.transformToByteArray();
    return sound?.length ? 'plays' : { refused: 'nothing came' };
  } catch (error) {
    return { refused: error instanceof Error ? error.name : String(error) };
  }
}

/** Those whom the answers let in against their entitlement, or keep out against it. */
export const wronged = (
  everybody: readonly Listener[],
  answers: ReadonlyMap<string, Answer>,
): readonly string[] =>
  everybody.flatMap(({ who, entitled }) =>
    (answers.get(who) === 'plays') === entitled ? [] : [who],
  );
