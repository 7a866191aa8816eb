import { isArn, parseArn } from '#shared/connect/arn.ts';
import type { Place } from '#shared/connect/deployment.ts';
import { at, isJsonObject, optional, refuse } from '#shared/connect/json-shape.ts';

/**
 * A settings document for several accounts and regions, as one of them gets it: in its texts and
 * keys `${partition}`, `${account}` and `${region}` stand for those of the place, each place gets the
 * instances that are its own, and keeps its exceptions unless the document has some.
 * @param stored what the place has now
 */
export function settingsFor(document: unknown, place: Place, stored: unknown): unknown {
  const own = filled(document, place);
  if (!isJsonObject(own)) return own;
  const { instances, exceptions, ...rest } = own;
  const kept = isJsonObject(stored) ? stored.exceptions : undefined;
  return {
    ...rest,
    ...optional('instances', isJsonObject(instances) ? instancesOf(instances, place) : instances),
    ...optional('exceptions', exceptions ?? kept),
  };
}

/**
 * That an instance of the document is of none of the places is a mistake, and must not go unseen.
 * @param unseen accounts that nobody could look into: any region may be theirs
 * @throws InvalidDocument naming it
 */
export function refuseStrayInstances(
  document: unknown,
  places: readonly Place[],
  unseen: readonly string[] = [],
): void {
  if (!isJsonObject(document) || !isJsonObject(document.instances)) return;
  for (const arn of Object.keys(document.instances)) {
    const isUnseen = isArn(arn) && unseen.includes(parseArn(arn).account);
    if (!isUnseen && !places.some((place) => isOf(fill(arn, place), place))) {
      const wanted = 'an instance of one of the accounts and regions that are named';
      refuse(at('instances', arn), wanted, arn);
    }
  }
}

/** Those of the place, if any, and what is no ARN at all: that is a fault of the document. */
function instancesOf(instances: object, place: Place): object | undefined {
  const own = Object.entries(instances).filter(([arn]) => !isArn(arn) || isOf(arn, place));
  return own.length > 0 ? Object.fromEntries(own) : undefined;
}

function isOf(arn: string, { account, region }: Place): boolean {
  if (!isArn(arn)) return false;
  const parsed = parseArn(arn);
  return parsed.account === account && parsed.region === region;
}

function filled(value: unknown, place: Place): unknown {
  if (typeof value === 'string') return fill(value, place);
  if (Array.isArray(value)) return value.map((each) => filled(each, place));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [fill(key, place), filled(each, place)]),
  );
}

const fill = (text: string, { partition, account, region }: Place): string =>
  text
    .replaceAll('${partition}', partition)
    .replaceAll('${account}', account)
    .replaceAll('${region}', region);
