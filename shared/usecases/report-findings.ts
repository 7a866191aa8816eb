import type { Place } from '#shared/connect/deployment.ts';
import type { AsffFinding, FindingRule, FindingSource } from '#shared/findings/asff.ts';
import {
  aboutToTell,
  findingDue,
  isArchived,
  isForgotten,
  nothingTold,
  notSure,
  parseTold,
  resourceKey,
  resourceOf,
  type Told,
  type ToldFindings,
  toldKey,
  toldOf,
} from '#shared/findings/told.ts';
import type { ClockPort, RefusedFinding, SecurityHubPort, StatePort } from '#shared/ports.ts';
import { Retryable } from './errors.ts';
import type { EvaluationReport, Judged } from './evaluate.ts';
import type { Resource } from './gathering.ts';
import { openDocument, Superseded } from './stored-document.ts';

export interface FindingsWorld {
  readonly state: StatePort;
  readonly clock: ClockPort;
  readonly hub: SecurityHubPort;
}

/** A look that began later than `lookedAt` is never overwritten by this one. */
export interface FindingsRequest
  extends Pick<EvaluationReport, 'judged' | 'judgeOthers' | 'lookedAt'> {
  readonly place: Place;
  readonly rule: FindingRule;
}

export interface FindingsReport {
  /** What Security Hub has taken. */
  readonly sent: number;
  /** What it would not take: the next evaluation tries again. */
  readonly failed: readonly RefusedFinding[];
  /** Security Hub is not enabled: told once, not at every evaluation. */
  readonly notEnabled?: 'first' | 'again';
}

/** The finding of a resource, and under which key it is remembered. */
interface Due {
  readonly resource: string;
  readonly finding: AsffFinding;
}

/**
 * Tells Security Hub what a rule has found, as far as it does not know it: what is open, what is
 * open no more, and what is gone. What it knows is kept beside the state of the guard, so it is
 * never asked.
 * @throws Retryable when what it knows cannot be read, or cannot be kept: then it is told again.
 */
export async function reportFindings(
  world: FindingsWorld,
  { place, rule, judged, judgeOthers, lookedAt }: FindingsRequest,
): Promise<FindingsReport> {
  const key = toldKey(rule.id);
  const { value = nothingTold } = await openDocument(world.state, key, parseTold);
  const others = judgeOthers ? await judgeOthers(openBeside(value, judged)) : [];
  const due = [...judged, ...others].flatMap(({ judgement, ...which }): Due[] => {
    const { verdict, because } = judgement;
    const source: FindingSource = { place, rule, ...which, verdict, because };
    const resource = resourceKey(source);
    const finding = findingDue(source, value.told[resource], lookedAt);
    return finding ? [{ resource, finding }] : [];
  });
  if (due.length === 0) return { sent: 0, failed: [] };
  await change(world, key, (before) => ({ ...before, told: remembered(before, due, aboutToTell) }));
  const { taken, failed, enabled } = await send(world, due);
  await change(world, key, (before) =>
    enabled
      ? { version: 1, told: kept(remembered(before, taken, toldOf), world.clock.now()) }
      : { version: 1, told: notSure(before.told), notEnabled: true },
  );
  return {
    sent: taken.length,
    failed,
    ...(!enabled && { notEnabled: value.notEnabled ? 'again' : 'first' }),
  };
}

/** What Security Hub has an open finding of, for all that is known, and nobody has judged now. */
function openBeside({ told }: ToldFindings, judged: readonly Judged[]): readonly Resource[] {
  const now = new Set(judged.map(resourceKey));
  return Object.entries(told).flatMap(([key, each]) =>
    now.has(key) || isArchived(each) ? [] : [resourceOf(key)],
  );
}

/** So many findings of ours are below 6 MB, whatever they say: each is below 20 KB. */
const batchSize = 100;
const attempts = 3;

async function send({ hub, clock }: FindingsWorld, due: readonly Due[]) {
  const taken: Due[] = [];
  const failed = new Map<string, RefusedFinding>();
  let left = due;
  for (let attempt = 1; left.length > 0 && attempt <= attempts; attempt++) {
    if (attempt > 1) await clock.sleep(500 * attempt);
    for (let from = 0; from < left.length; from += batchSize) {
      const batch = left.slice(from, from + batchSize);
      const answer = await hub.importFindings(batch.map(({ finding }) => finding));
      if (answer === 'not-enabled') return { taken: [], failed: [], enabled: false };
      const refused = new Map(answer.map((each) => [each.id, each]));
      for (const each of batch) {
        const { Id } = each.finding;
        const refusal = refused.get(Id);
        if (refusal) failed.set(Id, refusal);
        else {
          failed.delete(Id);
          taken.push(each);
        }
      }
    }
    left = left.filter(({ finding }) => failed.get(finding.Id)?.lasting === false);
  }
  return { taken, failed: [...failed.values()], enabled: true };
}

/** A later look of somebody else's stays. */
function remembered(
  { told }: ToldFindings,
  findings: readonly Due[],
  as: (finding: AsffFinding) => Told,
): ToldFindings['told'] {
  const all = new Map(Object.entries(told));
  for (const { resource, finding } of findings) {
    const known = all.get(resource);
    if (known === undefined || known.at <= finding.UpdatedAt) all.set(resource, as(finding));
  }
  return Object.fromEntries(all);
}

const kept = (told: ToldFindings['told'], now: Date): ToldFindings['told'] =>
  Object.fromEntries(Object.entries(told).filter(([, each]) => !isForgotten(each, now)));

const races = 60;

/** Evaluators of one rule that run at a time write one after the other. */
async function change(
  { state, clock }: FindingsWorld,
  key: string,
  to: (before: ToldFindings) => ToldFindings,
): Promise<void> {
  for (let race = 1; ; race++) {
    try {
      const document = await openDocument(state, key, parseTold);
      return await document.write(to(document.value ?? nothingTold));
    } catch (error) {
      if (!(error instanceof Superseded)) throw error;
      if (race === races) throw new Retryable(`${key} could not be written: ${error.message}`);
      await clock.sleep(Math.min(5000, 100 * race) * Math.random());
    }
  }
}
