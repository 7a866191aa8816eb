import { rules } from '#shared/rules/registry.ts';
import type { Severity } from '#shared/rules/rule.ts';
import { auditPlace } from '#shared/usecases/audit/audit-place.ts';
import { undetermined } from '#shared/usecases/audit/judge-kind.ts';
import type { AuditedPlace, AuditReport } from '#shared/usecases/audit/report.ts';
import { eachOf } from '#shared/usecases/bounded.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { BadInput, messageOf } from '../errors.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { print, printJson, say } from '../terminal.ts';
import { connectRegions } from './connect-regions.ts';
import { exitCodeOf } from './exit-code.ts';
import { rowOf, summaryOf } from './formats/table.ts';
import { openWorld } from './open-world.ts';
import { outputsOf, writeOutputs } from './outputs.ts';
import { auditPolicy } from './permissions.ts';
import { type Place, type PlaceOptions, placesOf } from './places.ts';
import { ProgressLine } from './progress-line.ts';
import { forgetful, openProgress, type Progress } from './resume.ts';
import { Talk } from './talk.ts';

export interface AuditOptions extends PlaceOptions {
  readonly format?: readonly string[];
  readonly failOn: Severity;
  readonly resume?: string;
  readonly rule?: readonly string[];
  readonly live?: boolean;
  readonly impact?: boolean;
  readonly rate: number;
  readonly permissions?: boolean;
}

/** Accounts and regions at a time: each has a rate of its own. */
const placesAtATime = 4;

/** Audits, prints and tells the exit code. @throws BadInput when the options are wrong: nothing was asked. */
export async function runAudit(options: AuditOptions): Promise<ExitCode> {
  if (options.permissions) return printPermissions(options);
  const outputs = outputsOf(options.format);
  const asked = rulesAsked(options.rule);
  const now = new Date();
  const question = `${asked?.join(', ') ?? 'all rules'}${options.impact ? ', and who would lose access' : ''}`;
  const kept = options.resume ? openProgress(options.resume, question, now) : forgetful;
  const places = await placesOf(options);
  for (const region of regionsWithoutConnect(places)) {
    say(`Amazon Connect is not known to be in ${region}: it is asked all the same.`);
  }
  const line = new ProgressLine(options.rate);
  const streaming = outputs.some(({ format, file }) => format === 'table' && file === undefined);
  const talk = new Talk(() => line.text);
  const audited = new Map<Place, AuditedPlace>();
  await eachOf(places, placesAtATime, async (place) => {
    const found = await auditOne(place, { ...options, asked, kept, line, talk, streaming });
    audited.set(place, found);
  });
  talk.end();
  const report: AuditReport = {
    version: 1,
    guardVersion: packageJson.version,
    takenAt: now.toISOString(),
    places: places.flatMap((place) => audited.get(place) ?? []),
  };
  if (streaming) print(summaryOf(report));
  const others = outputs.filter(({ format, file }) => format !== 'table' || file !== undefined);
  await writeOutputs(report, others);
  return exitCodeOf(report, options.failOn);
}

const regionsWithoutConnect = (places: readonly Place[]): ReadonlySet<string> =>
  new Set(
    places
      .map(({ deployment }) => deployment)
      .filter(({ partition, region }) => !connectRegions[partition]?.includes(region))
      .map(({ region }) => region),
  );

interface Auditing extends AuditOptions {
  readonly asked: readonly string[] | undefined;
  readonly kept: Progress;
  readonly line: ProgressLine;
  readonly talk: Talk;
  /** Rows go to standard output as they come. */
  readonly streaming: boolean;
}

/** One account and region. What keeps it from being audited at all is part of the report. */
async function auditOne(
  { deployment, client, auditor }: Place,
  { asked, kept, line, talk, streaming, live, rate, impact }: Auditing,
): Promise<AuditedPlace> {
  const show = (finding: AuditedPlace['findings'][number]) => {
    const row = rowOf(deployment, finding, process.stdout.columns || 100);
    if (streaming && row !== undefined) talk.print(row);
  };
  try {
    await client.credentials?.();
    const world = openWorld(client, deployment, rate, () => line.called(), impact);
    return await auditPlace(world, {
      deployment,
      auditor,
      ...(asked && { rules: asked }),
      ...(live && { live }),
      finished: kept.finishedIn(deployment),
      listener: {
        instances: (...told) => line.instances(deployment, ...told),
        resources: (more) => line.resources(more),
        taken: (arn, parts) => kept.taken(deployment, arn, parts),
        judged(judged) {
          line.judged(judged.findings);
          kept.judged(deployment, judged);
          judged.findings.forEach(show);
        },
      },
    });
  } catch (error) {
    const failed = messageOf(error);
    const { partition, account, region } = deployment;
    const wanted = rules.filter(({ id }) => asked?.includes(id) ?? true);
    const { resource, findings } = undetermined(wanted, account, failed);
    return {
      ...{ partition, account, region, failed, findings },
      inventory: { unreadable: failed },
      settings: { unreadable: failed },
      instances: [],
      resources: [resource],
      denied: [],
      remediations: [],
    };
  }
}

/** @throws BadInput when there is no such rule. */
function rulesAsked(asked: readonly string[] | undefined): readonly string[] | undefined {
  const wrong = asked?.find((id) => !rules.some((rule) => rule.id === id));
  if (wrong === undefined) return asked?.toSorted();
  throw new BadInput(`--rule: there is no rule ${wrong}; "connect-guard rules" lists them`);
}

function printPermissions({
  regions,
  region,
  role,
  accounts,
  impact = false,
}: AuditOptions): ExitCode {
  const named = region ?? regions ?? '';
  printJson(
    auditPolicy({
      partition: named.includes('us-gov-') ? 'aws-us-gov' : 'aws',
      allRegions: regions?.split(',').includes('all') ?? false,
      ...(role !== undefined && { role }),
      organization: accounts === 'organization',
      impact,
    }),
  );
  return exitCodes.ok;
}
