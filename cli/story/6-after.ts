import { dashboard, showDashboard, verdictOf } from './dashboard.ts';
import { expectThat } from './expectation.ts';
import { bad, chapter, good, quiet, space, table, tell } from './page.ts';
import { bucket, playNow, type Stage } from './stage.ts';
import { type Answer, wronged } from './who-can-play.ts';

/** The dashboard, and who can play a recording: at first, when it was open, and now. */
export async function afterChapter(
  stage: Stage,
  first: ReadonlyMap<string, Answer>,
  opened: ReadonlyMap<string, Answer>,
): Promise<void> {
  chapter('The buckets, after');
  const judgements = await dashboard(stage.auditor.config);
  showDashboard(judgements);
  const verdict = verdictOf(judgements, bucket);
  expectThat(verdict === 'COMPLIANT', `${bucket} was not closed: it is ${verdict}`);

  chapter('Who can play a recording of acme-sales now?');
  const now = await playNow(stage);
  table(
    stage.listeners.map(({ who }) => [
      who,
      ...[first, opened, now].map((answers) => shown(answers.get(who))),
    ]),
    ['GetObject BY', 'NO POLICY', 'OPENED', 'NOW'],
  );
  space();
  tell(
    quiet('The analyst and the data scientist have policies of their own that let them read S3.'),
  );
  const wrong = wronged(stage.listeners, now);
  expectThat(wrong.length === 0, `wrongly let in or kept out: ${wrong.join(', ')}`);
}

function shown(answer: Answer | undefined): string {
  if (answer === 'plays') return good('plays');
  return bad(answer?.refused ?? '?');
}
