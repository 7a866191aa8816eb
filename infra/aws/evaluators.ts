import type { CfnRole } from 'aws-cdk-lib/aws-iam';
import { type CfnFunction, CfnPermission } from 'aws-cdk-lib/aws-lambda';
import type { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { functionNames } from '#shared/connect/deployment.ts';
import { rules } from '#shared/rules/registry.ts';
import type { AnyRule, RuleKind } from '#shared/rules/rule.ts';
import { onFailure, reportFailedEvents } from './dead-letter.ts';
import { guardFunction, writeLogs } from './function.ts';
import type { Parts } from './parts.ts';
import { guardRole } from './role.ts';
import { ruleReadings } from './rule-readings.ts';

export interface Evaluator {
  readonly rules: readonly AnyRule[];
  readonly role: CfnRole;
  readonly lambda: CfnFunction;
  /** AWS Config checks it when a rule is created, so rules must depend on it. */
  readonly permission: CfnPermission;
}

/** The function of each kind of rule: its name in `functionNames`, and what it judges. */
const kinds: Readonly<
  Record<RuleKind, { readonly name: keyof typeof functionNames; readonly judges: string }>
> = {
  bucket: { name: 'evaluateBuckets', judges: 'the buckets of Amazon Connect' },
  instance: { name: 'evaluateInstances', judges: 'the instances of Amazon Connect' },
  key: { name: 'evaluateKeys', judges: 'the KMS keys of Amazon Connect' },
  stream: { name: 'evaluateStreams', judges: 'the streams of Amazon Connect' },
  administrator: { name: 'evaluateAdministrators', judges: 'the administrators of instances' },
};

/**
 * One function for each kind of rule, which judges when AWS Config asks: each reads what its rules
 * say that they need, and reports. None asks Connect.
 */
export const evaluators = (
  parts: Parts,
  failedEvents: CfnQueue,
  inventory: CfnFunction,
): readonly Evaluator[] =>
  Object.entries(kinds).map(([kind, { name, judges }]) => {
    const id = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    const own = rules.filter((rule) => rule.kind === kind);
    const { partition, region, account } = parts.deployment;
    const role = guardRole(parts, {
      name: id,
      description: `Reads the configuration of ${judges} and reports to AWS Config`,
      service: 'lambda.amazonaws.com',
      statements: [
        ...ruleReadings(parts, [{ needs: ['inventory'] }, ...own]),
        { Sid: 'ReportEvaluations', Action: 'config:PutEvaluations', Resource: '*' },
        {
          Sid: 'FindWhatIsGone',
          Action: 'config:GetComplianceDetailsByConfigRule',
          Resource: `arn:${partition}:config:${region}:${account}:config-rule/*`,
        },
        {
          Sid: 'AskForAnInventory',
          Action: 'lambda:InvokeFunction',
          Resource: inventory.attrArn,
        },
        reportFailedEvents(failedEvents),
        ...writeLogs(parts, functionNames[name]),
      ],
    });
    const lambda = guardFunction(parts, {
      id,
      name: functionNames[name],
      description: `Judges ${judges} for AWS Config`,
      role,
      timeoutSeconds: 300,
      variables: {
        CONNECT_STORAGE_GUARD_SECURITY_HUB: parts.parameters.securityHub.valueAsString,
      },
    });
    onFailure(parts, id, lambda, failedEvents);
    // No source ARN: it would name the rule, which AWS Config creates only after this permission.
    const permission = new CfnPermission(parts.stack, `${id}ConfigPermission`, {
      action: 'lambda:InvokeFunction',
      functionName: lambda.ref,
      principal: 'config.amazonaws.com',
      sourceAccount: account,
    });
    return { rules: own, role, lambda, permission };
  });
