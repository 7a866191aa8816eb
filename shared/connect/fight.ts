import type { Arn } from './arn.ts';
import { instantAt, listAt, objectAt, optionalAt, refuse, textAt } from './json-shape.ts';
import { arnAt, bucketNameAt } from './names.ts';
import { parseStored } from './stored-json.ts';

/** Somebody who wrote the policy of a bucket, as CloudTrail tells it. */
export interface PolicyWriter {
  readonly arn: Arn;
  readonly userAgent?: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** The guard puts a bucket's policy right no more: somebody keeps changing it back. */
export interface Fight {
  readonly version: 1;
  readonly bucket: string;
  /** ISO 8601, UTC: after its last write. */
  readonly since: string;
  /** ISO 8601, UTC: when it tries again. */
  readonly until: string;
  /** ISO 8601, UTC: when a person decided, and the count began anew. */
  readonly ended?: string;
  readonly remediations: number;
  /** In so many hours. */
  readonly hours: number;
  /** The last ones, newest first: whoever they are, it is one of them. */
  readonly writers: readonly PolicyWriter[];
}

export const fightsPrefix = 'fights/';
export const fightKey = (bucket: string): string => `${fightsPrefix}${bucket}.json`;

const wholeAt = (value: unknown, path: string): number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0
    ? value
    : refuse(path, 'a whole number', value);

/** @throws InvalidDocument naming the path of the first fault. */
export function policyWriterAt(value: unknown, path: string): PolicyWriter {
  const fields = objectAt(value, path);
  return {
    arn: arnAt(fields.arn, `${path}.arn`),
    ...optionalAt(fields, path, 'userAgent', (agent, at) => textAt(agent, at)),
    at: instantAt(fields.at, `${path}.at`),
  };
}

/** @throws InvalidDocument or JsonSyntaxError naming the path of the first fault. */
export function parseFight(text: string): Fight {
  const fields = parseStored(text);
  return {
    version: 1,
    bucket: bucketNameAt(fields.bucket, 'bucket'),
    since: instantAt(fields.since, 'since'),
    until: instantAt(fields.until, 'until'),
    ...optionalAt(fields, '$', 'ended', instantAt),
    remediations: wholeAt(fields.remediations, 'remediations'),
    hours: wholeAt(fields.hours, 'hours'),
    writers: listAt(fields.writers, 'writers', policyWriterAt),
  };
}

/** In one sentence without its full stop. */
export function fightInWords({ remediations, hours, writers, until }: Fight): string {
  const [last, ...others] = writers;
  const agent = last?.userAgent === undefined ? '' : ` (${last.userAgent})`;
  const before =
    others.length > 0 ? `, before that by ${others.map(({ arn }) => arn).join(', ')}` : '';
  const who = last
    ? `last by ${last.arn}${agent} at ${last.at}${before}`
    : 'no CloudTrail event told who';
  return `something keeps putting this policy back: ${remediations} remediations in ${hours} hours, ${who}; the guard rests until ${until}`;
}
