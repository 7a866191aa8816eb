import { publishedMessages } from '#infra/local/services/sns/state.ts';
import { topicName } from '#shared/connect/deployment.ts';
import { runsSince } from '../account/automation.ts';
import { showRuns } from './3-enforce.ts';
import { dashboard, verdictOf } from './dashboard.ts';
import { expectThat } from './expectation.ts';
import { deedsSince } from './ledger.ts';
import { chapter, facts, quiet, space, table, tell } from './page.ts';
import { bucket, type Stage } from './stage.ts';
import { until } from './wait.ts';

/** Where in the ledger and in time the drift began. */
export interface Beginning {
  readonly at: Date;
  readonly entry: number;
}

/** To be noted right before it happens. */
export const beginning = ({ aws: { world } }: Stage): Beginning => ({
  at: world.clock.now(),
  entry: world.ledger.entries.length,
});

/** Config sees what has changed; it asks for it to be judged again until it says why. */
export async function noticedReason({ auditor }: Stage, { at }: Beginning): Promise<string> {
  const { reason } = await until(`AWS Config judges ${bucket} anew`, async () => {
    const judged = (await dashboard(auditor.config)).find((each) => each.bucket === bucket);
    return judged && judged.at >= at && judged.verdict !== 'COMPLIANT' ? judged : undefined;
  });
  return reason;
}

/** The automations that ran for the bucket, once it is judged closed; undefined until then. */
async function closingRuns({ config, ssm }: Stage['auditor'], since: Date) {
  const judged = verdictOf(await dashboard(config), bucket);
  const runs = (await runsSince(ssm, since)).filter((run) => run.bucket === bucket);
  return judged === 'COMPLIANT' && runs.length > 0 ? runs : undefined;
}

/** Config judges, SSM runs, the bucket is closed. */
export async function remediationChapter(
  { aws, auditor }: Stage,
  { at, entry }: Beginning,
  reason: string,
): Promise<void> {
  chapter('AWS Config notices, SSM Automation remediates');
  const runs = await until(`${bucket} is closed again`, () => closingRuns(auditor, at));
  facts([['verdict', `NON_COMPLIANT: ${reason}`]]);
  space();
  tell(quiet('AWS Config takes a minute or two to notice; here it takes a second.'));
  space();
  table(deedsSince(aws, entry, bucket), ['WHEN', 'WHO', 'CALL', 'ON']);
  space();
  showRuns(runs);
  const [run] = runs;
  expectThat(run !== undefined, 'no automation ran');
  const message = publishedMessages(aws.world, aws.home, topicName).find(
    (each) => each.at >= at && each.subject === `Closed: ${bucket}`,
  );
  space();
  facts([
    ['steps', run?.steps.map(({ name, status }) => `${name} ${quiet(status)}`).join(' → ') ?? ''],
    ['people are told', message?.subject ?? 'nothing'],
  ]);
  expectThat(message !== undefined, 'nobody was told');
  expectThat(
    run?.status === 'Success' && run.outcome === 'REMEDIATED',
    `the automation ended as ${run?.status}, ${run?.outcome}`,
  );
}
