import { at, objectAt, optionalAt, refuse } from '#shared/connect/json-shape.ts';
import type { RemediationLimit, Settings, Strictness } from './settings.ts';

type Reader<T> = (value: unknown, path: string) => T;

export const connectAt: Reader<NonNullable<Settings['connect']>> = (value, path) => {
  const { requestsPerSecond: rate } = objectAt(value, path, ['requestsPerSecond']);
  if (rate === undefined) return {};
  return typeof rate === 'number' && rate > 0 && rate <= 100
    ? { requestsPerSecond: rate }
    : refuse(at(path, 'requestsPerSecond'), 'a number above 0 and at most 100', rate);
};

const hoursOfAMonth = 31 * 24;

const wholeUpTo =
  (most: number): Reader<number> =>
  (value, path) =>
    typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= most
      ? value
      : refuse(path, `a whole number from 1 to ${most}`, value);

export const watchUploadsHoursAt: Reader<number> = wholeUpTo(hoursOfAMonth);

export const remediationLimitAt: Reader<RemediationLimit> = (value, path) => {
  const fields = objectAt(value, path, ['count', 'hours']);
  return {
    ...optionalAt(fields, path, 'count', wholeUpTo(100)),
    ...optionalAt(fields, path, 'hours', wholeUpTo(hoursOfAMonth)),
  };
};

export const strictnessAt: Reader<Strictness> = (value, path) => {
  const fields = objectAt(value, path, [
    'awsManagedKinesisKey',
    'streamKeyEquality',
    'firehoseKeyStatement',
  ]);
  return {
    ...optionalAt(fields, path, 'awsManagedKinesisKey', booleanAt),
    ...optionalAt(fields, path, 'streamKeyEquality', booleanAt),
    ...optionalAt(fields, path, 'firehoseKeyStatement', booleanAt),
  };
};

const booleanAt: Reader<boolean> = (value, path) =>
  typeof value === 'boolean' ? value : refuse(path, 'true or false', value);
