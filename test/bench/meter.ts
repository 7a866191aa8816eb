import { assumptions } from '#cli/cost/model.ts';
import type { PriceName } from '#cli/cost/prices.ts';
import type { LedgerEntry } from '#infra/local/ledger.ts';
import type { LocalAws } from '#infra/local/local-aws.ts';
import { configState } from '#infra/local/services/config/state.ts';
import { logGroups } from '#infra/local/services/logs/state.ts';
import { topicsIn } from '#infra/local/services/sns/state.ts';

/** What AWS charges for by use, in the units of the prices. */
export type Used = Readonly<Partial<Record<PriceName, number>>>;

const thousand = 1e3;
const million = 1e6;
/** What CloudWatch Logs adds to each line that it takes in. */
const bytesOfALine = 26;
const isGuards = ({ principal }: LedgerEntry): boolean =>
  principal.includes(':role/ConnectStorageGuard-');
const writing = /^(Put|List|Copy|Post|Create)/;
/** The scenario asks Connect as fast as the embedded one answers: here it waits as long as it would. */
const whileAsking = assumptions.memoryGigabytes / assumptions.connectRequestsASecond;

/** What happened, and how many of the evaluations said that a resource is not the guard's. */
export interface Metered {
  readonly used: Used;
  readonly notApplicable: number;
}

/** Reads what AWS charges for off the embedded AWS: its ledger, its logs, AWS Config. */
export class Meter {
  readonly #aws: LocalAws;
  #evaluations = 0;
  #notApplicable = 0;

  constructor(aws: LocalAws) {
    this.#aws = aws;
    const config = configState(aws.world, aws.home);
    const { failing } = config;
    config.failing = (evaluation) => {
      this.#evaluations += 1;
      if (evaluation.ComplianceType === 'NOT_APPLICABLE') this.#notApplicable += 1;
      return failing(evaluation);
    };
  }

  /** What was used while `work` and all that it set off went on. */
  async during(work: () => Promise<unknown>): Promise<Metered> {
    await this.#aws.world.events.idle();
    const [before, others] = [this.#read(), this.#notApplicable];
    await work();
    await this.#aws.world.events.idle();
    const used = Object.entries(this.#read()).map(
      ([name, units]) => [name, units - (before[name as PriceName] ?? 0)] as const,
    );
    return { used: Object.fromEntries(used), notApplicable: this.#notApplicable - others };
  }

  #read(): Used {
    const { world, home } = this.#aws;
    const calls = world.ledger.entries.filter(isGuards);
    const to = (name: string) => calls.filter(({ service }) => service === name);
    const writes = to('s3').filter(({ operation }) => writing.test(operation)).length;
    const lines = [...logGroups(world, home).values()].flatMap((group) => group.lines);
    const times = lines.flatMap(({ text }) => gigabyteSeconds(text) ?? []);
    const bytes = lines.map(({ text }) => Buffer.byteLength(text) + bytesOfALine);
    const mails = [...topicsIn(world, home).values()].flatMap(({ published }) => published);
    return {
      evaluation: this.#evaluations,
      configurationItem: configState(world, home).recorder.items,
      invocation: times.length / million,
      gigabyteSecond: sum(times) + to('connect').length * whileAsking,
      read: (to('s3').length - writes) / thousand,
      write: writes / thousand,
      keyRequest: to('kms').length / thousand,
      logs: sum(bytes) / 1e9,
      mail: mails.length / thousand,
    };
  }
}

/** Megabytes with which a function gets one whole processor: with less it gets less of one. */
const wholeProcessor = 1769;

/**
 * What Lambda bills for an invocation, by the line that it ends its log with, if all of it were work
 * of the processor.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
 */
function gigabyteSeconds(text: string): number | undefined {
  const report = /^REPORT .*Duration: (?<ms>[\d.]+) ms\tMemory Size: (?<mb>\d+) MB/.exec(text);
  const { ms, mb } = report?.groups ?? {};
  if (ms === undefined) return undefined;
  const seconds = (Number(ms) / 1000) * Math.max(1, wholeProcessor / Number(mb));
  return seconds * (Number(mb) / 1024);
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, each) => all + each, 0);
