import type { ConnectInstance, StorageAssociation } from '#shared/connect/inventory.ts';
import { associationsOf } from '#shared/connect/resource-use.ts';
import { storageResourceTypes } from '#shared/connect/storage-types.ts';
import { cannotTell, notApplicable, told } from '../judgements.ts';
import type { Judgement } from '../rule.ts';
import type { InstanceFacts } from './facts.ts';

export const nameOf = ({ alias, id }: ConnectInstance): string => alias ?? id;

/** Judges an instance that the inventory has. */
export function judgeInstance(
  { instance }: InstanceFacts,
  judge: (instance: ConnectInstance) => Judgement,
): Judgement {
  if (instance.state === 'unreadable') return cannotTell(told(instance.why));
  return instance.state === 'absent'
    ? notApplicable('There is no such Connect instance in this account and region.')
    : judge(instance.value);
}

/** What an instance stores where, and of which resource types that is not known. */
export interface Storage {
  readonly associations: readonly StorageAssociation[];
  readonly doubts: readonly string[];
}

/** Every association of every resource type: of those that AWS has today, and of any other. */
export function storageOf(instance: ConnectInstance): Storage {
  const { storage } = instance;
  const types = new Set([...Object.keys(storageResourceTypes), ...Object.keys(storage)]);
  return {
    associations: associationsOf(instance),
    doubts: [...types].flatMap((type) => {
      const fact = storage[type];
      if (fact === undefined) return [`where ${type} is stored: the inventory does not say`];
      return fact.state === 'unreadable' ? [`where ${type} is stored: ${told(fact.why)}`] : [];
    }),
  };
}
