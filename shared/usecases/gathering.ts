import type { Arn } from '#shared/connect/arn.ts';
import type { Deployment } from '#shared/connect/deployment.ts';
import { absent, type Fact } from '#shared/connect/fact.ts';
import type { Inventory } from '#shared/connect/inventory.ts';
import type { Need } from '#shared/rules/needs.ts';
import { notNeeded } from '#shared/rules/not-needed.ts';

/** A resource in AWS Config's words. */
export interface Resource {
  readonly resourceType: string;
  readonly resourceId: string;
}

/** How what the rules of one kind are told is found out, during one evaluation. */
export interface Gathering<Facts> {
  /**
   * The ids, as AWS Config gives them, of the resources of this type that are Connect's.
   * @throws Retryable when that cannot be told.
   */
  known(resourceType: string): Promise<readonly string[]>;
  /** @throws whatever a port throws: then nothing is known and the caller tries again. */
  facts(resource: Resource): Promise<Facts>;
  /** The ARN of a resource, when its id does not tell it. @throws as `facts` */
  arnOf?(resource: Resource): Promise<Arn | undefined>;
}

/** What is gathered, and where. */
export interface Scope {
  readonly deployment: Deployment;
  readonly inventory: Inventory;
  /** Of the rule: nothing else is looked up. */
  readonly needs: readonly Need[];
}

/** Looks only when the rule says that it needs it. */
export const ifNeeded = <T>(
  { needs }: Scope,
  need: Need,
  look: () => Promise<Fact<T>>,
): Promise<Fact<T>> => (needs.includes(need) ? look() : Promise.resolve(notNeeded(need)));

/** Looks further when something is known; else what it says of the one holds for the other. */
export const further = async <T, U>(
  fact: Fact<T>,
  look: (value: T) => Promise<Fact<U>>,
): Promise<Fact<U>> => (fact.state === 'known' ? look(fact.value) : fact);

/** As {@link further}, of something that may not be named at all. */
export const ofNamed = <T>(
  name: string | undefined,
  look: (name: string) => Promise<Fact<T>>,
): Promise<Fact<T>> => (name === undefined ? Promise.resolve(absent) : look(name));

/**
 * Asks each question once, however many resources want to know. A failure is no answer.
 * @param isAnswer whether it need not be asked again
 */
export function once<Q extends string, T>(
  ask: (question: Q) => Promise<T>,
  isAnswer: (told: T) => boolean = () => true,
): (q: Q) => Promise<T> {
  const answers = new Map<Q, Promise<T>>();
  return (question) => {
    const answer = answers.get(question) ?? ask(question);
    answers.set(question, answer);
    const forget = () => answers.delete(question);
    answer.then((told) => isAnswer(told) || forget(), forget);
    return answer;
  };
}
