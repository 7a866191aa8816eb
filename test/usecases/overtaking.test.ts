import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { generateBucketPolicy } from '#shared/generate/bucket-policy.ts';
import type { ConfigEvaluation } from '#shared/ports.ts';
import { rule } from '#shared/rules/bucket/bucket-policy-least-privilege.ts';
import type { ConfigEvent } from '#shared/usecases/config-event.ts';
import { evaluate } from '#shared/usecases/evaluate.ts';
import { gatherBuckets } from '#shared/usecases/gather-buckets.ts';
import { FakeConfig } from '../fakes/config.ts';
import { bucket, contactCenter, deployment, facts } from '../fakes/contact-center.ts';

const closed = JSON.stringify(generateBucketPolicy(facts));

/** AWS Config, which orders what it is told by the time that it says, however late that arrives. */
class OrderingConfig extends FakeConfig {
  stored: ConfigEvaluation | undefined;
  readonly #onTheirWay = new Map<string, () => void>();

  override async putEvaluations(token: string, evaluations: readonly ConfigEvaluation[]) {
    await new Promise<void>((arrive) => this.#onTheirWay.set(token, arrive));
    const told = evaluations.find(({ resourceId }) => resourceId === bucket);
    if (told === undefined) throw new Error(`nothing is said of ${bucket}`);
    if (this.stored && this.stored.orderingTimestamp > told.orderingTimestamp) return;
    this.stored = told;
  }

  arrive(token: string): void {
    this.#onTheirWay.get(token)?.();
  }
}

/** What AWS Config asks, at a time in milliseconds, and how long the evaluator takes. */
interface Question {
  readonly kind: ConfigEvent['kind'];
  readonly asked: number;
  readonly untilLook: number;
  readonly untilAnswer: number;
}

function eventOf({ kind, asked }: Question, resultToken: string): ConfigEvent {
  const at = new Date(Date.UTC(2026, 2, 1, 12) + asked);
  const common = { resultToken, testMode: false, configRuleName: rule.id, rule: rule.id };
  return kind === 'scheduled'
    ? { ...common, kind, notifiedAt: at }
    : {
        ...common,
        kind,
        resourceType: 'AWS::S3::Bucket',
        resourceId: bucket,
        present: true,
        capturedAt: at,
      };
}

const time = fc.nat({ max: 50 });
const soon = fc.nat({ max: 5 });
/** An answer may be on its way for longer than the next questions take altogether. */
const taking = { untilLook: soon, untilAnswer: time };
/** A policy that is written, and the question that it causes. */
const write = fc
  .record({ at: time, policy: fc.constantFrom(closed, undefined), untilAsked: soon, ...taking })
  .map(({ at, policy, untilAsked, ...rest }) => ({
    at,
    policy,
    question: { ...rest, kind: 'resource' as const, asked: at + untilAsked },
  }));
const schedule = fc.record({ kind: fc.constant('scheduled' as const), asked: time, ...taking });

const history = fc.record({
  writes: fc.array(write, { minLength: 1, maxLength: 4 }),
  schedules: fc.array(schedule, { maxLength: 4 }),
});

it('the verdict that stands is of the policy that stands, whatever overtakes what', async () => {
  const property = fc.asyncProperty(history, async ({ writes, schedules }) => {
    const config = new OrderingConfig();
    const world = { ...contactCenter(), config };
    const { policies } = world.bucket;
    const gather = gatherBuckets(world);
    const answers: Promise<unknown>[] = [];
    const look = (question: Question, token: string) => async () => {
      const event = eventOf(question, token);
      answers.push(evaluate(world, { deployment, rules: [rule], gather, event }));
      await new Promise((looked) => setImmediate(looked));
    };
    const questions = [...writes.map(({ question }) => question), ...schedules];
    const steps = [
      ...writes.map(({ at, policy }) => ({
        at,
        take: () => (policy ? policies.set(bucket, policy) : policies.delete(bucket)),
      })),
      ...questions.flatMap((question, index) => {
        const at = question.asked + question.untilLook;
        const arrive = () => config.arrive(`${index}`);
        return [
          { at, take: look(question, `${index}`) },
          { at: at + question.untilAnswer, take: arrive },
        ];
      }),
    ];
    for (const { take } of steps.sort((one, other) => one.at - other.at)) await take();
    await Promise.all(answers);
    expect(config.stored?.verdict).toBe(policies.has(bucket) ? 'COMPLIANT' : 'NON_COMPLIANT');
  });
  await fc.assert(property, { numRuns: 50 });
});
