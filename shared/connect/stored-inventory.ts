import { parseJson } from '#shared/policy/json.ts';
import type { BucketOwnership, ConnectInstance, IamPrincipal, Inventory } from './inventory.ts';
import {
  at,
  InvalidDocument,
  instantAt,
  type JsonObject,
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
import { associationAt } from './stored-association.ts';
import { factOf, listOf, type Reader, recordOf, textOf } from './stored-fact.ts';
import { deliveryStreamAt, keyAt, streamAt } from './stored-resources.ts';

/** Where the state bucket keeps it. */
export const inventoryKey = 'inventory.json';

/** What is written now; an inventory of another version is taken anew. */
export const inventoryVersion = 2;

const principalAt: Reader<IamPrincipal> = (value, path) => {
  const fields = objectAt(value, path);
  const arn = principalArnAt(fields.arn, at(path, 'arn'));
  return { arn, id: uniqueIdAt(fields.id, at(path, 'id'), principalKind(arn) ?? 'role') };
};

export const instanceAt: Reader<ConnectInstance> = (value, path) => {
  const fields = objectAt(value, path);
  return {
    arn: arnAt(fields.arn, at(path, 'arn')),
    id: textAt(fields.id, at(path, 'id')),
    ...optionalAt(fields, path, 'alias', textOf),
    serviceRole: factOf(principalAt)(fields.serviceRole, at(path, 'serviceRole')),
    storage: recordOf(factOf(listOf(associationAt)))(fields.storage, at(path, 'storage')),
    attributes: recordOf(factOf(textOf))(fields.attributes, at(path, 'attributes')),
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
  if (fields.version !== inventoryVersion) refuseVersion(fields.version);
  return {
    version: inventoryVersion,
    partition: partitionAt(fields.partition, 'partition'),
    account: accountAt(fields.account, 'account'),
    region: regionAt(fields.region, 'region'),
    takenAt: instantAt(fields.takenAt, 'takenAt'),
    ...optionalAt(fields, '$', 'changedAt', instantAt),
    instances: factOf(listOf(instanceAt))(fields.instances, 'instances'),
    buckets: recordOf(factOf(ownershipAt))(fields.buckets, 'buckets'),
    keys: recordOf(factOf(keyAt))(fields.keys, 'keys'),
    streams: recordOf(factOf(streamAt))(fields.streams, 'streams'),
    deliveryStreams: recordOf(factOf(deliveryStreamAt))(fields.deliveryStreams, 'deliveryStreams'),
    deliveryStreamsSearched: factOf(countAt)(
      fields.deliveryStreamsSearched,
      'deliveryStreamsSearched',
    ),
  };
}

const countAt: Reader<number> = (value, path) =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
    ? value
    : refuse(path, 'a number', value);

function refuseVersion(version: unknown): never {
  if (typeof version !== 'number') refuse('version', String(inventoryVersion), version);
  throw new InvalidDocument(
    'version',
    `must be ${inventoryVersion}; found ${version}: another version of the guard wrote it, and the next refresh writes it anew`,
  );
}
