import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';

export interface Listener {
  readonly who: string;
  readonly s3: S3Client;
}

/** What S3 answered to one `GetObject`: the recording's size, or the error's code. */
export type Answer =
  | { readonly plays: true; readonly bytes: number }
  | { readonly plays: false; readonly code: string };

/** Everybody tries to play the recording, by real calls. */
export const whoCanPlay = (
  listeners: readonly Listener[],
  bucket: string,
  key: string,
): Promise<ReadonlyMap<string, Answer>> =>
  Promise.all(
    listeners.map(async ({ who, s3 }) => [who, await play(s3, bucket, key)] as const),
  ).then((answers) => new Map(answers));

async function play(s3: S3Client, bucket: string, key: string): Promise<Answer> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return { plays: true, bytes: (await Body?.transformToByteArray())?.length ?? 0 };
  } catch (error) {
    return { plays: false, code: error instanceof Error ? error.name : String(error) };
  }
}
