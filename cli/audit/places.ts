import type { Arn } from '#shared/connect/arn.ts';
import { type Deployment, deploymentIn } from '#shared/connect/deployment.ts';
import { eachOf } from '#shared/usecases/bounded.ts';
import { type Account, openAccount } from '../account/open-account.ts';
import type { AwsOptions } from '../aws-options.ts';
import { BadInput } from '../errors.ts';
import { accountsOfOrganization, regionsOf, type SessionConfig, sessionsOf } from './sessions.ts';

/** One account and region to work on, and how its clients reach it. */
export interface Place {
  readonly deployment: Deployment;
  readonly client: SessionConfig;
  /** Who audits there. */
  readonly auditor: Arn;
}

export interface PlaceOptions extends AwsOptions {
  /** `all`, or names with commas between. */
  readonly regions?: string;
  /** The name of the role to assume in other accounts. */
  readonly role?: string;
  /** `organization`, or ids with commas between. */
  readonly accounts?: string;
}

/** Accounts that are entered at a time: an organization may have thousands. */
const accountsAtATime = 8;

/**
 * Every account and region that is asked for.
 * @throws BadInput when the options do not fit together
 * @throws Failed when AWS does not say who we are, or which accounts there are
 */
export async function placesOf(options: PlaceOptions): Promise<readonly Place[]> {
  if (options.role !== undefined && options.accounts === undefined) {
    throw new BadInput('--role is for other accounts: name them with --accounts');
  }
  const regions = regionsAsked(options.regions);
  const first = regions?.find((region) => region !== 'all');
  const region = options.region ?? first;
  const home = await openAccount({ ...options, ...(region !== undefined && { region }) });
  const accounts = await accountsOf(home, options);
  const places = new Map<string, readonly Place[]>();
  await eachOf(accounts, accountsAtATime, async (account) => {
    const session = sessionIn(home, account, options.role);
    const names = await namesOf(home, session.client, regions);
    const inRegion = (name: string): Place => ({
      auditor: session.auditor,
      client: { ...session.client, region: name },
      deployment: deploymentIn({ ...home.deployment, account, region: name }),
    });
    places.set(account, names.map(inRegion));
  });
  return accounts.flatMap((account) => places.get(account) ?? []);
}

async function accountsOf(home: Account, { accounts, role }: PlaceOptions) {
  const own = home.deployment.account;
  if (accounts === undefined) return [own];
  const ids =
    accounts === 'organization' ? await accountsOfOrganization(home.client) : listed(accounts);
  const wrong = ids.find((id) => !/^\d{12}$/.test(id));
  if (wrong !== undefined) {
    throw new BadInput(`--accounts: an account id has 12 digits; found ${wrong}`);
  }
  if (role === undefined && ids.some((id) => id !== own)) {
    throw new BadInput('--accounts: other accounts need --role NAME, a role to assume there');
  }
  return ids;
}

function regionsAsked(text: string | undefined): readonly string[] | undefined {
  const regions = text === undefined ? undefined : listed(text);
  const wrong = regions?.find((region) => !/^(all|[a-z]{2,}(-[a-z]+)+-\d+)$/.test(region));
  if (wrong === undefined) return regions;
  throw new BadInput(`--regions: "${wrong}" is no name of a region such as us-east-1`);
}

const listed = (text: string): readonly string[] => [
  ...new Set(text.split(',').map((each) => each.trim())),
];

/** In the caller's own account as the caller, elsewhere as the role. */
function sessionIn(home: Account, account: string, role = ''): Omit<Place, 'deployment'> {
  const { partition, account: own } = home.deployment;
  if (account === own) return { client: home.client, auditor: home.caller };
  const auditor: Arn = `arn:${partition}:iam::${account}:role/${role.replace(/^\//, '')}`;
  return { client: { ...home.client, credentials: sessionsOf(home.client, auditor) }, auditor };
}

async function namesOf(
  home: Account,
  client: SessionConfig,
  regions: readonly string[] | undefined,
): Promise<readonly string[]> {
  const { partition, region } = home.deployment;
  if (regions === undefined) return [region];
  // An account that lets nobody in is told of once, not for each region.
  const entered = await (client.credentials?.() ?? Promise.resolve()).then(
    () => true,
    () => false,
  );
  if (!entered) return [region];
  if (!regions.includes('all')) return regions;
  const all = await regionsOf(partition, { region, ...client });
  if (all.length > 0) return all;
  throw new BadInput(`--regions all: Amazon Connect has no region in the partition ${partition}`);
}
