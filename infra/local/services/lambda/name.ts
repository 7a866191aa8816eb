import { functionArn, functionsIn, type LambdaFunction } from '../../functions/state.ts';
import { AwsError, type Call } from '../../service.ts';

export interface FunctionInput {
  /** Name, ARN or `account:function:name`, each with or without `:qualifier`. */
  readonly FunctionName: string;
  readonly Qualifier?: string;
}

interface NamedFunction {
  readonly name: string;
  readonly qualifier?: string;
}

const functionReference =
  /^(?:(?:arn:[^:]+:lambda:[^:]*:)?(?:\d{12}:)?function:)?(?<name>[\w-]+)(?::(?<qualifier>[\w$-]+))?$/;

/** @throws AwsError `ValidationException` */
function named({ FunctionName: given, Qualifier: qualifier }: FunctionInput): NamedFunction {
  const { name, qualifier: inName } = functionReference.exec(given)?.groups ?? {};
  if (name === undefined) throw new AwsError('ValidationException', `${given} is no function name`);
  const chosen = qualifier ?? inName;
  return { name, ...(chosen === undefined ? {} : { qualifier: chosen }) };
}

/** The ARN that the policies are asked about. */
export function calledArn({ scope, input }: Call<FunctionInput>): string {
  const { name, qualifier } = named(input);
  const arn = functionArn(scope, name);
  return qualifier === undefined ? arn : `${arn}:${qualifier}`;
}

/**
 * The function that a call names, if it exists.
 * @throws AwsError when the qualifier is a version or alias: there are none here.
 */
export function calledFunction({
  world,
  scope,
  input,
}: Call<FunctionInput>): LambdaFunction | undefined {
  const { name, qualifier } = named(input);
  const found = functionsIn(world, scope).get(name);
  return qualifier === undefined || qualifier === '$LATEST' ? found : undefined;
}

/** @throws AwsError `ResourceNotFoundException` */
export function existingFunction(call: Call<FunctionInput>): LambdaFunction {
  const found = calledFunction(call);
  if (found !== undefined) return found;
  throw new AwsError('ResourceNotFoundException', `Function not found: ${calledArn(call)}`, 404);
}
