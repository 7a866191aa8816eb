import type { Judgement } from '#shared/rules/rule.ts';
import type { Gathering, Resource } from './gathering.ts';

/** The resources of these types that are Connect's. @throws Retryable when that cannot be told. */
export async function presentResources(
  resourceTypes: Iterable<string>,
  known: Gathering<never>['known'],
): Promise<readonly Resource[]> {
  const present: Resource[] = [];
  for (const resourceType of resourceTypes) {
    const ids = await known(resourceType);
    present.push(...ids.map((resourceId) => ({ resourceType, resourceId })));
  }
  return present;
}

/** One resource that cannot be looked at must not keep the others from being judged. */
export async function attempt<T>(judge: () => Promise<T>): Promise<T | Judgement> {
  try {
    return await judge();
  } catch (error) {
    const because = error instanceof Error ? error.message : String(error);
    return { verdict: 'INDETERMINATE', because };
  }
}
