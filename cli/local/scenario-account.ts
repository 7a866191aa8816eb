import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { IAMClient } from '@aws-sdk/client-iam';
import { S3Client } from '@aws-sdk/client-s3';
import type { LocalAws } from '#infra/local/local-aws.ts';
import type { Scenario } from '#infra/local/scenarios/scenario.ts';
import { configPort } from '#shared/aws/config.ts';
import { iamPort } from '#shared/aws/iam.ts';
import { statePort } from '#shared/aws/state.ts';
import { deploymentIn } from '#shared/connect/deployment.ts';
import { putSettings, type SettingsPut } from '#shared/usecases/settings.ts';
import { startGuardRules } from '../account/guard-rules.ts';

/** As `connect-guard settings put`, called by the scenario's engineer. */
export async function putScenarioSettings(
  aws: LocalAws,
  { engineer }: Scenario,
  settings: object,
): Promise<SettingsPut> {
  const deployment = deploymentIn(aws.home);
  const client = aws.clientFor(engineer);
  const state = statePort(new S3Client(client), deployment.stateBucket, deployment.account);
  const iam = iamPort(new IAMClient(client), deployment.account);
  return putSettings({ state, iam }, deployment, JSON.stringify(settings));
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
