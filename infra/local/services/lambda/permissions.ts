import type { RawStatement } from '#shared/policy/document.ts';
import type { LambdaFunction } from '../../functions/state.ts';
import { AwsError, type Operation } from '../../service.ts';
import { onFunction } from './access.ts';
import { existingFunction, type FunctionInput } from './name.ts';

/** What `AddPermission` and `AWS::Lambda::Permission` take. */
export interface PermissionInput {
  readonly StatementId: string;
  readonly Action: string;
  readonly Principal: string;
  readonly SourceAccount?: string | undefined;
  readonly SourceArn?: string | undefined;
  readonly PrincipalOrgID?: string | undefined;
}

/**
 * Adds a statement to the function's resource policy.
 * @throws AwsError `ResourceConflictException` when there is one of that id.
 */
export function addPermissionTo(lambda: LambdaFunction, input: PermissionInput): RawStatement {
  const { StatementId: sid, Principal: principal } = input;
  if (lambda.permissions.has(sid)) {
    const message = `The statement id (${sid}) provided already exists. Please provide a new statement id, or remove the existing statement.`;
    throw new AwsError('ResourceConflictException', message, 409);
  }
  const conditions = conditionsOf(input);
  const statement: RawStatement = {
    Sid: sid,
    Effect: 'Allow',
    Principal: principal === '*' ? '*' : principalOf(principal, lambda),
    Action: input.Action,
    Resource: lambda.arn,
    ...(Object.keys(conditions).length === 0 ? {} : { Condition: conditions }),
  };
  lambda.permissions.set(sid, statement);
  return statement;
}

function principalOf(principal: string, { scope }: LambdaFunction): Record<string, string> {
  if (/^[\w-]+(\.[\w-]+)+$/.test(principal)) return { Service: principal };
  const account = /^\d{12}$/.test(principal);
  return { AWS: account ? `arn:${scope.partition}:iam::${principal}:root` : principal };
}

function conditionsOf(input: PermissionInput): Record<string, Record<string, string>> {
  const equals = {
    ...(input.SourceAccount === undefined ? {} : { 'AWS:SourceAccount': input.SourceAccount }),
    ...(input.PrincipalOrgID === undefined ? {} : { 'aws:PrincipalOrgID': input.PrincipalOrgID }),
  };
  return {
    ...(Object.keys(equals).length === 0 ? {} : { StringEquals: equals }),
    ...(input.SourceArn === undefined ? {} : { ArnLike: { 'AWS:SourceArn': input.SourceArn } }),
  };
}

export const addPermission: Operation<FunctionInput & PermissionInput> = {
  access: onFunction('AddPermission'),
  run: (call) => ({
    Statement: JSON.stringify(addPermissionTo(existingFunction(call), call.input)),
  }),
};

export const removePermission: Operation<FunctionInput & { readonly StatementId: string }> = {
  access: onFunction('RemovePermission'),
  run(call) {
    const { permissions } = existingFunction(call);
    if (!permissions.delete(call.input.StatementId)) {
      const message = `Statement ${call.input.StatementId} is not found in resource policy.`;
      throw new AwsError('ResourceNotFoundException', message, 404);
    }
    return {};
  },
};
