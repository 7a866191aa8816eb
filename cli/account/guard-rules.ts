import { ConfigServiceClient, paginateDescribeConfigRules } from '@aws-sdk/client-config-service';
import { configPort } from '#shared/aws/config.ts';
import { configRuleName } from '#shared/connect/deployment.ts';
import { messageOf } from '../errors.ts';
import { say } from '../terminal.ts';
import type { Account } from './open-account.ts';

/**
 * Lets Config judge by the new settings now, rather than at the next change or day.
 * @param rules by name; all unless given
 */
export async function judgeSoon({ client }: Account, rules?: readonly string[]): Promise<void> {
  const config = new ConfigServiceClient(client);
  try {
    await (rules ? configPort(config).startEvaluation(rules) : startGuardRules(config));
    say('AWS Config judges the buckets again.');
  } catch (error) {
    say(`They count from the next evaluation on, within 24 hours: ${messageOf(error)}`);
  }
}

/** Has AWS Config judge everything again by the guard's rules, as far as they are deployed. */
export async function startGuardRules(client: ConfigServiceClient): Promise<void> {
  await configPort(client).startEvaluation(await guardRules(client));
}

/** The names of the guard's rules that AWS Config has. */
export async function guardRules(client: ConfigServiceClient): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { ConfigRules: rules } of paginateDescribeConfigRules({ client }, {})) {
    names.push(...(rules ?? []).flatMap(({ ConfigRuleName: name }) => name ?? []));
  }
  return names.filter((name) => name.startsWith(configRuleName('')));
}
