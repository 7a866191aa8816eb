import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type CostOptions, runCost } from '#cli/account/cost.ts';
import { assumptions, type Choices, type Counts, costOf } from '#cli/cost/model.ts';
import { dollarsFor, type Price, priceInWords, prices } from '#cli/cost/prices.ts';
import type { LocalAws } from '#infra/local/local-aws.ts';
import { statePort } from '#shared/aws/state.ts';
import { changeEvents } from '#shared/connect/change-events.ts';
import { inventoryKey } from '#shared/connect/stored-inventory.ts';
import { rules } from '#shared/rules/registry.ts';
import { deployment, guardedCenter, root, runAs } from './guarded-center.ts';

const nothing: Counts = {
  instances: 0,
  buckets: 0,
  keys: 0,
  streams: 0,
  deliveryStreams: 0,
  administrators: 0,
};
const quiet: Choices = { changes: 0, securityHub: false, customerKey: false };
const several = fc.nat({ max: 500 });
const someCounts: fc.Arbitrary<Counts> = fc.record({
  instances: several,
  buckets: several,
  keys: several,
  streams: several,
  deliveryStreams: several,
  administrators: several,
});
const someChoices: fc.Arbitrary<Choices> = fc.record({
  changes: fc.nat({ max: 100 }),
  others: fc.record({ bucket: several, administrator: several }),
  securityHub: fc.boolean(),
  customerKey: fc.boolean(),
});
const dollars = (counts: Counts, choices: Choices) => costOf(counts, choices, rules).dollarsAMonth;

describe('the model of what it costs', () => {
  it('never asks less for more of anything', () => {
    fc.assert(
      fc.property(
        someCounts,
        someChoices,
        fc.constantFrom(...(Object.keys(nothing) as (keyof Counts)[])),
        (counts, choices, more) => {
          const before = dollars(counts, choices);
          const grown = dollars({ ...counts, [more]: counts[more] + 1 }, choices);
          const changed = dollars(counts, { ...choices, changes: choices.changes + 1 });
          const told = dollars(counts, { ...choices, securityHub: true, customerKey: true });
          expect(Math.min(grown, changed, told)).toBeGreaterThanOrEqual(before);
        },
      ),
    );
  });

  it('adds up its lines', () => {
    fc.assert(
      fc.property(someCounts, someChoices, (counts, choices) => {
        const { lines, dollarsAMonth } = costOf(counts, choices, rules);
        const sum = lines.reduce((all, line) => all + line.dollars, 0);
        expect(dollarsAMonth).toBeCloseTo(sum, 6);
      }),
    );
  });

  it('has what stands and looks by itself cost the same without any instance', () => {
    const { lines, dollarsAMonth, dollarsPerInstance } = costOf(nothing, quiet, rules);
    expect(lines.map(({ price }) => price)).not.toContain('evaluation');
    expect(dollarsPerInstance).toBeUndefined();
    const standing = assumptions.metricsThatHappen * 0.3 + assumptions.alarms * 0.1;
    expect(dollarsAMonth).toBeGreaterThan(standing);
    expect(dollarsAMonth).toBeLessThan(standing + 0.5);
  });

  it('has every rule judge each resource once a day, when nothing changes', () => {
    const { lines } = costOf({ ...nothing, buckets: 24 }, quiet, rules);
    const ofBuckets = rules.filter(({ kind }) => kind === 'bucket').length;
    const evaluations = lines.find(({ price }) => price === 'evaluation')?.units;
    expect(evaluations).toBeCloseTo(24 * ofBuckets * (730 / 24), 6);
  });

  it('has a bucket that changes ask about the buckets of others, too', () => {
    const counts = { ...nothing, buckets: 1 };
    const evaluations = (others: number) =>
      costOf(counts, { ...quiet, changes: 1, others: { bucket: others } }, rules).lines.find(
        ({ price }) => price === 'evaluation',
      )?.units ?? 0;
    const ofBuckets = rules.filter(({ kind }) => kind === 'bucket').length;
    expect(evaluations(80) - evaluations(0)).toBeCloseTo(80 * ofBuckets, 6);
  });

  it('lets a change judge anew what follow-changes starts for it', () => {
    const { judgedAnew } = assumptions;
    const started = (service: string, event: string) =>
      changeEvents[`${service}.amazonaws.com`]?.[event]?.kinds.toSorted();
    expect(judgedAnew.bucket.toSorted()).toEqual(started('s3', 'PutBucketPolicy'));
    expect(judgedAnew.key.toSorted()).toEqual(started('kms', 'PutKeyPolicy'));
    expect(judgedAnew.instance.toSorted()).toEqual(
      started('connect', 'UpdateInstanceStorageConfig'),
    );
  });

  it('charges each unit at the price of its tier', () => {
    expect(dollarsFor(prices.evaluation, 100_000)).toBeCloseTo(100, 6);
    expect(dollarsFor(prices.evaluation, 600_000)).toBeCloseTo(100 + 320 + 50, 6);
    expect(dollarsFor(prices.dashboard, 3)).toBe(0);
    expect(dollarsFor(prices.dashboard, 4)).toBe(3);
  });
});

describe('docs/cost.md', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/cost.md'), 'utf8');
  const [paid = [], workedOut = []] = page
    .split(/\n\n/)
    .filter((block) => block.startsWith('|'))
    .map((block) => block.split('\n').slice(2).map(cells));

  it('has the prices that the command reckons with', () => {
    expect(paid.map((row) => row.slice(0, 3))).toEqual(
      Object.values<Price>(prices).map((price) => [
        price.what,
        priceInWords(price),
        price.confirmed,
      ]),
    );
    for (const { source, seenOn = source } of Object.values<Price>(prices)) {
      expect(page).toContain(`<${source}>`);
      expect(page).toContain(`<${seenOn}>`);
    }
    for (const { confirmed, seenOn } of Object.values<Price>(prices)) {
      expect(seenOn === undefined).toBe(confirmed === 'not confirmed');
    }
  });

  it('works out what the model does', () => {
    const counts = {
      ...nothing,
      instances: 20,
      buckets: 20,
      keys: 10,
      streams: 10,
      administrators: 40,
    };
    const { lines, dollarsAMonth } = costOf(counts, { ...quiet, changes: 2 }, rules);
    expect(workedOut.map(([what, , sum]) => [what, sum])).toEqual([
      ...lines.map((line) => [prices[line.price].what, line.dollars.toFixed(2)]),
      ['', `**${dollarsAMonth.toFixed(2)}**`],
    ]);
    expect(page).toContain(`would be ${dollars(counts, quiet).toFixed(2)}:`);
    const others = { bucket: 80, administrator: 400 };
    expect(page).toContain(
      `would be ${dollars(counts, { ...quiet, changes: 2, others }).toFixed(2)}.`,
    );
  });
});

function cells(line: string): readonly string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}

describe('connect-guard cost', () => {
  let aws: LocalAws;
  beforeAll(async () => {
    aws = await guardedCenter();
  });
  afterAll(() => aws.close());

  const run = (options: CostOptions = {}) => runAs(aws, root, () => runCost(options));
  const state = () =>
    statePort(new S3Client(aws.clientFor(root)), deployment.stateBucket, deployment.account);

  it('counts what the stored inventory and settings have', async () => {
    const { code, stdout } = await run({ json: true });
    const { counts, dollarsAMonth, dollarsPerInstance } = JSON.parse(stdout);
    expect(code).toBe(0);
    const stored = await state().read(inventoryKey);
    const inventory = JSON.parse(stored.state === 'known' ? stored.value.body : '');
    expect(counts).toMatchObject({
      instances: inventory.instances.value.length,
      buckets: Object.keys(inventory.buckets).length,
      streams: Object.keys(inventory.streams).length,
    });
    expect(counts.administrators).toBeGreaterThan(0);
    expect(dollarsPerInstance).toBeCloseTo(dollarsAMonth / counts.instances, 6);
  });

  it('says to people what moves it, the dearest first', async () => {
    const { code, stdout, stderr } = await run();
    expect(code).toBe(0);
    expect(stdout).toMatch(/DOLLARS +HOW MANY +WHAT\n +\d+\.\d\d +[\d,]+ evaluations/);
    expect(stdout).toMatch(/in a month\n +\d+\.\d\d +for each instance/);
    expect(stderr).toMatch(/\d+ % of it: evaluations of AWS Config rules/);
    expect(stderr).toContain('each resource changes 2 times a month (--changes)');
  });

  it.each(['', 'often', '-1', 'NaN'])('refuses --changes and --other-roles %j', async (text) => {
    for (const [option, name] of [
      ['changes', '--changes'],
      ['otherRoles', '--other-roles'],
    ] as const) {
      expect(await run({ [option]: text })).toMatchObject({
        code: 'BadInput',
        stderr: expect.stringContaining(`${name} must be a number`),
      });
    }
  });

  it('says where nothing is deployed what to do', async () => {
    expect(await run({ region: 'eu-west-1' })).toMatchObject({
      code: 'Failed',
      stderr: expect.stringContaining('npm run deploy'),
    });
  });

  it('says "at least" when a part of the inventory could not be read', async () => {
    const stored = await state().read(inventoryKey);
    const inventory = JSON.parse(stored.state === 'known' ? stored.value.body : '');
    const why = { action: 'kms:DescribeKey', code: 'AccessDenied', message: 'not allowed' };
    const [key = ''] = Object.keys(inventory.keys);
    inventory.keys[key] = { state: 'unreadable', why };
    await state().write(inventoryKey, JSON.stringify(inventory));
    const { code, stderr } = await run();
    expect(code).toBe(4);
    expect(stderr).toContain('At least that: 1 parts');
  });
});
