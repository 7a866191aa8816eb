import { setTimeout as sleep } from 'node:timers/promises';
import { Disappointment } from './expectation.ts';

/**
 * Asks again and again until there is an answer.
 * @throws Disappointment when there is none after 30 seconds.
 */
export async function until<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  const end = Date.now() + 30_000;
  while (Date.now() < end) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await sleep(50);
  }
  throw new Disappointment(`30 seconds passed, and still not: ${what}`);
}
