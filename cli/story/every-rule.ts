import type { LocalAws } from '#infra/local/local-aws.ts';
import { connectState } from '#infra/local/services/connect/state.ts';
import { iamOf } from '#infra/local/services/iam/state.ts';
import { kmsState } from '#infra/local/services/kms/state.ts';
import { configRuleName } from '#shared/connect/deployment.ts';
import { rules } from '#shared/rules/registry.ts';
import { dashboard, type Judgement } from './dashboard.ts';
import { expectThat } from './expectation.ts';
import { shortName } from './ledger.ts';
import { bad, chapter, good, quiet, space, table, tell } from './page.ts';
import type { Stage } from './stage.ts';

/** Every rule in one line: what it finds in order, and what not. */
export async function everyRuleChapter({ aws, auditor }: Stage): Promise<void> {
  chapter('The AWS Config dashboard, by rule');
  const judged = await Promise.all(
    rules.map(async ({ id }) => ({
      id,
      judgements: await dashboard(auditor.config, configRuleName(id)),
    })),
  );
  const nameOf = namesIn(aws);
  const having = (all: readonly Judgement[], verdict: string): readonly string[] =>
    all.filter((each) => each.verdict === verdict).map(({ bucket }) => nameOf(bucket));
  table(
    judged.map(({ id, judgements }) => [
      id,
      good(String(having(judgements, 'COMPLIANT').length)),
      bad(having(judgements, 'NON_COMPLIANT').join(', ')),
    ]),
    ['RULE', 'OK', 'NON_COMPLIANT'],
  );
  space();
  tell(quiet('What cannot be looked at counts as NON_COMPLIANT: "Cannot tell".'));
  for (const { id, judgements } of judged) {
    const [right, wrong] = ['COMPLIANT', 'NON_COMPLIANT'].map((each) => having(judgements, each));
    expectThat(right?.length !== 0, `${id} finds nothing in order`);
    expectThat(wrong?.length !== 0, `${id} finds nothing to complain of`);
  }
}

/** AWS Config knows keys, roles and instances by ids; people do not. */
function namesIn({ world, home }: LocalAws): (id: string) => string {
  const { aliases } = kmsState(world, home);
  const { roles, users } = iamOf(world, home);
  const names = new Map([
    ...[...aliases].map(([alias, { key }]) => [key, alias.replace('alias/', '')] as const),
    ...[...roles.values(), ...users.values()].map(({ id, name }) => [id, shortName(name)] as const),
    ...[...connectState(world, home).instances.values()].flatMap(({ arn, id, alias = id }) => [
      [arn, alias] as const,
      [id, alias] as const,
    ]),
  ]);
  return (id) => names.get(id) ?? id;
}
