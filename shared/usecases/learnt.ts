import type { Arn } from '#shared/connect/arn.ts';
import { at, objectAt, optionalAt, textAt } from '#shared/connect/json-shape.ts';
import { arnAt } from '#shared/connect/names.ts';
import { listOf, type Reader, textOf } from '#shared/connect/stored-fact.ts';
import { parseJson } from '#shared/policy/json.ts';
import type { ListedInstance, StatePort } from '#shared/ports.ts';
import { type InstanceParts, instancePartsAt, type Part, partAt } from './refresh-state.ts';
import { newestKeys, textOf as textAtKey } from './state-keys.ts';
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

/** So many instances share an object: few to be read again, and little to be written for each. */
const together = 16;

/**
 * The list, and objects of a few instances each: what is kept grows with them, and not with its square.
 * They expire: see the lifecycle rules of the state bucket. What is malformed counts as not learnt.
 * @param startedAt of the sweep, ISO 8601
 * @throws Retryable when it cannot be read.
 */
export async function learntBy(state: StatePort, startedAt: string): Promise<StoredLearnt> {
  const prefix = `refresh/${startedAt.replaceAll(':', '-')}/`;
  const listKey = `${prefix}instances.json`;
  const instances = new Map<string, TakenInstance>();
  let listed: readonly ListedInstance[] | undefined;
  for (const key of await newestKeys(state, prefix)) {
    const body = await textAtKey(state, key);
    if (body === undefined) continue;
    if (key === listKey) listed = understood(body, parseList);
    else for (const { arn, parts } of understood(body, parseSome) ?? []) instances.set(arn, parts);
  }
  return {
    instances,
    get listed() {
      return listed;
    },
    async list(told) {
      await state.write(listKey, JSON.stringify({ listed: told }));
      listed = told;
    },
    async keep(arn, own) {
      instances.set(arn, own);
      const all = (listed ?? []).map((each) => each.arn);
      const first = Math.floor(all.indexOf(arn) / together) * together;
      const some = all.slice(first, first + together).flatMap((each) => {
        const parts = instances.get(each);
        return parts ? [{ arn: each, parts }] : [];
      });
      await state.write(`${prefix}from-${first}.json`, JSON.stringify({ instances: some }));
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

const takenAt: Reader<{ readonly arn: Arn; readonly parts: TakenInstance }> = (value, path) => {
  const { arn, parts } = objectAt(value, path);
  const within = at(path, 'parts');
  const failed = listOf(partAt)(objectAt(parts, within).failed, at(within, 'failed'));
  return { arn: arnAt(arn, at(path, 'arn')), parts: { ...instancePartsAt(parts, within), failed } };
};

const parseSome = (text: string) =>
  listOf(takenAt)(objectAt(parseJson(text), '$').instances, 'instances');
