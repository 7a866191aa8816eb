import { at, objectAt, optionalAt, refuse, textAt } from './json-shape.ts';
import type { KeyDescription } from './key.ts';
import { accountAt, arnAt } from './names.ts';
import { listOf, type Reader, textOf } from './stored-fact.ts';
import type {
  DeliveryDestination,
  DeliveryStreamDescription,
  StreamDescription,
} from './stream.ts';

export const keyAt: Reader<KeyDescription> = (value, path) => {
  const fields = objectAt(value, path);
  const text = (name: string) => textAt(fields[name], at(path, name));
  return {
    arn: arnAt(fields.arn, at(path, 'arn')),
    account: accountAt(fields.account, at(path, 'account')),
    manager: text('manager'),
    state: text('state'),
    spec: text('spec'),
    usage: text('usage'),
    origin: text('origin'),
    ...optionalAt(fields, path, 'deletionDate', textOf),
  };
};

export const streamAt: Reader<StreamDescription> = (value, path) => {
  const fields = objectAt(value, path);
  return {
    arn: arnAt(fields.arn, at(path, 'arn')),
    name: textAt(fields.name, at(path, 'name')),
    encryptionType: textAt(fields.encryptionType, at(path, 'encryptionType')),
    ...optionalAt(fields, path, 'key', textOf),
  };
};

export const deliveryStreamAt: Reader<DeliveryStreamDescription> = (value, path) => {
  const fields = objectAt(value, path);
  return {
    arn: arnAt(fields.arn, at(path, 'arn')),
    name: textAt(fields.name, at(path, 'name')),
    type: textAt(fields.type, at(path, 'type')),
    ...optionalAt(fields, path, 'source', sourceAt),
    encryption: encryptionAt(fields.encryption, at(path, 'encryption')),
    destinations: listOf(destinationAt)(fields.destinations, at(path, 'destinations')),
  };
};

const sourceAt: Reader<NonNullable<DeliveryStreamDescription['source']>> = (value, path) => {
  const { stream, role } = objectAt(value, path);
  return { stream: arnAt(stream, at(path, 'stream')), role: arnAt(role, at(path, 'role')) };
};

const encryptionAt: Reader<DeliveryStreamDescription['encryption']> = (value, path) => {
  const fields = objectAt(value, path);
  return {
    status: textAt(fields.status, at(path, 'status')),
    ...optionalAt(fields, path, 'keyType', textOf),
    ...optionalAt(fields, path, 'key', textOf),
  };
};

const destinationAt: Reader<DeliveryDestination> = (value, path) => {
  const fields = objectAt(value, path);
  return {
    type: textAt(fields.type, at(path, 'type')),
    bucket: textAt(fields.bucket, at(path, 'bucket')),
    ...optionalAt(fields, path, 'prefix', prefixAt),
    role: arnAt(fields.role, at(path, 'role')),
    ...optionalAt(fields, path, 'key', textOf),
  };
};

const prefixAt: Reader<string> = (value, path) =>
  typeof value === 'string' ? value : refuse(path, 'text', value);
