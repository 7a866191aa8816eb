import type { Arn } from '#shared/connect/arn.ts';
import { type Fact, unreadable } from '#shared/connect/fact.ts';
import { storageResourceTypes } from '#shared/connect/storage-types.ts';
import type { ConnectPort, ListedInstance } from '#shared/ports.ts';
import { Retryable } from './errors.ts';
import type { InstanceParts, Part } from './refresh-state.ts';

/** The attributes that rules judge. */
export const instanceAttributes = ['CONTACTFLOW_LOGS'] as const;

/** How many requests the whole of one instance takes, when no list has a second page. */
export const requestsPerInstance =
  Object.keys(storageResourceTypes).length + instanceAttributes.length;

export type InstancePart = Extract<Part, { readonly instance: Arn }>;

/** What there is to ask of one instance: one request each. */
export const partsOf = (instance: Arn): readonly InstancePart[] => [
  ...Object.keys(storageResourceTypes).map(
    (type) => ({ kind: 'storage', instance, type }) as const,
  ),
  ...instanceAttributes.map((type) => ({ kind: 'attribute', instance, type }) as const),
];

export const nothingKnown: InstanceParts = { storage: {}, attributes: {} };

export const isTaken = (parts: InstanceParts, { kind, type }: InstancePart): boolean =>
  Object.hasOwn(kind === 'storage' ? parts.storage : parts.attributes, type);

/** As {@link askPart}, when there is no time left to ask: what was not known is unreadable. */
export function unasked(before: InstanceParts, part: InstancePart): InstanceParts {
  if (isTaken(before, part)) return before;
  const action =
    part.kind === 'storage'
      ? 'connect:ListInstanceStorageConfigs'
      : 'connect:DescribeInstanceAttribute';
  const fact = unreadable({ action, code: 'NotYetAsked', message: 'the next refresh asks' });
  return part.kind === 'storage'
    ? { ...before, storage: { ...before.storage, [part.type]: fact } }
    : { ...before, attributes: { ...before.attributes, [part.type]: fact } };
}

/** What a request told, or why it told nothing. */
export interface Answer {
  readonly parts: InstanceParts;
  /** Undefined: it was answered, be it with a refusal. Otherwise the code of an error that may pass. */
  readonly failed?: string;
}

/** Asks for one part; one that fails is unreadable in the answer. */
export async function askPart(
  connect: ConnectPort,
  before: InstanceParts,
  { kind, instance, type }: InstancePart,
): Promise<Answer> {
  if (kind === 'storage') {
    const { fact, failed } = await attempt('connect:ListInstanceStorageConfigs', () =>
      connect.listStorage(instance, type),
    );
    const storage = { ...before.storage, [type]: fact };
    return { parts: { ...before, storage }, ...(failed !== undefined && { failed }) };
  }
  const { fact, failed } = await attempt('connect:DescribeInstanceAttribute', () =>
    connect.attribute(instance, type),
  );
  const attributes = { ...before.attributes, [type]: fact };
  return { parts: { ...before, attributes }, ...(failed !== undefined && { failed }) };
}

/**
 * All instances.
 * @throws Retryable when they cannot be listed: that is never "no instances".
 */
export async function listInstances(connect: ConnectPort): Promise<readonly ListedInstance[]> {
  const { fact } = await attempt('connect:ListInstances', () => connect.listInstances());
  if (fact.state === 'known') return fact.value;
  const why = fact.state === 'unreadable' ? `${fact.why.code}: ${fact.why.message}` : 'no answer';
  throw new Retryable(`connect:ListInstances: ${why}. The stored inventory is kept.`);
}

/**
 * Reads one thing. An error that a port throws is one more reason why it is unreadable, and may
 * pass: `failed` is its code.
 */
export async function attempt<T>(
  action: string,
  read: () => Promise<Fact<T>>,
): Promise<{ readonly fact: Fact<T>; readonly failed?: string }> {
  try {
    return { fact: await read() };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
    return { fact: unreadable({ action, code, message: error.message }), failed: code };
  }
}
