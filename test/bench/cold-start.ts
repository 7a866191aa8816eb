import type { ColdAccount } from './cold-questions.ts';
import { functionProcess } from './function-process.ts';

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
  const told = await functionProcess<Started & { readonly failure?: string }>(
    aws,
    'cold-process.mjs',
    [file, JSON.stringify(questionOf(name)), ...(traced ? ['traced'] : [])],
    compileCache === undefined ? {} : { NODE_COMPILE_CACHE: compileCache },
    ['ignore', 'ignore', 'ignore', 'ipc'],
  );
  if (told.failure) throw new Error(`${file}: ${told.failure}`);
  return told;
}
