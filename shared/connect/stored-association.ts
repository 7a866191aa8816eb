import type { StorageAssociation } from './inventory.ts';
import { at, objectAt, optionalAt, refuse, textAt } from './json-shape.ts';
import { arnAt } from './names.ts';
import { type Reader, textOf } from './stored-fact.ts';

export const associationAt: Reader<StorageAssociation> = (value, path) => {
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
