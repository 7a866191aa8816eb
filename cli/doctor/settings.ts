import { instancesOf } from '#shared/connect/resource-use.ts';
import { settingsForBucket } from '#shared/settings/for-bucket.ts';
import type { PrincipalSetting, Settings } from '#shared/settings/settings.ts';
import { expectedId, nameOf, resolve } from '#shared/usecases/principals.ts';
import { storedInventory } from '#shared/usecases/read-inventory.ts';
import { named } from '#shared/usecases/record-ids.ts';
import { readSettings } from '#shared/usecases/settings.ts';
import type { Account } from '../account/open-account.ts';
import { worldOf } from '../account/person.ts';
import { adviceOn } from '../errors.ts';
import { type Examination, type Finding, ok, refusedCall, trouble } from './diagnosis.ts';

const put = 'Correct them with connect-guard settings put.';
const propose = 'Propose some with connect-guard settings init, store them with settings put.';
const deploy = 'Deploy the guard first: npm run deploy.';

/** Whether the settings can be followed: valid, administrators named, everybody in them there. */
export const settings: Examination = {
  subject: 'settings',
  async examine(account) {
    const { state } = worldOf(account);
    const read = await readSettings(state, account.deployment);
    if (read.state === 'absent') return [trouble('There are no settings.', propose)];
    if (read.state === 'unreadable') {
      const { code, message } = read.why;
      if (code === 'NoSuchBucket') return [trouble('There is no bucket for settings.', deploy)];
      const fault = `The settings cannot be followed: ${message.replace(/\.$/, '')}.`;
      return [trouble(fault, adviceOn(`${code} ${message}`) || put)];
    }
    const findings = [
      ...(await administrators(account, read.value)),
      ...(await missing(account, read.value)),
      ...over(read.value),
    ];
    const valid = ok(`They are valid; mode ${modesOf(read.value)}.`);
    return [...(findings.length > 0 ? findings : [valid]), ...excepted(read.value)];
  },
};

const modesOf = ({ mode = 'observe', instances = {} }: Settings): string => {
  const others = Object.values(instances).flatMap((instance) => instance.mode ?? []);
  return [...new Set([mode, ...others])].join(', ');
};

async function administrators(account: Account, current: Settings): Promise<readonly Finding[]> {
  const inventory = await storedInventory(worldOf(account).state, account.deployment);
  if (typeof inventory === 'string') return [];
  const instances = instancesOf(inventory);
  const { withoutAdministrators: unnamed } = settingsForBucket(current, '', instances, new Date());
  if (unnamed.length === 0) return [];
  const names = unnamed.map(({ alias, id }) => alias ?? id).join(', ');
  return [trouble(`No administrators are named for ${names}: nothing is written there.`, put)];
}

/** Those who are named and not to be found, or not surely the ones who were meant. */
async function missing(account: Account, current: Settings): Promise<readonly Finding[]> {
  const { iam } = worldOf(account);
  const all = named(current).map(async ([path, principal]): Promise<readonly Finding[]> => {
    const resolved = await resolve(iam, principal, expected(current, principal));
    if (resolved.state === 'unreadable') return [refusedCall(resolved.why, account)];
    if (resolved.state === 'found') return [];
    return [trouble(`${path}: ${nameOf(principal)}: ${resolved.why}.`, put)];
  });
  return (await Promise.all(all)).flat();
}

const expected = ({ ids }: Settings, principal: PrincipalSetting) =>
  typeof principal === 'string' ? expectedId(ids, principal) : undefined;

/** Buckets that are left as they are. */
const excepted = ({ exceptions = [] }: Settings): readonly Finding[] =>
  exceptions
    .filter(({ expires }) => Date.parse(expires) > Date.now())
    .map(({ bucket, expires, reason }) =>
      ok(`By an exception ${bucket} stays as it is until ${expires}: ${reason}.`),
    );

/** What has expired: it is not in force, and stands there as if it were. */
function over({ workloads = [], auditors = [], exceptions = [] }: Settings): readonly Finding[] {
  const entries = [
    ...workloads.map(({ arn, expires }) => [arn, expires] as const),
    ...auditors.map(({ arn, expires }) => [arn, expires] as const),
    ...exceptions.map(({ bucket, expires }) => [`the exception for ${bucket}`, expires] as const),
  ];
  return entries.flatMap(([what, expires]) =>
    expires !== undefined && Date.parse(expires) <= Date.now()
      ? [trouble(`What the settings say of ${what} expired ${expires}.`, `Take it out: ${put}`)]
      : [],
  );
}
