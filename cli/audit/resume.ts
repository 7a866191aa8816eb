import { appendFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import type { Arn } from '#shared/connect/arn.ts';
import type { Place } from '#shared/connect/deployment.ts';
import { type JsonObject, listAt, objectAt, oneOf, textAt } from '#shared/connect/json-shape.ts';
import { type Finished, nothingFinished } from '#shared/usecases/audit/audit-place.ts';
import type { JudgedResource } from '#shared/usecases/audit/judge-kind.ts';
import { type InstanceParts, instancePartsAt } from '#shared/usecases/refresh-state.ts';
import { BadInput, messageOf } from '../errors.ts';

/** What an audit has found out, kept line by line: one that was cut off goes on from there. */
export interface Progress {
  finishedIn(place: Place): Finished;
  taken(place: Place, arn: Arn, parts: InstanceParts): void;
  judged(place: Place, judged: JudgedResource): void;
}

/** Nothing is kept. */
export const forgetful: Progress = {
  finishedIn: () => nothingFinished,
  taken() {},
  judged() {},
};

/** What was found out longer ago may have changed. */
const staleAfter = 24 * 60 * 60_000;
const version = 1;

/**
 * The file of `--resume`: JSON lines, made when it is not there.
 * @param asked what the audit judges: one that judges something else must not go on from there
 * @throws BadInput when the file is no such file, or of another or an old audit
 */
export function openProgress(path: string, asked: string, now: Date): Progress {
  const known = new Map<
    string,
    { instances: Record<string, InstanceParts>; resources: JudgedResource[] }
  >();
  const of = (place: string) => {
    const entry = known.get(place) ?? { instances: {}, resources: [] };
    known.set(place, entry);
    return entry;
  };
  try {
    const text = readFileSync(path, { encoding: 'utf8', flag: 'a+' });
    if (text === '') {
      writeFileSync(path, line({ audit: version, asked, startedAt: now.toISOString() }));
    } else {
      // The last line may have been cut off: what it told is asked again.
      const whole = text.slice(0, text.lastIndexOf('\n') + 1);
      read(whole, asked, now, of);
      truncateSync(path, Buffer.byteLength(whole));
    }
  } catch (error) {
    throw new BadInput(`--resume ${path}: ${messageOf(error)}`);
  }
  const passedOn = new Set([...known.values()].flatMap(({ resources }) => resources));
  return {
    finishedIn: (place) => known.get(nameOf(place)) ?? nothingFinished,
    taken(place, arn, parts) {
      const facts = [...Object.values(parts.storage), ...Object.values(parts.attributes)];
      if (facts.some(({ state }) => state === 'unreadable')) return;
      appendFileSync(path, line({ place: nameOf(place), instance: arn, parts }));
    },
    judged(place, judged) {
      // What could not be told is asked again.
      const open = judged.findings.some(({ verdict }) => verdict === 'INDETERMINATE');
      if (open || passedOn.has(judged)) return;
      appendFileSync(path, line({ place: nameOf(place), ...judged }));
    },
  };
}

const nameOf = ({ partition, account, region }: Place): string =>
  `${partition}/${account}/${region}`;
const line = (value: object): string => `${JSON.stringify(value)}\n`;

function read(
  text: string,
  asked: string,
  now: Date,
  of: (place: string) => { instances: Record<string, InstanceParts>; resources: JudgedResource[] },
): void {
  const [head = '', ...lines] = text.split('\n');
  const { audit, asked: before, startedAt } = headIn(head);
  if (audit !== version) throw new Error('is not the file of an audit');
  if (before !== asked) throw new Error(`is of an audit of ${before}; this one is of ${asked}`);
  if (now.getTime() - Date.parse(textAt(startedAt, 'startedAt')) > staleAfter) {
    throw new Error('is older than 24 hours: begin anew with another file');
  }
  lines.forEach((each, index) => {
    if (each === '') return;
    const path = `line ${index + 2}`;
    const fields = objectAt(JSON.parse(each), path);
    const entry = of(textAt(fields.place, `${path}.place`));
    if (fields.instance !== undefined) {
      entry.instances[textAt(fields.instance, `${path}.instance`)] = instancePartsAt(
        fields.parts,
        `${path}.parts`,
      );
    } else entry.resources.push(judgedAt(fields, path));
  });
}

function headIn(text: string): JsonObject {
  try {
    return objectAt(JSON.parse(text), 'line 1');
  } catch {
    return {};
  }
}

/** As {@link Progress.judged} wrote it: what the report is read by, is checked. */
function judgedAt(fields: JsonObject, path: string): JudgedResource {
  const resource = objectAt(fields.resource, `${path}.resource`);
  for (const name of ['type', 'id', 'name']) textAt(resource[name], `${path}.resource.${name}`);
  const findings = listAt(fields.findings, `${path}.findings`, (value, at) => {
    const finding = objectAt(value, at);
    for (const name of ['rule', 'because', 'resourceId']) textAt(finding[name], `${at}.${name}`);
    oneOf(finding.verdict, `${at}.verdict`, ['COMPLIANT', 'NON_COMPLIANT', 'NOT_APPLICABLE']);
    oneOf(finding.severity, `${at}.severity`, ['critical', 'high', 'medium', 'low']);
    return finding;
  });
  return { resource, findings } as unknown as JudgedResource;
}
