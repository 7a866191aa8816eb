import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import {
  GetAutomationExecutionCommand,
  SSMClient,
  StartAutomationExecutionCommand,
} from '@aws-sdk/client-ssm';
import { runsSince } from '#cli/account/automation.ts';
import { judgeAgain } from '#cli/local/scenario-account.ts';
import { dashboard, type Judgement } from '#cli/story/dashboard.ts';
import { synthesize } from '#infra/aws/synthesize.ts';
import { loadAssembly } from '#infra/local/cloudformation/assembly.ts';
import type { LedgerEntry } from '#infra/local/ledger.ts';
import type { LocalAws } from '#infra/local/local-aws.ts';
import { setPace } from '#infra/local/pace.ts';
import { buckets } from '#infra/local/scenarios/contact-center/buckets.ts';
import { people } from '#infra/local/scenarios/contact-center/people.ts';
import { contactCenter } from '#infra/local/scenarios/contact-center.ts';
import { configState } from '#infra/local/services/config/state.ts';
import { iamOf, roleNamed } from '#infra/local/services/iam/state.ts';
import { logGroups } from '#infra/local/services/logs/state.ts';
import { type Bucket, bucketState } from '#infra/local/services/s3/state.ts';
import { deploymentIn, documentNames } from '#shared/connect/deployment.ts';
import { guardedAccount } from './guarded-account.ts';

/** One action that a role of the synthesized stack is granted. */
export interface Grant {
  readonly role: string;
  readonly action: string;
}

interface Policy {
  readonly Statement: readonly { readonly Action: string | readonly string[] }[];
}

interface RoleResource {
  readonly Type: string;
  readonly Properties: { readonly Policies: readonly { readonly PolicyDocument: Policy }[] };
}

const actionsIn = ({ Statement }: Policy): readonly string[] =>
  Statement.flatMap(({ Action }) => Action);

/** Every action of every synthesized role, by the role's logical id without its ending. */
export async function synthesizedGrants(): Promise<readonly Grant[]> {
  const { template } = loadAssembly(await synthesize());
  const { Resources } = template as unknown as { Resources: Record<string, RoleResource> };
  return Object.entries(Resources)
    .filter(([, { Type }]) => Type === 'AWS::IAM::Role')
    .flatMap(([id, { Properties }]) => {
      const granted = Properties.Policies.flatMap((each) => actionsIn(each.PolicyDocument));
      return [...new Set(granted)].map((action) => ({ role: id.replace(/Role$/, ''), action }));
    });
}

/**
 * The permissions to take away together: evaluators have nothing to do with each other, so one of
 * each goes on the same day; every other role is looked at alone.
 */
export function onOneDay(grants: readonly Grant[]): readonly (readonly Grant[])[] {
  const days = new Map<string, Grant[]>();
  const seen = new Map<string, number>();
  for (const grant of grants) {
    const nth = (seen.get(grant.role) ?? 0) + 1;
    seen.set(grant.role, nth);
    const day = grant.role.startsWith('Evaluate') ? `Evaluate ${nth}` : `${grant.role} ${nth}`;
    days.set(day, [...(days.get(day) ?? []), grant]);
  }
  return [...days.values()];
}

async function failureOf(ssm: SSMClient, id: string): Promise<string> {
  const { AutomationExecution } = await ssm.send(
    new GetAutomationExecutionCommand({ AutomationExecutionId: id }),
  );
  return AutomationExecution?.FailureMessage ?? '';
}

/** What a day without some permissions left behind. */
export interface Day {
  readonly ledger: readonly LedgerEntry[];
  readonly judgements: readonly Judgement[];
  /** All that somebody can read about it: reasons of verdicts and automations, logs. */
  readonly told: string;
}

/** An account that lives through the same day again and again, each time without one permission. */
export class GuardedDays {
  readonly aws: LocalAws;
  readonly #policies: ReadonlyMap<string, string | undefined>;
  readonly #state: ReadonlyMap<string, Bucket['objects'] extends Map<string, infer V> ? V : never>;

  private constructor(aws: LocalAws) {
    this.aws = aws;
    const open = { [buckets.sales]: undefined, [buckets.archive]: undefined };
    this.#policies = new Map(Object.entries(open));
    const kept = [...this.#bucket(deploymentIn(aws.home).stateBucket).objects];
    this.#state = new Map(kept.filter(([key]) => key === 'settings.json'));
  }

  static async begin(): Promise<GuardedDays> {
    const aws = await guardedAccount(contactCenter.settings);
    setPace(aws.world, 1 / 10_000);
    return new GuardedDays(aws);
  }

  /**
   * The buckets are open again, nothing is judged, there is no inventory; then every bucket is
   * judged and remediated, and one restored, by roles that lack these permissions.
   */
  async without(grants: readonly Grant[]): Promise<Day> {
    this.#openAgain();
    const { aws } = this;
    const from = aws.world.ledger.entries.length;
    const began = new Date();
    const giveBack = grants.map((grant) => this.#take(grant));
    await judgeAgain(aws, contactCenter);
    await aws.world.events.idle();
    const ssm = new SSMClient(aws.clientFor(`arn:aws:iam::${aws.home.account}:root`));
    await ssm.send(
      new StartAutomationExecutionCommand({
        DocumentName: documentNames.restoreBucketPolicy,
        Parameters: { BucketName: [buckets.sales] },
      }),
    );
    await aws.world.events.idle();
    for (const give of giveBack) give();
    const judgements = await dashboard(new ConfigServiceClient(aws.clientFor(people.auditor)));
    const runs = await runsSince(ssm, began);
    const told = [
      ...[...configState(aws.world, aws.home).rules.values()]
        .flatMap(({ results }) => [...results.values()])
        .map(({ evaluation }) => evaluation.Annotation ?? ''),
      ...runs.flatMap(({ reasons }) => reasons),
      ...(await Promise.all(runs.map(({ id }) => failureOf(ssm, id)))),
      ...[...logGroups(aws.world, aws.home).values()]
        .flatMap(({ lines }) => lines)
        .filter(({ at }) => at >= began)
        .map(({ text }) => text),
    ].join('\n');
    return { ledger: aws.world.ledger.entries.slice(from), judgements, told };
  }

  #bucket(name: string): Bucket {
    const bucket = bucketState(this.aws.world, this.aws.home, name);
    if (!bucket) throw new Error(`no bucket ${name}`);
    return bucket;
  }

  #openAgain(): void {
    for (const [name, policy] of this.#policies) {
      const bucket = this.#bucket(name);
      if (policy === undefined) delete bucket.policy;
      else bucket.policy = policy;
    }
    const { objects } = this.#bucket(deploymentIn(this.aws.home).stateBucket);
    objects.clear();
    for (const [key, versions] of this.#state) objects.set(key, versions);
    const { rules, exceptions, attempts, runs } = configState(this.aws.world, this.aws.home);
    for (const { results } of rules.values()) results.clear();
    for (const each of [exceptions, attempts, runs]) each.clear();
  }

  #take({ role, action }: Grant): () => void {
    const { world, home } = this.aws;
    const { inline } = roleNamed(iamOf(world, home), `ConnectStorageGuard-${role}-${home.region}`);
    const before = new Map(inline);
    for (const [name, text] of before) {
      const { Statement, ...policy }: Policy & object = JSON.parse(text);
      const left = Statement.map((each) => ({
        ...each,
        Action: [each.Action].flat().filter((granted) => granted !== action),
      })).filter(({ Action }) => Action.length > 0);
      if (left.length > 0) inline.set(name, JSON.stringify({ ...policy, Statement: left }));
      else inline.delete(name);
    }
    return () => {
      for (const [name, text] of before) inline.set(name, text);
    };
  }
}
