import { synthesize } from '#infra/aws/synthesize.ts';
import { deployStack } from '#infra/local/cloudformation/deploy-stack.ts';
import { LocalAws } from '#infra/local/local-aws.ts';
import { holdWaits, setPace } from '#infra/local/pace.ts';
import type { Scenario } from '#infra/local/scenarios/scenario.ts';
import type { UnconfirmedFactId } from '#infra/local/unconfirmed.ts';
import { Failed, messageOf } from '../errors.ts';
import { approveScenario, putScenarioSettings, takeInventory } from './scenario-account.ts';

/** Connect's own limit and the guard's rate are raised together, so that nobody waits a minute. */
export const connectThrottle = { perSecond: 100, burst: 100 };

/** AWS's minutes take a second: AWS Config notices after one. */
const pace = 1 / 60;

/**
 * An embedded AWS with what the scenario has in it, and no guard yet.
 * @param flipped unconfirmed facts about AWS to run with the other answer of
 * @throws Failed when the port is taken.
 */
export async function serveScenario(
  scenario: Scenario,
  port: number,
  flipped: readonly UnconfirmedFactId[] = [],
): Promise<LocalAws> {
  const aws = await LocalAws.start({
    port,
    flipped,
    home: scenario.home,
    throttles: { connect: connectThrottle },
  }).catch((error: unknown) => {
    throw new Failed(`cannot listen on port ${port}: ${messageOf(error)}`);
  });
  scenario.seed(aws.world);
  await aws.world.events.idle();
  setPace(aws.world, pace);
  return aws;
}

/**
 * Deploys the guard, puts these settings, and has the inventory taken before AWS Config notices the
 * new rules; otherwise every first judgement would ask for it. Unless the guard only observes, the
 * engineer lets in whom the settings name, once and for all. Ends when all is judged and, where the
 * settings say so, closed.
 * @param beforeJudging what is to happen once the stack is there
 */
export async function deployGuard(
  aws: LocalAws,
  scenario: Scenario,
  assembly: string,
  settings: object,
  beforeJudging: (aws: LocalAws) => void = () => {},
): Promise<void> {
  const letGo = holdWaits(aws.world);
  await deployStack(aws.world, aws.home, assembly);
  beforeJudging(aws);
  await putScenarioSettings(aws, scenario, settings);
  await takeInventory(aws, scenario);
  if (!('mode' in settings && settings.mode === 'observe')) await approveScenario(aws, scenario);
  letGo();
  await aws.world.events.idle();
}

/**
 * All of it: serves the scenario, deploys the stack, puts the scenario's settings and lets every
 * bucket be judged and, where the settings say so, closed.
 */
export async function startScenario(
  scenario: Scenario,
  port: number,
  signal: AbortSignal,
  progress: (line: string) => void,
  flipped: readonly UnconfirmedFactId[] = [],
): Promise<LocalAws> {
  progress('Synthesizing the stack …');
  const assembly = await synthesize();
  signal.throwIfAborted();
  const aws = await serveScenario(scenario, port, flipped);
  try {
    progress(`Deploying it into account ${aws.home.account}, ${aws.home.region} …`);
    progress(
      `Evaluating; Amazon Connect takes ${connectThrottle.perSecond} requests a second here, and the guard asks as many …`,
    );
    await deployGuard(aws, scenario, assembly, scenario.settings);
    signal.throwIfAborted();
    return aws;
  } catch (error) {
    await aws.close();
    throw error;
  }
}
