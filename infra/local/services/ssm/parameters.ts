import type * as Ssm from '@aws-sdk/client-ssm';
import { type AccessCheck, AwsError, type Call, type Operation } from '../../service.ts';
import type { Scope, World } from '../../world.ts';
import { type StoredParameter, ssmState } from './state.ts';

const arnOf = ({ partition, region, account }: Scope, name: string): string =>
  `arn:${partition}:ssm:${region}:${account}:parameter/${name.replace(/^\//, '')}`;

const onParameters =
  <Input>(names: (input: Input) => readonly string[]) =>
  ({ scope, operation, input }: Call<Input>): readonly AccessCheck[] =>
    names(input).map((name) => ({
      action: `ssm:${operation}`,
      resource: arnOf(scope, name),
      resourceAccount: scope.account,
    }));

/**
 * Makes a parameter, or changes it when `overwrite` is set.
 * @throws AwsError `ParameterAlreadyExists`, `ValidationException`.
 */
export function putParameter(
  world: World,
  scope: Scope,
  parameter: Pick<StoredParameter, 'name' | 'type' | 'value' | 'description'>,
  { overwrite }: { readonly overwrite: boolean },
): StoredParameter {
  const { parameters } = ssmState(world, scope);
  const { name, type, value } = parameter;
  if (!/^[\w./-]{1,1011}$/.test(name)) {
    throw new AwsError('ValidationException', `${name} is not a parameter name`);
  }
  const existing = parameters.get(name);
  if (existing !== undefined && !overwrite) {
    throw new AwsError('ParameterAlreadyExists', 'The parameter already exists.');
  }
  if (type === 'SecureString') {
    const message = 'The embedded AWS keeps no SecureString parameters.';
    throw new AwsError('UnsupportedParameterType', message);
  }
  if (Buffer.byteLength(value) > 4096) {
    throw new AwsError('ValidationException', 'Standard tier parameters hold at most 4096 bytes.');
  }
  const stored: StoredParameter = {
    ...parameter,
    arn: arnOf(scope, name),
    version: (existing?.version ?? 0) + 1,
    modified: world.clock.now(),
  };
  parameters.set(name, stored);
  return stored;
}

const put: Operation<Ssm.PutParameterRequest, Ssm.PutParameterResult> = {
  access: onParameters(({ Name: name }) => [name ?? '']),
  run({ world, scope, input }) {
    const { Name: name = '', Value: value = '', Type: type = 'String' } = input;
    const description = input.Description;
    const { version } = putParameter(
      world,
      scope,
      { name, type, value, ...(description === undefined ? {} : { description }) },
      { overwrite: input.Overwrite === true },
    );
    return { Version: version, Tier: 'Standard' };
  },
};

const get: Operation<Ssm.GetParameterRequest, Ssm.GetParameterResult> = {
  access: onParameters(({ Name: name }) => [name ?? '']),
  run({ world, scope, input }) {
    const found = ssmState(world, scope).parameters.get(input.Name ?? '');
    if (found === undefined) throw new AwsError('ParameterNotFound', `No ${input.Name}.`);
    return { Parameter: outputOf(found) };
  },
};

const getSeveral: Operation<Ssm.GetParametersRequest, Ssm.GetParametersResult> = {
  access: onParameters(({ Names: names }) => names ?? []),
  run({ world, scope, input }) {
    const { parameters } = ssmState(world, scope);
    const names = input.Names ?? [];
    return {
      Parameters: names.flatMap((name) => parameters.get(name) ?? []).map(outputOf),
      InvalidParameters: names.filter((name) => !parameters.has(name)),
    };
  },
};

const remove: Operation<Ssm.DeleteParameterRequest, Ssm.DeleteParameterResult> = {
  access: onParameters(({ Name: name }) => [name ?? '']),
  run({ world, scope, input }) {
    if (!ssmState(world, scope).parameters.delete(input.Name ?? '')) {
      throw new AwsError('ParameterNotFound', `No ${input.Name}.`);
    }
    return {};
  },
};

const outputOf = ({ name, arn, type, value, version, modified }: StoredParameter) => ({
  Name: name,
  ARN: arn,
  Type: type,
  Value: value,
  Version: version,
  LastModifiedDate: modified,
  DataType: 'text',
});

export const parameterOperations = {
  PutParameter: put,
  GetParameter: get,
  GetParameters: getSeveral,
  DeleteParameter: remove,
};
