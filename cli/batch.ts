import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { isJsonObject, type JsonObject, objectAt } from '#shared/connect/json-shape.ts';
import { parseJson } from '#shared/policy/json.ts';
import { messageOf } from './errors.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';

/** Gives the flat result for one line, which is any JSON object. @throws when the line is bad. */
export type Answer = (task: JsonObject) => object;

/**
 * Answers JSON lines one by one, in order, holding no more than one of them. A line that cannot
 * be answered gives `{"id", "error"}` and does not stop the rest. Blank lines are skipped.
 * @returns 2 when a line was bad, otherwise 0.
 */
export async function answerLines(
  input: Readable,
  output: Writable,
  answer: Answer,
): Promise<ExitCode> {
  let bad = false;
  for await (const line of linesOf(input)) {
    if (line.trim() === '') continue;
    const result = answerLine(line, answer);
    bad ||= 'error' in result;
    if (!output.write(`${JSON.stringify(result)}\n`)) await once(output, 'drain');
  }
  return bad ? exitCodes.badInput : exitCodes.ok;
}

function answerLine(line: string, answer: Answer): object {
  try {
    const task = objectAt(parseJson(line), '$');
    return { id: task.id ?? null, ...answer(task) };
  } catch (error) {
    return { id: idOf(line), error: messageOf(error) };
  }
}

/** The id of a line that may be wrong in other places; null when it cannot be read. */
function idOf(line: string): unknown {
  try {
    const value: unknown = JSON.parse(line);
    return isJsonObject(value) ? (value.id ?? null) : null;
  } catch {
    return null;
  }
}

/**
 * Lines end with a newline and nothing else: JSON may hold a raw U+2028, at which
 * `node:readline` would break.
 */
async function* linesOf(input: Readable): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of input) {
    const [first = '', ...more] = decoder.write(chunk).split('\n');
    rest += first;
    for (const line of more) {
      yield rest;
      rest = line;
    }
  }
  yield rest + decoder.end();
}
