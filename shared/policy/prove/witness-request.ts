import type { Principal, Request } from '../request.ts';
import type { Caller } from './callers.ts';
import type { Atom, Dimension } from './dimension.ts';
import { ACTION_KEY, RESOURCE_KEY } from './request-keys.ts';
import type { Region, Regions } from './search.ts';

type Values = ReadonlyMap<string, string | readonly string[]>;

/** What is no condition key, or one that `decide` takes from the principal and the resource's account. */
const DERIVED: ReadonlySet<string> = new Set([
  ...[ACTION_KEY, RESOURCE_KEY],
  ...['aws:userid', 'aws:principaltype', 'aws:principalarn', 'aws:principalaccount'],
  ...['aws:username', 'aws:principalservicename', 'aws:principalisawsservice'],
  ...['kms:calleraccount', 'aws:resourceaccount'],
]);

/**
 * One request of the regions, made of their best examples. Undefined when nobody can tell what its
 * action, resource or caller would be called.
 */
export function requestOf(
  dimensions: readonly Dimension[],
  regions: Regions,
  caller: Caller,
  resourceAccount: string | undefined,
): Request | undefined {
  const values = new Map<string, string | readonly string[]>();
  for (const [at, dimension] of dimensions.entries()) {
    const chosen = choose(dimension, regions[at]);
    const essential = dimension.keys.some((key) => DERIVED.has(key));
    if (essential && chosen.some(({ unnamed }) => unnamed)) return undefined;
    for (const [slot, key] of dimension.keys.entries()) {
      const several = chosen.flatMap((atom) => atom.values[slot] ?? []);
      const [first] = several;
      if (first !== undefined) values.set(key, several.length > 1 ? several : first);
    }
  }
  const account = resourceAccount ?? values.get('aws:resourceaccount');
  return {
    principal: principalOf(caller, values),
    action: text(values.get(ACTION_KEY)),
    resource: text(values.get(RESOURCE_KEY)),
    ...(typeof account === 'string' ? { resourceAccount: account } : {}),
    context: Object.fromEntries([...values].filter(([key]) => !DERIVED.has(key))),
  };
}

const text = (value: string | readonly string[] | undefined): string =>
  typeof value === 'string' ? value : '';

function principalOf({ kind, account, fixed }: Caller, values: Values): Principal {
  const value = (key: string): string | undefined => {
    const chosen = values.get(key) ?? fixed.get(key);
    return typeof chosen === 'string' ? chosen : undefined;
  };
  const arn = value(
    kind === 'service'
      ? 'aws:principalservicename'
      : kind === 'federated'
        ? 'aws:federatedprovider'
        : 'aws:principalarn',
  );
  const userId = kind === 'anonymous' || kind === 'service' ? undefined : value('aws:userid');
  return {
    kind,
    ...(arn === undefined ? {} : { arn }),
    ...(userId === undefined ? {} : { userId }),
    ...(account === undefined ? {} : { account }),
  };
}

/** The first exclusive atom, else few members that meet every need: one, if one does. */
function choose(dimension: Dimension, region: Region | undefined): readonly Atom[] {
  if (!region) return [];
  const { exclusive, members, needs } = region;
  const first = dimension.exclusive.find((_, at) => (exclusive >> BigInt(at)) & 1n);
  if (first) return [first];
  const meets = (need: bigint, at: number): boolean => ((need >> BigInt(at)) & 1n) === 1n;
  const chosen = new Set<number>();
  for (const [index, need] of needs.entries()) {
    if ([...chosen].some((at) => meets(need, at))) continue;
    const open = needs.slice(index).reduce((all, each) => all & each, members);
    const wanted = open === 0n ? need & members : open;
    chosen.add(dimension.members.findIndex((_, at) => meets(wanted, at)));
  }
  return [...chosen].flatMap((at) => dimension.members[at] ?? []);
}
