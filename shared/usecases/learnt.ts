import { type Arn, parseArn } from '#shared/connect/arn.ts';
import { at, objectAt, optionalAt, textAt } from '#shared/connect/json-shape.ts';
import { arnAt } from '#shared/connect/names.ts';
import { listOf, type Reader, textOf } from '#shared/connect/stored-fact.ts';
import { parseJson } from '#shared/policy/json.ts';
import type { ListedInstance, StatePort } from '#shared/ports.ts';
import { eachOf } from './bounded.ts';
import { type InstanceParts, instancePartsAt, type Part, partAt } from './refresh-state.ts';
import { newestKeys, storedAt } from './state-keys.ts';
import { understood } from './stored-document.ts';

/** What Connect has told of one instance. */
export interface TakenInstance extends InstanceParts {
  /** Parts that failed in a way that may pass. */
  readonly failed: readonly Part[];
}

/** What a sweep has learnt so far. */
export interface Learnt {
  /** Of the instances that it has asked about. */
  readonly instances: ReadonlyMap<string, TakenInstance>;
  keep(arn: Arn, taken: TakenInstance): Promise<void>;
}

/** As the state bucket keeps it: what one run has learnt, the next one need not ask. */
export interface StoredLearnt extends Learnt {
  /** Absent until `ListInstances` has answered. */
  readonly listed: readonly ListedInstance[] | undefined;
  list(listed: readonly ListedInstance[]): Promise<void>;
}

/** S3 takes thousands of requests a second. */
const atATime = 16;

/**
 * One object for the list and one for each instance, so that what is kept costs the same however many
 * there are. They expire: see the lifecycle rules of the state bucket. What is malformed counts as not
 * learnt.
 * @param startedAt of the sweep, ISO 8601
 * @throws Retryable when it cannot be read.
 */
export async function learntBy(state: StatePort, startedAt: string): Promise<StoredLearnt> {
  const prefix = `refresh/${startedAt.replaceAll(':', '-')}/`;
  const listKey = `${prefix}instances.json`;
  const keyOf = (arn: string) => `${prefix}${parseArn(arn as Arn).resource.replace('/', '-')}.json`;
  const instances = new Map<string, TakenInstance>();
  let listed: readonly ListedInstance[] | undefined;
  await eachOf(await newestKeys(state, prefix), atATime, async (key) => {
    const stored = await storedAt(state, key);
    if (!stored) return;
    if (key === listKey) listed = understood(stored.body, parseList);
    else {
      const taken = understood(stored.body, parseTaken);
      if (taken) instances.set(taken.arn, taken.parts);
    }
  });
  return {
    instances,
    get listed() {
      return listed;
    },
    async list(told) {
      await state.write(listKey, JSON.stringify({ listed: told }));
      listed = told;
    },
    async keep(arn, parts) {
      await state.write(keyOf(arn), JSON.stringify({ arn, parts }));
      instances.set(arn, parts);
    },
  };
}

const listedAt: Reader<ListedInstance> = (value, path) => {
  const fields = objectAt(value, path);
  return {
    arn: arnAt(fields.arn, at(path, 'arn')),
    id: textAt(fields.id, at(path, 'id')),
    ...optionalAt(fields, path, 'alias', textOf),
    ...optionalAt(fields, path, 'serviceRole', arnAt),
    ...optionalAt(fields, path, 'status', textOf),
  };
};

const parseList = (text: string): readonly ListedInstance[] =>
  listOf(listedAt)(objectAt(parseJson(text), '$').listed, 'listed');

function parseTaken(text: string): { readonly arn: Arn; readonly parts: TakenInstance } {
  const { arn, parts } = objectAt(parseJson(text), '$');
  const failed = listOf(partAt)(objectAt(parts, 'parts').failed, 'parts.failed');
  return { arn: arnAt(arn, 'arn'), parts: { ...instancePartsAt(parts, 'parts'), failed } };
}
