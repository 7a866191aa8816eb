import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { ColdAccount } from './cold-questions.ts';
import { deployment, home, root } from './large-account.ts';

export interface Spent {
  readonly milliseconds: number;
  readonly cpuMilliseconds: number;
  /** Of the process at its largest. */
  readonly megabytes: number;
  /** URLs of what was loaded, when it is traced. */
  readonly files: readonly string[];
}

export interface Started {
  readonly load: Spent;
  /** From the same beginning. */
  readonly answer: Spent;
}

export interface Start {
  readonly name: string;
  /** The bundle's. */
  readonly file: string;
  /** A folder of what V8 has compiled before. */
  readonly compileCache?: string;
  readonly traced?: boolean;
}

/**
 * In a fresh process, with nothing in its environment but what Lambda and the stack give it.
 * @throws when the function does not answer
 */
export async function start(
  { aws, questionOf }: ColdAccount,
  { name, file, compileCache, traced = false }: Start,
): Promise<Started> {
  const { accessKeyId, secretAccessKey } = aws.credentialsFor(root);
  const child = fork(
    join(import.meta.dirname, 'cold-process.mjs'),
    [file, JSON.stringify(questionOf(name)), ...(traced ? ['traced'] : [])],
    {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      env: {
        AWS_REGION: home.region,
        AWS_ENDPOINT_URL: aws.endpoint,
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        CONNECT_STORAGE_GUARD_PARTITION: home.partition,
        CONNECT_STORAGE_GUARD_ACCOUNT: home.account,
        CONNECT_STORAGE_GUARD_RECORDER_ROLE: deployment.recorderRole,
        CONNECT_STORAGE_GUARD_RULES: '{}',
        ...(compileCache && { NODE_COMPILE_CACHE: compileCache }),
      },
    },
  );
  const exited = once(child, 'exit');
  const silent = exited.then((): never => {
    throw new Error(`${file} ended without an answer`);
  });
  const [told] = await Promise.race([once(child, 'message'), silent]);
  await exited;
  if (told.failure) throw new Error(`${file}: ${told.failure}`);
  return told;
}
