import type { Condition, Statement } from '#shared/policy/document.ts';

/** Condition keys by lower-case name, with the values to suppose; an empty list is "absent". */
export type Assumption = Readonly<Record<string, readonly string[]>>;

/**
 * Keys that whoever asks may choose: where from, when, with what parameters, with MFA or without.
 * What a key is that is neither this nor fixed by the request depends on the world.
 */
const ofTheCaller =
  /^(aws:(sourceip|vpcsourceip|sourcevpc|sourcevpce|sourcevpcarn|multifactorauth(present|age)|currenttime|epochtime|useragent|referer|tokenissuetime|requesttag\/.+|tagkeys)|connect:.+|s3:(prefix|delimiter|max-keys|versionid|x-amz-.+|tlsversion|signature.+|authtype)|kms:(viaservice|encryptioncontext.*|requestalias)|lambda:.+|sts:.+|iam:(passedtoservice|associatedresourcearn))$/;

/** A value that no policy thinks of. */
const other = 'another-value';

/** The names of policy variables in a text. */
const variablesIn = (text: string): readonly string[] =>
  [...text.matchAll(/\$\{\s*([^},\s]+)/g)].flatMap(([, name = '']) =>
    ['*', '?', '$'].includes(name) ? [] : [name.toLowerCase()],
  );

/** Values that a condition accepts and some that it does not. */
function candidates({ operator, values }: Condition): readonly (readonly string[])[] {
  if (/^(Bool|Null)/.test(operator)) return [['true'], ['false']];
  if (/^Numeric/.test(operator)) {
    return values.flatMap((value) => [
      [value],
      [String(Number(value) - 1)],
      [String(Number(value) + 1)],
    ]);
  }
  if (/^Date/.test(operator)) return [['1971-01-01T00:00:00Z'], ['2099-01-01T00:00:00Z']];
  if (/IpAddress$/.test(operator)) {
    return [
      ...values.map((value) => [value.split('/')[0] ?? value]),
      ['203.0.113.7'],
      ['2001:db8::7'],
    ];
  }
  const literal = values.filter((value) => !value.includes('${'));
  return [...literal.map((value) => [value.replaceAll('*', '').replaceAll('?', 'x')]), [other]];
}

export interface Assumptions {
  /** What the caller may choose: one of these. */
  readonly ofCaller: readonly Assumption[];
  /** What else may be so: one of these. */
  readonly ofWorld: readonly Assumption[];
  /** The keys that `ofWorld` is about. */
  readonly worldKeys: readonly string[];
  /** False when there were too many to suppose each. */
  readonly exhaustive: boolean;
}

const most = 64;

/**
 * What may be supposed of the keys that these statements ask for.
 * @param fixed lower-case names of keys that the request itself fixes
 * @param names what a variable in a resource may stand for
 */
export function assumptionsFor(
  statements: readonly Statement[],
  fixed: ReadonlySet<string>,
  names: readonly string[],
): Assumptions {
  const byKey = new Map<string, Map<string, readonly string[]>>();
  const suppose = (key: string, values: readonly (readonly string[])[]): void => {
    if (fixed.has(key)) return;
    const known = byKey.get(key) ?? new Map<string, readonly string[]>([['[]', []]]);
    for (const value of values) known.set(JSON.stringify(value), value);
    byKey.set(key, known);
  };
  for (const { conditions, resource } of statements) {
    for (const condition of conditions) {
      suppose(condition.key.toLowerCase(), candidates(condition));
      for (const key of condition.values.flatMap(variablesIn))
        suppose(
          key,
          names.map((name) => [name]),
        );
    }
    for (const key of (resource?.patterns ?? []).flatMap(variablesIn)) {
      suppose(
        key,
        names.map((name) => [name]),
      );
    }
  }
  const keys = [...byKey.keys()];
  const callerKeys = keys.filter((key) => ofTheCaller.test(key));
  const worldKeys = keys.filter((key) => !ofTheCaller.test(key));
  const product = (of: readonly string[]): readonly Assumption[] | undefined => {
    let all: readonly Assumption[] = [{}];
    for (const key of of) {
      const values = [...(byKey.get(key)?.values() ?? [])];
      all = all.flatMap((each) => values.map((value) => ({ ...each, [key]: value })));
      if (all.length > most) return undefined;
    }
    return all;
  };
  const ofCaller = product(callerKeys);
  const ofWorld = product(worldKeys);
  return {
    ofCaller: ofCaller ?? [{}],
    ofWorld: ofWorld ?? [{}],
    worldKeys,
    exhaustive: ofCaller !== undefined && ofWorld !== undefined,
  };
}
