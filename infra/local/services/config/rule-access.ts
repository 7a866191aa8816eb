import { type AccessCheck, AwsError, type Call } from '../../service.ts';
import { configState, type StoredRule } from './state.ts';

/** Asks for `config:<operation>` on everything. */
export const onEverything = ({ operation, scope }: Call<never>): readonly AccessCheck[] => [
  { action: `config:${operation}`, resource: '*', resourceAccount: scope.account },
];

/** Asks for `config:<operation>` on each rule that the call names. */
export const onRules =
  <Input>(names: (input: Input) => readonly string[] | undefined) =>
  (call: Call<Input>): readonly AccessCheck[] => {
    const { world, scope, operation, input } = call;
    const { rules } = configState(world, scope);
    const action = `config:${operation}`;
    const resourceAccount = scope.account;
    const named = names(input) ?? [];
    if (named.length === 0) return [{ action, resource: '*', resourceAccount }];
    const prefix = `arn:${scope.partition}:config:${scope.region}:${scope.account}:config-rule/`;
    return named.map((name) => {
      const resource = rules.get(name)?.arn ?? `${prefix}${name}`;
      return { action, resource, resourceAccount };
    });
  };

/** @throws AwsError `NoSuchConfigRuleException` */
export function existingRule({ world, scope }: Call<never>, name: string): StoredRule {
  const rule = configState(world, scope).rules.get(name);
  if (rule !== undefined) return rule;
  throw new AwsError(
    'NoSuchConfigRuleException',
    `The ConfigRule '${name}' provided in the request is invalid. Please check the configRule name`,
  );
}
