import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { IAMClient } from '@aws-sdk/client-iam';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import type { LocalAws } from '#infra/local/local-aws.ts';
import type { Scenario } from '#infra/local/scenarios/scenario.ts';
import { systemClock } from '#shared/aws/clock.ts';
import { configPort } from '#shared/aws/config.ts';
import { iamPort } from '#shared/aws/iam.ts';
import { statePort } from '#shared/aws/state.ts';
import { deploymentIn, functionNames } from '#shared/connect/deployment.ts';
import { approvePrincipals } from '#shared/usecases/approvals.ts';
import { Retryable } from '#shared/usecases/errors.ts';
import { readInventory } from '#shared/usecases/read-inventory.ts';
import { putSettings, type SettingsPut } from '#shared/usecases/settings.ts';
import { startGuardRules } from '../account/guard-rules.ts';

/** The guard's state and IAM, as the scenario's engineer reaches them. */
function asEngineer(aws: LocalAws, { engineer }: Scenario) {
  const deployment = deploymentIn(aws.home);
  const client = aws.clientFor(engineer);
  const state = statePort(new S3Client(client), deployment.stateBucket, deployment.account);
  const iam = iamPort(new IAMClient(client), deployment.account);
  return { deployment, state, iam };
}

/** As `connect-guard settings put`, called by the scenario's engineer. */
export async function putScenarioSettings(
  aws: LocalAws,
  scenario: Scenario,
  settings: object,
): Promise<SettingsPut> {
  const { deployment, ...world } = asEngineer(aws, scenario);
  return putSettings(world, deployment, JSON.stringify(settings));
}

/** The engineer has the inventory taken, as the schedule would. Resolves when it is there. */
export async function takeInventory(aws: LocalAws, { engineer }: Scenario): Promise<void> {
  const invocation = new InvokeCommand({
    FunctionName: functionNames.followChanges,
    Payload: Buffer.from(JSON.stringify({ reason: 'schedule' })),
  });
  const client = new LambdaClient(aws.clientFor(engineer));
  const { FunctionError, Payload } = await client.send(invocation);
  if (FunctionError) throw new Error(`no inventory was taken: ${Payload?.transformToString()}`);
}

/**
 * The engineer lets whom the settings name into every bucket of the inventory, so that the guard
 * may close them by itself. A bucket of which that cannot be told is left to be refused.
 */
export async function approveScenario(aws: LocalAws, scenario: Scenario): Promise<void> {
  const { deployment, ...account } = asEngineer(aws, scenario);
  const world = { ...account, clock: systemClock };
  const { buckets } = await readInventory(world, deployment);
  for (const bucket of Object.keys(buckets)) {
    await approvePrincipals(world, deployment, bucket, scenario.engineer).catch(
      (error: unknown) => {
        if (!(error instanceof Retryable)) throw error;
      },
    );
  }
}

/** Has AWS Config judge now, in the engineer's name. @param rules by name; all unless given */
export async function judgeAgain(
  aws: LocalAws,
  { engineer }: Scenario,
  rules?: readonly string[],
): Promise<void> {
  const client = new ConfigServiceClient(aws.clientFor(engineer));
  await (rules ? configPort(client).startEvaluation(rules) : startGuardRules(client));
}
