import { buckets } from '#infra/local/scenarios/contact-center/buckets.ts';
import { dashboard, rule, showDashboard, verdictOf } from './dashboard.ts';
import { expectThat } from './expectation.ts';
import { callsOf } from './ledger.ts';
import { chapter, quiet, space, tell } from './page.ts';
import type { Stage } from './stage.ts';

/** The dashboard while the guard only observes. */
export async function beforeChapter({ aws, auditor }: Stage): Promise<void> {
  chapter('The buckets, before');
  tell(quiet(`Rule ${rule}`));
  space();
  const judgements = await dashboard(auditor.config);
  showDashboard(judgements);
  space();
  const writes = callsOf(aws, 's3', 'PutBucketPolicy');
  tell(`The mode is "observe": so far the guard has written ${writes} bucket policies.`);
  const expected = {
    support: 'COMPLIANT',
    sales: 'NON_COMPLIANT',
    archive: 'NON_COMPLIANT',
    clinic: 'NON_COMPLIANT',
  } as const;
  for (const [name, verdict] of Object.entries(expected)) {
    const found = verdictOf(judgements, buckets[name as keyof typeof expected]);
    expectThat(found === verdict, `acme-${name} should be ${verdict} and is ${found}`);
  }
  expectThat(writes === 0, 'a bucket policy was written in mode observe');
}
