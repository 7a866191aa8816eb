import { type App, Aws, CfnParameter, type IStackSynthesizer, type Stack } from 'aws-cdk-lib';
import { createStack } from '../stack.ts';
import type { OrganizationChoices } from './choices.ts';
import { suppressing } from './suppress-config.ts';
import { assetsAccount, type MemberSynthesizer } from './synthesizers.ts';

/**
 * The guard as it runs in the accounts of an organization: the stack of one account and region, with
 * its code from the buckets of the account that deploys it.
 */
export function memberStack(
  app: App,
  bundles: string,
  { recorderRole }: OrganizationChoices,
  synthesizer: MemberSynthesizer,
): Stack {
  const stack = createStack(app, bundles, {
    id: 'ConnectStorageGuardMember',
    synthesizer: synthesizer as IStackSynthesizer,
    ...(recorderRole !== undefined && {
      recorderRole: `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/${recorderRole}`,
    }),
  });
  new CfnParameter(stack, assetsAccount, {
    type: 'String',
    description: 'The account in whose buckets the code of the functions lies',
    allowedPattern: '^[0-9]{12}$',
    constraintDescription: 'must be the id of an account',
  });
  return stack;
}

/** What is not chosen, and what to do instead. */
const notChosen: Readonly<Record<string, string>> = {
  [assetsAccount]: 'it is the account that deploys',
  HomeRegion: 'it is the first of the regions',
  ConfigRecorderRoleArn: 'it differs by account: give -c recorderRole=NAME',
  StateKeyArn: 'a key is of one account and region: the state is encrypted by Amazon S3',
  FormerStateKeyArn: 'a key is of one account and region: the state is encrypted by Amazon S3',
};

/**
 * The values that every stack of the members is given.
 * @throws with the parameter that is not there, or the value that it does not take
 */
export function memberParameters(
  member: Stack,
  { parameters, regions }: OrganizationChoices,
): ReadonlyMap<string, string> {
  const declared = new Map(
    member.node.children
      .filter((each) => each instanceof CfnParameter)
      .map((each) => [each.node.id, each]),
  );
  for (const [name, value] of parameters) {
    const parameter = declared.get(name);
    const because =
      notChosen[name] ??
      (parameter ? whyNot(parameter, value) : `there is none; ${[...declared.keys()].join(', ')}`);
    if (because !== undefined) throw new Error(`context: parameters: ${name}: ${because}`);
  }
  const [securityHub, value] = suppressing;
  return new Map([
    ['HomeRegion', regions[0]],
    ...parameters,
    // A member cannot make the automation rule: its administrator does.
    ...(parameters.get(securityHub) === value ? [[securityHub, 'On'] as const] : []),
  ]);
}

/** Why CloudFormation would not take the value, if so. */
function whyNot(parameter: CfnParameter, value: string): string | undefined {
  const { type, allowedValues, allowedPattern, constraintDescription, minValue, maxValue } =
    parameter;
  if (allowedValues && !allowedValues.includes(value)) {
    return `must be ${allowedValues.join(', ')}; found "${value}"`;
  }
  if (allowedPattern !== undefined && !new RegExp(allowedPattern).test(value)) {
    return `${constraintDescription ?? `must match ${allowedPattern}`}; found "${value}"`;
  }
  const [least, most] = [minValue ?? -Infinity, maxValue ?? Infinity];
  const fits = value.trim() !== '' && Number(value) >= least && Number(value) <= most;
  if (type === 'Number' && !fits)
    return `must be a number from ${least} to ${most}; found "${value}"`;
  return undefined;
}
