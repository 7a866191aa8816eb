import { connectThrottle, deployGuard } from '#cli/local/start.ts';
import { synthesize } from '#infra/aws/synthesize.ts';
import { callAs } from '#infra/local/call-as.ts';
import { FastClock } from '#infra/local/clock.ts';
import { runScheduled } from '#infra/local/config-engine/record.ts';
import { LocalAws } from '#infra/local/local-aws.ts';
import { people } from '#infra/local/scenarios/contact-center/people.ts';
import { contactCenter } from '#infra/local/scenarios/contact-center.ts';
import type { Caller } from '#infra/local/service.ts';
import { runSchedules } from '#infra/local/services/events/run-schedules.ts';
import { sessionOf } from '#infra/local/services/iam/callers.ts';
import { iamOf, roleNamed } from '#infra/local/services/iam/state.ts';

const minute = 60_000;
/** How often these look for something to do, in minutes. */
const looks = {
  'connect-storage-guard-notify-people': 5,
  'connect-storage-guard-follow-changes': 15,
} as const;
const step = 5;
const aDay = 24 * 60;

/** The contact center with the guard deployed, all closed, in a time that is told when to move on. */
export class SimulatedAccount {
  readonly aws: LocalAws;
  readonly #clock: FastClock;

  private constructor(aws: LocalAws, clock: FastClock) {
    this.aws = aws;
    this.#clock = clock;
  }

  static async start(settings: object = contactCenter.settings): Promise<SimulatedAccount> {
    const clock = new FastClock(1);
    const aws = await LocalAws.start({
      clock,
      home: contactCenter.home,
      throttles: { connect: connectThrottle },
    });
    contactCenter.seed(aws.world);
    await aws.world.events.idle();
    await deployGuard(aws, contactCenter, await synthesize(), settings);
    return new SimulatedAccount(aws, clock);
  }

  /** So many hours in which nothing changes: what EventBridge and AWS Config do by the clock. */
  async quiet(hours: number): Promise<void> {
    const { world, home } = this.aws;
    for (let at = step; at <= hours * 60; at += step) {
      this.pass(step);
      for (const [name, every] of Object.entries(looks)) {
        if (at % every === 0) await runSchedules(world, home, name);
      }
      if (at === aDay / 2) await runScheduled(world, home);
      await world.events.idle();
    }
  }

  /** Clients that sign by the machine's time are refused from now on. */
  pass(minutes: number): void {
    this.#clock.set(new Date(this.#clock.now().getTime() + minutes * minute));
  }

  /** Of the contact center: may open buckets, and change where instances store. */
  get administrator(): Caller {
    const iam = iamOf(this.aws.world, this.aws.home);
    return sessionOf(roleNamed(iam, people.administrator.split('/').at(-1) ?? ''), 'alex');
  }

  /** What somebody does. It is not signed, so it does not matter what time it is. */
  call(by: Caller, service: string, operation: string, input: Record<string, unknown>) {
    const { world, home } = this.aws;
    return callAs(world, home, by, service, operation, input);
  }
}
