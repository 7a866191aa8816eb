import type { Outcome } from '#shared/remediation/outcome.ts';
import { applyTo } from '../account/apply.ts';
import type { Account } from '../account/open-account.ts';
import { impactOn, planFor } from '../account/plan.ts';
import { expectThat } from './expectation.ts';
import { shortName } from './ledger.ts';
import { facts, good, quiet, space, verbatim } from './page.ts';
import type { Stage } from './stage.ts';

/** The administrator looks at the plan of a bucket, and has just that written. */
export async function applyByHand(stage: Stage, bucket: string): Promise<void> {
  const account = administratorOf(stage);
  verbatim([`npm run --silent guard -- plan ${bucket}`]);
  const planned = await planFor(account, bucket);
  const { now, then, statements, newPrincipals, exempt, digest = '' } = planned;
  expectThat(then?.verdict === 'COMPLIANT', `${bucket} could not be closed by hand`);
  const { shutOut = [] } = (await impactOn(account, planned)) ?? {};
  const { added, removed, kept } = statements;
  facts([
    ['today', now?.findings[0]?.because ?? ''],
    ['statements', `${added.length} come, ${removed.length} go, ${kept.length} stay`],
    ['then', good('nobody gets in but Amazon Connect, the guard and:')],
    ...exempt
      .filter(({ arn }) => newPrincipals.includes(arn))
      .map(({ arn, as }) => ['', `${shortName(arn)} (${as})`]),
    ['loses access', shutOut.map(({ arn }) => shortName(arn)).join(', ')],
  ]);
  space();
  verbatim([`npm run --silent guard -- apply ${bucket} --planned ${digest.slice(0, 12)} --yes`]);
  told(await applyTo(account, bucket, { planned: digest }));
}

function told({ status, bucket, backup = '', reasons }: Outcome): void {
  expectThat(status === 'REMEDIATED', `${bucket} was not closed by hand: ${reasons.join(' ')}`);
  facts([[good(status), quiet(backup)]]);
  space();
}

const administratorOf = ({ aws, deployment, administrator }: Stage): Account => ({
  client: aws.clientFor(administrator.arn),
  deployment,
  caller: administrator.arn,
});
