import { parseJson } from '#shared/policy/json.ts';
import { absent, type Fact, known, unreadable } from './fact.ts';
import type {
  BucketOwnership,
  ConnectInstance,
  IamPrincipal,
  Inventory,
  StorageAssociation,
} from './inventory.ts';
import {
  at,
  instantAt,
  type JsonObject,
  listAt,
  objectAt,
  oneOf,
  optionalAt,
  refuse,
  textAt,
} from './json-shape.ts';
import {
  accountAt,
  arnAt,
  partitionAt,
  principalArnAt,
  principalKind,
  regionAt,
  uniqueIdAt,
} from './names.ts';

/** Where the state bucket keeps it. */
export const inventoryKey = 'inventory.json';

type Reader<T> = (value: unknown, path: string) => T;

const textOf: Reader<string> = (value, path) => textAt(value, path);

const factOf =
  <T>(read: Reader<T>): Reader<Fact<T>> =>
  (value, path) => {
    const fields = objectAt(value, path);
    switch (oneOf(fields.state, at(path, 'state'), ['known', 'absent', 'unreadable'])) {
      case 'known':
        return known(read(fields.value, at(path, 'value')));
      case 'absent':
        return absent;
      default:
        return unreadable(unreadableAt(fields.why, at(path, 'why')));
    }
  };

const unreadableAt = (value: unknown, path: string) => {
  const { action, code, message } = objectAt(value, path);
  return {
    action: textAt(action, at(path, 'action')),
    code: textAt(code, at(path, 'code')),
    message: typeof message === 'string' ? message : refuse(at(path, 'message'), 'text', message),
  };
};

const recordOf =
  <T>(read: Reader<T>): Reader<Readonly<Record<string, T>>> =>
  (value, path) =>
    Object.fromEntries(
      Object.entries(objectAt(value, path)).map(([key, each]) => [key, read(each, at(path, key))]),
    );

const listOf =
  <T>(read: Reader<T>): Reader<readonly T[]> =>
  (value, path) =>
    listAt(value, path, read);

const principalAt: Reader<IamPrincipal> = (value, path) => {
  const fields = objectAt(value, path);
  const arn = principalArnAt(fields.arn, at(path, 'arn'));
  return { arn, id: uniqueIdAt(fields.id, at(path, 'id'), principalKind(arn) ?? 'role') };
};

const associationAt: Reader<StorageAssociation> = (value, path) => {
  const fields = objectAt(value, path);
  return {
    ...optionalAt(fields, path, 'associationId', textOf),
    resourceType: textAt(fields.resourceType, at(path, 'resourceType')),
    storageType: textAt(fields.storageType, at(path, 'storageType')),
    ...optionalAt(fields, path, 'bucket', textOf),
    ...optionalAt(fields, path, 'prefix', prefixAt),
    ...optionalAt(fields, path, 'stream', arnAt),
    ...optionalAt(fields, path, 'videoStreamPrefix', prefixAt),
    ...optionalAt(fields, path, 'key', textOf),
  };
};

const prefixAt: Reader<string> = (value, path) =>
  typeof value === 'string' ? value : refuse(path, 'text', value);

const instanceAt: Reader<ConnectInstance> = (value, path) => {
  const fields = objectAt(value, path);
  return {
    arn: arnAt(fields.arn, at(path, 'arn')),
    id: textAt(fields.id, at(path, 'id')),
    ...optionalAt(fields, path, 'alias', textOf),
    serviceRole: factOf(principalAt)(fields.serviceRole, at(path, 'serviceRole')),
    storage: recordOf(factOf(listOf(associationAt)))(fields.storage, at(path, 'storage')),
  };
};

const ownershipAt: Reader<BucketOwnership> = (value, path) => {
  const fields: JsonObject = objectAt(value, path);
  const owner = oneOf(fields.owner, at(path, 'owner'), ['this-account', 'not-this-account']);
  return owner === 'this-account'
    ? { owner, region: regionAt(fields.region, at(path, 'region')) }
    : { owner };
};

/**
 * Reads back the inventory object of the state bucket.
 * @throws InvalidDocument or JsonSyntaxError naming the path of the first fault: an inventory
 *   that cannot be understood never means "no instances".
 */
export function parseInventory(text: string): Inventory {
  const fields = objectAt(parseJson(text), '$');
  if (fields.version !== 1) refuse('version', '1', fields.version);
  return {
    version: 1,
    partition: partitionAt(fields.partition, 'partition'),
    account: accountAt(fields.account, 'account'),
    region: regionAt(fields.region, 'region'),
    takenAt: instantAt(fields.takenAt, 'takenAt'),
    ...optionalAt(fields, '$', 'announcedAt', instantAt),
    instances: factOf(listOf(instanceAt))(fields.instances, 'instances'),
    buckets: recordOf(factOf(ownershipAt))(fields.buckets, 'buckets'),
  };
}
