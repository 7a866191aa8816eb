import { isArn } from '#shared/connect/arn.ts';
import { configRuleName, type Deployment, deploymentIn } from '#shared/connect/deployment.ts';
import { listAt, objectAt, textAt } from '#shared/connect/json-shape.ts';
import { parseJson } from '#shared/policy/json.ts';
import type { StartableRule } from '#shared/usecases/start-rules.ts';

/**
 * Where this function runs, from the environment that the stack gives it.
 * @throws naming the variable that is missing or malformed
 */
export function deployment(environment: NodeJS.ProcessEnv = process.env): Deployment {
  const variable = (name: string): string => {
    const value = environment[name];
    if (!value) throw new Error(`environment: ${name} is not set`);
    return value;
  };
  const recorderRole = variable('CONNECT_STORAGE_GUARD_RECORDER_ROLE');
  if (!isArn(recorderRole)) {
    throw new Error(`environment: CONNECT_STORAGE_GUARD_RECORDER_ROLE is no ARN: ${recorderRole}`);
  }
  return deploymentIn(
    {
      partition: variable('CONNECT_STORAGE_GUARD_PARTITION'),
      account: variable('CONNECT_STORAGE_GUARD_ACCOUNT'),
      region: variable('AWS_REGION'),
    },
    recorderRole,
  );
}

/**
 * The AWS Config rules that the stack deployed, by kind: so that the function carries their names
 * and not the rules.
 * @throws InvalidDocument or JsonSyntaxError when the variable is missing or malformed
 */
export function startableRules(
  environment: NodeJS.ProcessEnv = process.env,
): readonly StartableRule[] {
  const kinds = objectAt(parseJson(environment.CONNECT_STORAGE_GUARD_RULES ?? ''), '$');
  return Object.entries(kinds).flatMap(([kind, ids]) =>
    listAt(ids, kind, (id, path) => ({ kind, configRule: configRuleName(textAt(id, path)) })),
  );
}
