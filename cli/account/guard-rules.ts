import {
  type ConfigServiceClient,
  paginateDescribeConfigRules,
} from '@aws-sdk/client-config-service';
import { configPort } from '#shared/aws/config.ts';
import { configRuleName } from '#shared/connect/deployment.ts';

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
