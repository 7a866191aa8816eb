import { createHash } from 'node:crypto';
import {
  InvalidDocument,
  instantAt,
  objectAt,
  optionalAt,
  textAt,
} from '#shared/connect/json-shape.ts';
import { parseJson } from '#shared/policy/json.ts';
import { type AsffFinding, asffFinding, type FindingSource } from './asff.ts';

/** What Security Hub was last told of one resource. */
export interface Told {
  /** Of all but the times; `?` while it is not known whether Security Hub has heard it. */
  readonly digest: string;
  /** ISO 8601, UTC: when the finding was made … */
  readonly since: string;
  /** … and when what it says was looked at. */
  readonly at: string;
  readonly archived?: true;
}

/** `findings/<rule>.json` of the state bucket: what Security Hub knows from us, by resource. */
export interface ToldFindings {
  readonly version: 1;
  readonly told: Readonly<Record<string, Told>>;
  /** Security Hub was not enabled when it was last told something, and that has been said. */
  readonly notEnabled?: true;
}

export const nothingTold: ToldFindings = { version: 1, told: {} };

export const toldKey = (rule: string): string => `findings/${rule}.json`;

/** @throws InvalidDocument or JsonSyntaxError naming the path of the fault. */
export function parseTold(text: string): ToldFindings {
  const fields = objectAt(parseJson(text), '$', ['version', 'told', 'notEnabled']);
  if (fields.version !== 1) throw new InvalidDocument('version', 'must be 1');
  const told = Object.entries(objectAt(fields.told, 'told')).map(
    ([resource, each]) => [resource, toldAt(each, `told.${resource}`)] as const,
  );
  return {
    version: 1,
    told: Object.fromEntries(told),
    ...(fields.notEnabled === true && { notEnabled: true }),
  };
}

function toldAt(value: unknown, path: string): Told {
  const fields = objectAt(value, path, ['digest', 'since', 'at', 'archived']);
  const archived = optionalAt(fields, path, 'archived', (each) => each === true).archived;
  return {
    digest: textAt(fields.digest, `${path}.digest`),
    since: instantAt(fields.since, `${path}.since`),
    at: instantAt(fields.at, `${path}.at`),
    ...(archived && { archived }),
  };
}

type Resource = Pick<FindingSource, 'resourceType' | 'resourceId'>;

export const resourceKey = ({ resourceType, resourceId }: Resource): string =>
  `${resourceType} ${resourceId}`;

/** No type has a space in it. */
export function resourceOf(key: string): Resource {
  const [resourceType = '', ...id] = key.split(' ');
  return { resourceType, resourceId: id.join(' ') };
}

const days = 24 * 60 * 60 * 1000;
/** Security Hub forgets a finding 90 days after it was last told of. */
const toldAgainAfter = 30 * days;

/**
 * The finding that Security Hub must be told now; undefined when it knows all that there is to
 * know, when nothing was ever wrong, or when a later look has told it already.
 * @see https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-viewing.html
 */
export function findingDue(
  source: FindingSource,
  before: Told | undefined,
  lookedAt: Date,
): AsffFinding | undefined {
  const updatedAt = lookedAt.toISOString();
  const { verdict } = source;
  const closed = verdict === 'COMPLIANT' || verdict === 'NOT_APPLICABLE';
  const gone = before === undefined || isArchived(before);
  if (closed && gone) return undefined;
  if (before !== undefined && before.at >= updatedAt) return undefined;
  const finding = asffFinding(source, { createdAt: before?.since ?? updatedAt, updatedAt });
  const known = before !== undefined && before.digest === digestOf(finding);
  const fresh = known && lookedAt.getTime() - Date.parse(before.at) < toldAgainAfter;
  return fresh ? undefined : finding;
}

const unsure = '?';

/** Surely, as far as Security Hub is concerned. */
export const isArchived = ({ archived, digest }: Told): boolean =>
  archived === true && digest !== unsure;

/** Kept before Security Hub is told: whoever is cut off then leaves a trace. */
export const aboutToTell = (finding: AsffFinding): Told => ({ ...toldOf(finding), digest: unsure });

/** While Security Hub is not enabled nobody knows what it will remember: all is told anew. */
export const notSure = (told: ToldFindings['told']): ToldFindings['told'] =>
  Object.fromEntries(
    Object.entries(told).map(([resource, each]) => [resource, { ...each, digest: unsure }]),
  );

export const toldOf = (finding: AsffFinding): Told => ({
  digest: digestOf(finding),
  since: finding.CreatedAt,
  at: finding.UpdatedAt,
  ...(finding.RecordState === 'ARCHIVED' && { archived: true }),
});

/** What is archived is kept for a day, against those who looked before it was gone. */
export const isForgotten = (told: Told, now: Date): boolean =>
  isArchived(told) && now.getTime() - Date.parse(told.at) > days;

function digestOf({ CreatedAt: _, UpdatedAt: __, ...rest }: AsffFinding): string {
  return createHash('sha256').update(JSON.stringify(rest)).digest('base64url').slice(0, 22);
}
