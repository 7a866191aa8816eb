import { RegionInfo } from 'aws-cdk-lib/region-info';

/** Where an organization runs the guard, as its administrator chooses by context (`cdk -c key=value`). */
export interface OrganizationChoices {
  /** The id of the organization, whose accounts alone may read the functions' code. */
  readonly organization: string;
  /** Units, or the root, with all accounts below them. */
  readonly organizationalUnits: readonly string[];
  /** The first is the home: of the StackSet, the aggregator and AWS Config's records of IAM. */
  readonly regions: readonly [string, ...string[]];
  /** Deployed from an account to which the management account has delegated StackSets. */
  readonly delegatedAdministrator: boolean;
  /** The name, with its path, of AWS Config's recorder role in every account. */
  readonly recorderRole?: string;
  /** Values of the guard's parameters, the same in every account and region. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** The context keys of {@link OrganizationChoices}. */
export const organizationKeys = [
  'organization',
  'organizationalUnits',
  'regions',
  'delegatedAdministrator',
  'recorderRole',
  'parameters',
] as const;

type Key = (typeof organizationKeys)[number];
type Context = Readonly<Record<string, unknown>>;

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStackInstances.html */
const unitsPerOperation = 50;

/**
 * What the context says about an organization.
 * @returns nothing when it says nothing: then the app is that of one account and region
 * @throws with the key and what it should be
 */
export function organizationChoices(context: Context): OrganizationChoices | undefined {
  if (!organizationKeys.some((key) => context[key] !== undefined)) return undefined;
  const recorderRole = textAt(context, 'recorderRole');
  if (recorderRole !== undefined && !/^[\w+=,.@/-]+$/.test(recorderRole)) {
    throw wrong('recorderRole', recorderRole, 'the name of a role, not its ARN');
  }
  return {
    organization: matching(
      'organization',
      needed(context, 'organization'),
      /^o-[a-z0-9]{10,32}$/,
      'the id of an organization, o-…',
    ),
    organizationalUnits: unitsIn(context),
    regions: regionsIn(context),
    delegatedAdministrator: truthAt(context, 'delegatedAdministrator'),
    parameters: parametersIn(context),
    ...(recorderRole !== undefined && { recorderRole }),
  };
}

function unitsIn(context: Context): readonly string[] {
  const key = 'organizationalUnits';
  const units = listAt(context, key).map((unit) =>
    matching(
      key,
      unit,
      /^(ou-[a-z0-9]{4,32}-[a-z0-9]{8,32}|r-[a-z0-9]{4,32})$/,
      'ids of organizational units (ou-…) or of the root (r-…), with commas between',
    ),
  );
  if (units.length > unitsPerOperation) {
    throw new Error(
      `context: ${key}: CloudFormation takes at most ${unitsPerOperation} units; name one above them`,
    );
  }
  return units;
}

function regionsIn(context: Context): readonly [string, ...string[]] {
  const [first = '', ...others] = listAt(context, 'regions').map((region) =>
    partitionOf(region) === undefined
      ? fail(
          'regions',
          region,
          'names of regions, with commas between (a new one needs a newer aws-cdk-lib)',
        )
      : region,
  );
  const foreign = others.find((region) => partitionOf(region) !== partitionOf(first));
  if (foreign !== undefined) {
    throw wrong('regions', `${first},${foreign}`, 'regions of one partition');
  }
  if (partitionOf(first) === 'aws-cn') {
    throw new Error(
      'context: regions: in China CloudFormation has no StackSets for an organization; deploy ConnectStorageGuard to each account',
    );
  }
  return [first, ...others];
}

const partitionOf = (region: string): string | undefined => RegionInfo.get(region).partition;

function parametersIn(context: Context): ReadonlyMap<string, string> {
  if (context.parameters === undefined) return new Map();
  return new Map(
    // A value may be a list of ARNs itself.
    listAt(context, 'parameters', /,(?!arn:)/).map((each) => {
      const [, name = '', value = ''] =
        /^(\w+)=(.*)$/.exec(each) ?? fail('parameters', each, 'Name=Value, with commas between');
      return [name, value];
    }),
  );
}

function truthAt(context: Context, key: Key): boolean {
  const value = textAt(context, key) ?? 'false';
  if (value === 'true' || value === 'false') return value === 'true';
  throw wrong(key, value, 'true or false');
}

/** Values that differ, with commas between; at least one. */
function listAt(context: Context, key: Key, between: string | RegExp = ','): readonly string[] {
  const values = needed(context, key)
    .split(between)
    .map((each) => each.trim());
  const twice = values.find((value, index) => values.indexOf(value) !== index);
  if (twice !== undefined) throw new Error(`context: ${key}: ${twice} is there twice`);
  return values;
}

function needed(context: Context, key: Key): string {
  const text = textAt(context, key);
  if (text !== undefined) return text;
  throw new Error(
    `context: ${key} is missing: an organization needs organization, organizationalUnits and regions`,
  );
}

/** The command line gives text only; `cdk.json` may say `true`. */
function textAt(context: Context, key: Key): string | undefined {
  const value = context[key];
  if (value === undefined || typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  throw wrong(key, JSON.stringify(value), 'text');
}

const matching = (key: Key, value: string, pattern: RegExp, expected: string): string =>
  pattern.test(value) ? value : fail(key, value, expected);

const wrong = (key: Key, value: string, expected: string): Error =>
  new Error(`context: ${key} must be ${expected}; found "${value}"`);

function fail(key: Key, value: string, expected: string): never {
  throw wrong(key, value, expected);
}
