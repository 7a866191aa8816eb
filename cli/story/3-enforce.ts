import { buckets } from '#infra/local/scenarios/contact-center/buckets.ts';
import { contactCenter } from '#infra/local/scenarios/contact-center.ts';
import { type AutomationRun, runsSince } from '../account/automation.ts';
import { judgeAgain, putScenarioSettings } from '../local/scenario-account.ts';
import { applyByHand } from './by-hand.ts';
import { dashboard, rule, verdictOf } from './dashboard.ts';
import { expectThat } from './expectation.ts';
import { bad, chapter, good, quiet, space, table, tell, verbatim } from './page.ts';
import type { Stage } from './stage.ts';

/** A person closes what is open, and from then on lets the guard write by itself. */
export async function enforceChapter(stage: Stage): Promise<void> {
  const { aws, auditor } = stage;
  chapter('A person closes the buckets, and lets the guard write');
  for (const bucket of [buckets.sales, buckets.archive]) await applyByHand(stage, bucket);
  tell('From now on the guard keeps them so: whom a person has let in stays in, nobody else.');
  space();
  const since = aws.world.clock.now();
  const { changes } = await putScenarioSettings(aws, contactCenter, contactCenter.settings);
  verbatim(['npm run --silent guard -- settings put settings.json']);
  for (const { path, before, after } of changes) {
    tell(`${path}: ${JSON.stringify(before)} → ${JSON.stringify(after)}`);
  }
  await judgeAgain(aws, contactCenter, [rule]);
  await aws.world.events.idle();
  space();
  showRuns((await runsSince(auditor.ssm, since)).filter((run) => isOf(buckets, run.bucket)));
  const judgements = await dashboard(auditor.config);
  for (const bucket of [buckets.sales, buckets.archive]) {
    const verdict = verdictOf(judgements, bucket);
    expectThat(verdict === 'COMPLIANT', `${bucket} was not closed: it is ${verdict}`);
  }
}

const isOf = (of: typeof buckets, bucket: string): boolean =>
  Object.values<string>(of).includes(bucket);

/** Automations with their outcome, and why one was refused. */
export function showRuns(runs: readonly AutomationRun[]): void {
  table(
    runs.map(({ id, bucket, outcome }) => [
      bucket,
      outcome === 'REMEDIATED' ? good(outcome) : bad(outcome),
      id,
    ]),
    ['BUCKET', 'STATUS', 'EXECUTION OF SSM AUTOMATION'],
  );
  const refused = runs.filter(({ outcome }) => outcome !== 'REMEDIATED');
  const notes = refused.map(({ bucket, reasons }) => {
    const codes = reasons.map((reason) => reason.split(':')[0]);
    return `${bucket}: ${codes.join(', ')}; the dashboard says what to do.`;
  });
  for (const note of new Set(notes)) tell(quiet(note));
}
