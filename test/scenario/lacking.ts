import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { GetAutomationExecutionCommand, SSMClient } from '@aws-sdk/client-ssm';
import { runsSince } from '#cli/account/automation.ts';
import { judgeAgain } from '#cli/local/scenario-account.ts';
import { dashboard } from '#cli/story/dashboard.ts';
import type { LedgerEntry } from '#infra/local/ledger.ts';
import type { LocalAws } from '#infra/local/local-aws.ts';
import { setPace } from '#infra/local/pace.ts';
import { buckets } from '#infra/local/scenarios/contact-center/buckets.ts';
import { instances } from '#infra/local/scenarios/contact-center/instances.ts';
import { people } from '#infra/local/scenarios/contact-center/people.ts';
import { firstRecording } from '#infra/local/scenarios/contact-center/recordings.ts';
import { configState } from '#infra/local/services/config/state.ts';
import { runSchedules } from '#infra/local/services/events/run-schedules.ts';
import { iamOf, roleNamed } from '#infra/local/services/iam/state.ts';
import { logGroups } from '#infra/local/services/logs/state.ts';
import { type Bucket, bucketState } from '#infra/local/services/s3/state.ts';
import { deploymentIn, documentNames } from '#shared/connect/deployment.ts';
import { wideScenario } from '../infra/wide-scenario.ts';
import type { Grant, Policy } from './grants.ts';
import { canRead, guardedAccount, s3As } from './guarded-account.ts';
import { judgedOnlyBy } from './judged-only-by.ts';
import { runDocument } from './run-document.ts';

async function failureOf(ssm: SSMClient, id: string): Promise<string> {
  const { AutomationExecution } = await ssm.send(
    new GetAutomationExecutionCommand({ AutomationExecutionId: id }),
  );
  return AutomationExecution?.FailureMessage ?? '';
}

const instanceOf = {
  [buckets.support]: instances.support,
  [buckets.sales]: instances.sales,
  [buckets.archive]: instances.legacy,
  [buckets.clinic]: instances.clinic,
};

/** Asked for only when the inventory is not there. */
const unusedWithInventory = ['lambda:InvokeFunction', 's3:ListBucket'];

/** What a day without some permissions left behind. */
export interface Day {
  readonly ledger: readonly LedgerEntry[];
  /** All that somebody can read about it: reasons of verdicts and automations, logs. */
  readonly told: string;
  /** Buckets called COMPLIANT in which a stranger reads, or the instance's own role does not. */
  readonly miscalled: readonly string[];
}

/**
 * Lives through each of `days`, in several accounts at a time: most of a day is waiting.
 * @returns the days in the order of `days`
 */
export async function live(days: readonly (readonly Grant[])[]): Promise<readonly Day[]> {
  const lived: Day[] = [];
  const left = days.entries();
  const lane = async () => {
    const account = await GuardedDays.begin();
    for (const [index, grants] of left) lived[index] = await account.without(grants);
    await account.aws.close();
  };
  await Promise.all(Array.from({ length: 3 }, lane));
  return lived;
}

/** An account that lives through the same day again and again, each time without one permission. */
class GuardedDays {
  readonly aws: LocalAws;
  readonly #policies: ReadonlyMap<string, string | undefined>;
  readonly #state: ReadonlyMap<string, Bucket['objects'] extends Map<string, infer V> ? V : never>;

  private constructor(aws: LocalAws) {
    this.aws = aws;
    const open = { [buckets.sales]: undefined, [buckets.archive]: undefined };
    this.#policies = new Map(Object.entries(open));
    const kept = [...this.#bucket(deploymentIn(aws.home).stateBucket).objects];
    const lasting = /^((settings|inventory)[.]json|approvals[/].+)$/;
    this.#state = new Map(kept.filter(([key]) => lasting.test(key)));
  }

  static async begin(): Promise<GuardedDays> {
    // All the days are one: the guard must not think that somebody fights it.
    const settings = { ...wideScenario.settings, remediationLimit: { count: 100 } };
    const aws = await guardedAccount(settings, [], wideScenario, judgedOnlyBy());
    setPace(aws.world, 1 / 10_000);
    return new GuardedDays(aws);
  }

  /**
   * The buckets are open again and nothing is judged; then the daily run judges everything, one
   * bucket is remediated and restored, another waits for an approval, and people are told, by roles
   * that lack these permissions. There is no inventory when somebody is looked at who takes it or
   * asks for it. Who does not evaluate is looked at with the one rule that has something remediated.
   */
  async without(grants: readonly Grant[]): Promise<Day> {
    const ofEvaluators = grants.some(({ role }) => role.startsWith('Evaluate'));
    const needsNone = grants.some(
      ({ role, action }) => role === 'FollowChanges' || unusedWithInventory.includes(action),
    );
    this.#openAgain(!needsNone);
    this.#runDaily(ofEvaluators);
    const { aws } = this;
    const from = aws.world.ledger.entries.length;
    const began = new Date();
    const giveBack = grants.map((grant) => this.#take(grant));
    await judgeAgain(aws, wideScenario);
    await aws.world.events.idle();
    await runDocument(aws, documentNames.restoreBucketPolicy, { BucketName: [buckets.sales] });
    const miscalled = await this.#miscalled();
    // Unseen by AWS Config: nothing is judged any more.
    delete this.#bucket(buckets.archive).policy;
    const BucketName = [buckets.archive];
    await runDocument(aws, documentNames.remediateWithApproval, {
      BucketName,
      Approvers: ['nobody'],
    });
    await runSchedules(aws.world, aws.home, 'connect-storage-guard-notify-people');
    await aws.world.events.idle();
    for (const give of giveBack) give();
    const ledger = aws.world.ledger.entries.slice(from);
    const ssm = new SSMClient(aws.clientFor(`arn:aws:iam::${aws.home.account}:root`));
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
    return { ledger, told, miscalled };
  }

  async #miscalled(): Promise<readonly string[]> {
    const { aws } = this;
    const config = new ConfigServiceClient(aws.clientFor(people.auditor));
    const miscalled: string[] = [];
    for (const { bucket, verdict } of await dashboard(config)) {
      const instance = Object.entries(instanceOf).find(([name]) => name === bucket)?.[1];
      if (verdict !== 'COMPLIANT' || !instance) continue;
      const reads = (arn: string) =>
        canRead(s3As(aws, arn), bucket, firstRecording(instance.alias));
      if ((await reads(people.analyst)) || !(await reads(instance.role))) miscalled.push(bucket);
    }
    return miscalled;
  }

  #bucket(name: string): Bucket {
    const bucket = bucketState(this.aws.world, this.aws.home, name);
    if (!bucket) throw new Error(`no bucket ${name}`);
    return bucket;
  }

  #runDaily(everyRule: boolean): void {
    for (const [name, stored] of configState(this.aws.world, this.aws.home).rules) {
      const { Source } = stored.rule;
      const on = everyRule || name.endsWith('bucket-policy-least-privilege');
      const SourceDetails = on ? [{ MessageType: 'ScheduledNotification' as const }] : [];
      if (Source) stored.rule = { ...stored.rule, Source: { ...Source, SourceDetails } };
    }
  }

  #openAgain(withInventory: boolean): void {
    for (const [name, policy] of this.#policies) {
      const bucket = this.#bucket(name);
      if (policy === undefined) delete bucket.policy;
      else bucket.policy = policy;
    }
    const { objects } = this.#bucket(deploymentIn(this.aws.home).stateBucket);
    objects.clear();
    for (const [key, versions] of this.#state) {
      if (withInventory || key !== 'inventory.json') objects.set(key, versions);
    }
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
