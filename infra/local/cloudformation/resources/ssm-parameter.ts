import { defined } from '../../defined.ts';
import { putParameter } from '../../services/ssm/parameters.ts';
import { type StoredParameter, ssmState } from '../../services/ssm/state.ts';
import type { DeployedResource } from '../intrinsics.ts';
import { oneOf, string } from '../properties.ts';
import { resourceKind } from '../resource-kind.ts';

const deployed = ({ name, type, value }: StoredParameter): DeployedResource => ({
  ref: name,
  attributes: { Type: type, Value: value },
});

/** `AWS::SSM::Parameter` */
export const ssmParameter = resourceKind({
  read: (properties) => {
    properties.optional('Tier', oneOf('Standard'));
    return {
      name: properties.optional('Name', string),
      type: properties.required('Type', oneOf('String', 'StringList')),
      value: properties.required('Value', string),
      description: properties.optional('Description', string),
    };
  },
  replacedBy: ['Name', 'Type'],
  create({ world, scope, generatedName }, { name, type, value, description }) {
    const parameter = { name: name ?? generatedName(1000), type, value };
    return deployed(
      putParameter(
        world,
        scope,
        { ...parameter, ...defined({ description }) },
        { overwrite: false },
      ),
    );
  },
  update({ world, scope }, { ref }, { type, value, description }) {
    const parameter = { name: ref, type, value, ...defined({ description }) };
    return deployed(putParameter(world, scope, parameter, { overwrite: true }));
  },
  delete({ world, scope }, { ref }) {
    ssmState(world, scope).parameters.delete(ref);
  },
});
