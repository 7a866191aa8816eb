import { fileURLToPath } from 'node:url';

/** In the packed command, in place of infra/aws/synthesize.ts: the stack as it was when packed. */
export const synthesize = (): Promise<string> =>
  Promise.resolve(fileURLToPath(new URL('../stack', import.meta.url)));
