import { functionsIn, type LambdaFunction } from '../../functions/state.ts';
import { AwsError } from '../../service.ts';
import { addPermissionTo } from '../../services/lambda/permissions.ts';
import { string } from '../properties.ts';
import { type ResourceContext, resourceKind } from '../resource-kind.ts';

/** By name or ARN. */
function functionNamed({ world, scope }: ResourceContext, reference: string): LambdaFunction {
  const name = reference.split(':').at(-1) ?? '';
  const found = functionsIn(world, scope).get(name);
  if (found !== undefined) return found;
  throw new AwsError('ResourceNotFoundException', `Function not found: ${reference}`, 404);
}

/** `AWS::Lambda::Permission`: a statement of a function's resource policy. */
export const lambdaPermission = resourceKind({
  read: (properties) => ({
    functionName: properties.required('FunctionName', string),
    Action: properties.required('Action', string),
    Principal: properties.required('Principal', string),
    SourceAccount: properties.optional('SourceAccount', string),
    SourceArn: properties.optional('SourceArn', string),
    PrincipalOrgID: properties.optional('PrincipalOrgID', string),
  }),
  replacedBy: [
    'FunctionName',
    'Action',
    'Principal',
    'SourceAccount',
    'SourceArn',
    'PrincipalOrgID',
  ],
  create(context, { functionName, ...permission }) {
    const lambda = functionNamed(context, functionName);
    let id = context.generatedName(100);
    // While one permission takes the place of another both stand.
    while (lambda.permissions.has(id)) id = `${id}-`;
    addPermissionTo(lambda, { StatementId: id, ...permission });
    return { ref: id, attributes: { Id: id } };
  },
  update: (_, resource) => resource,
  delete({ world, scope }, { ref }, { functionName }) {
    const name = functionName.split(':').at(-1) ?? '';
    functionsIn(world, scope).get(name)?.permissions.delete(ref);
  },
});
