import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import { perform } from '#shared/aws/errors.ts';
import { configRuleName, functionNames } from '#shared/connect/deployment.ts';
import { rules } from '#shared/rules/registry.ts';
import { guardRules } from '../account/guard-rules.ts';
import type { Account } from '../account/open-account.ts';
import { type Examination, type Finding, ok, trouble } from './diagnosis.ts';
import { guardFunction } from './guard-function.ts';

const redeploy = 'Deploy the stack again: npm run deploy.';

/** Whether the stack's functions and rules are there. */
export const deployment: Examination = {
  subject: 'deployment',
  examine: async (account) => [await functions(account), await configRules(account)],
};

async function functions({ client }: Account): Promise<Finding> {
  const names = Object.values(functionNames);
  const found = await Promise.all(
    names.map(async (name) => ({ name, state: stateOf(await guardFunction(client, name)) })),
  );
  if (found.every(({ state }) => state === missing)) {
    return trouble(
      'None of the functions of the guard is there: it is not deployed here.',
      'Deploy it: npm run deploy. Without it, connect-guard audit says what is open.',
    );
  }
  const amiss = found.filter(({ state }) => !working.has(state));
  return amiss.length === 0
    ? ok(`All ${names.length} functions are there.`)
    : trouble(
        `Not all functions are there: ${amiss.map(({ name, state }) => `${name} (${state})`).join(', ')}.`,
        redeploy,
      );
}

const missing = 'missing';

/** Those that are `Inactive` wake up when they are called. */
const working: ReadonlySet<string> = new Set(['Active', 'Inactive']);

const stateOf = (found: FunctionConfiguration | undefined): string =>
  found ? (found.State ?? 'Active') : missing;

async function configRules({ client }: Account): Promise<Finding> {
  const deployed = await perform('config:DescribeConfigRules', () =>
    guardRules(new ConfigServiceClient(client)),
  );
  const lacking = rules
    .map(({ id }) => configRuleName(id))
    .filter((name) => !deployed.includes(name));
  if (lacking.length === 0) return ok(`AWS Config has all ${rules.length} rules.`);
  return lacking.length === rules.length
    ? trouble('AWS Config has none of the rules.', redeploy)
    : trouble(`AWS Config lacks ${lacking.join(', ')}.`, redeploy);
}
