import type { RemediationConfiguration } from '@aws-sdk/client-config-service';
import { startAutomation } from '../automation/start.ts';
import { isClosed } from '../functions/environments.ts';
import { serviceWait } from '../pace.ts';
import { AwsError, type Caller } from '../service.ts';
import {
  configState,
  exceptionFor,
  keyOf,
  type RemediationRun,
  type ResourceKey,
  ruleKey,
} from '../services/config/state.ts';
import type { Scope, World } from '../world.ts';

/** The service-linked principal in whose name Config starts remediations. */
const remediation: Caller = { kind: 'service', arn: 'remediation.config.amazonaws.com' };

/**
 * Repairs a resource that was found non-compliant, if the rule says so and nothing excepts it. A
 * failed execution is tried again; after the last attempt Config excepts the resource by itself.
 * @see https://docs.aws.amazon.com/config/latest/developerguide/remediation.html
 */
export function remediateAutomatically(
  world: World,
  scope: Scope,
  rule: string,
  key: ResourceKey,
): void {
  const configuration = configState(world, scope).remediations.get(rule);
  if (configuration?.Automatic !== true) return;
  const { ResourceType: type } = configuration;
  if (type !== undefined && type !== key.resourceType) return;
  if (isRunning(world, scope, rule, key)) return;
  world.events.track(attempts(world, scope, configuration, key));
}

const isRunning = (world: World, scope: Scope, rule: string, key: ResourceKey): boolean => {
  const state = configState(world, scope).runs.get(ruleKey(rule, key))?.state;
  return state === 'QUEUED' || state === 'IN_PROGRESS';
};

const isNonCompliant = (world: World, scope: Scope, rule: string, key: ResourceKey): boolean =>
  configState(world, scope).rules.get(rule)?.results.get(keyOf(key))?.evaluation.ComplianceType ===
  'NON_COMPLIANT';

async function attempts(
  world: World,
  scope: Scope,
  configuration: RemediationConfiguration,
  key: ResourceKey,
): Promise<void> {
  const { ConfigRuleName: rule = '', RetryAttemptSeconds: seconds = 60 } = configuration;
  const { MaximumAutomaticAttempts: maximum = 5 } = configuration;
  const countsSuccesses = world.unconfirmed['config-counts-successful-remediations'];
  for (let attempt = 1; attempt <= maximum; attempt += 1) {
    if (exceptionFor(world, scope, rule, key) !== undefined || isClosed(world)) return;
    const { state } = await remediate(world, scope, configuration, key);
    const recent = attemptsWithin(world, scope, ruleKey(rule, key), seconds);
    if (countsSuccesses && recent >= maximum) break;
    if (state === 'SUCCEEDED') return;
    if (attempt < maximum) await serviceWait(world, (seconds * 1000) / maximum);
    if (!isNonCompliant(world, scope, rule, key)) return;
  }
  configState(world, scope).exceptions.set(ruleKey(rule, key), {
    ConfigRuleName: rule,
    ResourceType: key.resourceType,
    ResourceId: key.resourceId,
    Message: `Added by AWS Config after ${maximum} remediation attempts within ${seconds} seconds`,
  });
}

/** Counts one more attempt, and answers how many there were in the last `seconds`. */
function attemptsWithin(world: World, scope: Scope, key: string, seconds: number): number {
  const now = world.clock.now();
  const { attempts: all } = configState(world, scope);
  const earliest = now.getTime() - seconds * 1000;
  const recent = [...(all.get(key) ?? []), now].filter((at) => at.getTime() >= earliest);
  all.set(key, recent);
  return recent.length;
}

/** Runs the rule's document for one resource, once. Does not reject. */
export async function remediate(
  world: World,
  scope: Scope,
  configuration: RemediationConfiguration,
  key: ResourceKey,
): Promise<RemediationRun> {
  const now = world.clock.now();
  const run: RemediationRun = { key, state: 'IN_PROGRESS', invoked: now, updated: now };
  configState(world, scope).runs.set(ruleKey(configuration.ConfigRuleName ?? '', key), run);
  try {
    const execution = startAutomation(world, scope, {
      documentName: configuration.TargetId ?? '',
      ...(configuration.TargetVersion === undefined
        ? {}
        : { documentVersion: configuration.TargetVersion }),
      parameters: parametersFor(configuration, key),
      startedBy: remediation,
    });
    run.executionId = execution.record.id;
    await execution.finished;
    run.state = execution.record.status === 'Success' ? 'SUCCEEDED' : 'FAILED';
    if (execution.record.failureMessage !== undefined) run.error = execution.record.failureMessage;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    run.state = 'FAILED';
    run.error = `${error.code}: ${error.message}`;
  }
  run.updated = world.clock.now();
  return run;
}

const parametersFor = (
  { Parameters: parameters = {} }: RemediationConfiguration,
  { resourceId }: ResourceKey,
): Record<string, readonly string[]> =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, { ResourceValue, StaticValue }]) => [
      name,
      ResourceValue?.Value === 'RESOURCE_ID' ? [resourceId] : (StaticValue?.Values ?? []),
    ]),
  );
