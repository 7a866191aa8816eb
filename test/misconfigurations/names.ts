import { createHash } from 'node:crypto';
import { iamOf } from '#infra/local/services/iam/state.ts';
import type { World } from '#infra/local/world.ts';

export const home = { partition: 'aws', account: '111122223333', region: 'ap-northeast-1' };

/** The administrator of every instance, where the settings name one. */
export const administratorRole = 'ContactCenterAdministrator';

/** The alias of the instance that stores for all sets that have none of their own. */
export const sharedInstance = 'shared';

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

const uuidOf = (text: string): string => {
  const hex = hash(text);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

/** The end of the service-linked role's name. */
export const roleSuffix = (alias: string): string => hash(alias).slice(0, 20);

export const keyId = (set: string, name: string): string => uuidOf(`${set} key ${name}`);

export const instanceId = (alias: string): string => uuidOf(`${alias} instance`);

const inHome = (service: string, resource: string, account = home.account): string =>
  `arn:${home.partition}:${service}:${home.region}:${account}:${resource}`;

export const instanceArn = (alias: string): string =>
  inHome('connect', `instance/${instanceId(alias)}`);

const iamArn = (resource: string): string =>
  `arn:${home.partition}:iam::${home.account}:${resource}`;

/** One set's name, and the alias of the instance that stores for it. */
export interface Named {
  readonly set: string;
  readonly alias: string;
}

/** What the words in `${…}` stand for in one set; those of roles' ids once the roles are made. */
function wordOf(world: World, { set, alias }: Named, word: string): string {
  const [kind = '', name = '', account] = word.split('.');
  switch (kind) {
    case 'set':
      return set;
    case 'alias':
      return alias;
    case 'account':
    case 'region':
    case 'partition':
      return home[kind];
    case 'bucket':
      return `${set}-${name}`;
    case 'key':
      return inHome('kms', `key/${keyId(set, name)}`, account);
    case 'keyId':
      return keyId(set, name);
    case 'stream':
      return inHome('kinesis', `stream/${set}-${name}`, account);
    case 'delivery':
      return inHome('firehose', `deliverystream/${set}-${name}`);
    case 'instance':
      return instanceArn(alias);
    case 'instanceId':
      return instanceId(alias);
    case 'role':
      return roleArn(set, alias, name);
    case 'id':
      return idOf(world, roleArn(set, alias, name));
    case 'userId':
      return idOf(world, principalArn(`${set}-${name}`, 'user'));
    default:
      throw new Error(`\${${word}} stands for nothing`);
  }
}

/** The role by which an instance stores. */
const connectRole = (alias: string): string =>
  iamArn(
    `role/aws-service-role/connect.amazonaws.com/AWSServiceRoleForAmazonConnect_${roleSuffix(alias)}`,
  );

export const principalArn = (name: string, kind: 'role' | 'user' = 'role'): string =>
  iamArn(`${kind}/${name}`);

function roleArn(set: string, alias: string, name: string): string {
  if (name === 'connect') return connectRole(alias);
  return principalArn(name === 'everywhere' ? administratorRole : `${set}-${name}`);
}

/** The unique id of a role or user. @throws Error when there is none. */
export function idOf(world: World, arn: string): string {
  const { roles, users } = iamOf(world, home);
  const found = [...roles.values(), ...users.values()].find((each) => each.arn === arn);
  if (found) return found.id;
  throw new Error(`there is no ${arn}`);
}

/** The value with the words of all its texts, and of its members' names, put in. */
export function spelled<T>(world: World, named: Named, value: T): T {
  const text = JSON.stringify(value);
  return JSON.parse(text.replaceAll(/\$\{([^}]+)\}/g, (_, word) => wordOf(world, named, word)));
}
