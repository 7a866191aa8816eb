import { type ForkOptions, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { LocalAws } from '#infra/local/local-aws.ts';
import { deployment, home, root } from './large-account.ts';

/**
 * Runs a file of this folder that loads a bundled function, in a fresh process with nothing in its
 * environment but what Lambda and the stack give it.
 * @param more for its environment
 * @returns what the file tells
 * @throws when it ends without telling anything
 */
export async function functionProcess<T>(
  aws: LocalAws,
  file: string,
  args: readonly string[],
  more: NodeJS.ProcessEnv,
  stdio: ForkOptions['stdio'],
): Promise<T> {
  const { accessKeyId, secretAccessKey } = aws.credentialsFor(root);
  const child = fork(join(import.meta.dirname, file), args, {
    stdio,
    env: {
      AWS_REGION: home.region,
      AWS_ENDPOINT_URL: aws.endpoint,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      CONNECT_STORAGE_GUARD_PARTITION: home.partition,
      CONNECT_STORAGE_GUARD_ACCOUNT: home.account,
      CONNECT_STORAGE_GUARD_RECORDER_ROLE: deployment.recorderRole,
      CONNECT_STORAGE_GUARD_RULES: '{}',
      ...more,
    },
  });
  const exited = once(child, 'exit');
  const silent = exited.then((): never => {
    throw new Error(`${args[0]} ended without an answer`);
  });
  const [told]: T[] = await Promise.race([once(child, 'message'), silent]);
  await exited;
  if (!told) throw new Error(`${args[0]} told nothing`);
  return told;
}
