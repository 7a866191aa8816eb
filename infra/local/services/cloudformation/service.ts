import * as client from '@aws-sdk/client-cloudformation';
import { type Stack, stacksIn } from '../../cloudformation/stack-state.ts';
import { nextPage } from '../../next-page.ts';
import { AwsError, type Call, type Operation, type Service } from '../../service.ts';

interface ForStack {
  readonly StackName?: string | undefined;
}

/** By name or id. @throws AwsError `ValidationError`, as CloudFormation says of a stack it does not know. */
function stackOf({ world, scope, input }: Call<ForStack>): Stack {
  const name = input.StackName ?? '';
  const stack = [...stacksIn(world, scope).values()].find((each) =>
    [each.name, each.id].includes(name),
  );
  if (stack) return stack;
  throw new AwsError('ValidationError', `Stack with id ${name} does not exist`);
}

/** A stack that is not there is asked for by its name all the same. */
function onStack(call: Call<ForStack>) {
  const { partition, region, account } = call.scope;
  const name = call.input.StackName ?? '*';
  const found = [...stacksIn(call.world, call.scope).values()].find((each) =>
    [each.name, each.id].includes(name),
  );
  const arn = `arn:${partition}:cloudformation:${region}:${account}:stack/${name}/*`;
  return [
    {
      action: `cloudformation:${call.operation}`,
      resource: found?.id ?? (name.startsWith('arn:') ? name : arn),
      resourceAccount: account,
    },
  ];
}

const describeStacks: Operation<client.DescribeStacksInput, client.DescribeStacksOutput> = {
  access: onStack,
  run(call) {
    const { world, scope, input } = call;
    const stacks =
      input.StackName === undefined ? [...stacksIn(world, scope).values()] : [stackOf(call)];
    return {
      Stacks: stacks.map(({ name, id, status, createdAt }) => ({
        StackName: name,
        StackId: id,
        StackStatus: status,
        CreationTime: createdAt,
      })),
    };
  },
};

const perPage = 100;

const listStackResources: Operation<
  client.ListStackResourcesInput,
  client.ListStackResourcesOutput
> = {
  access: onStack,
  run(call) {
    const { resources, createdAt } = stackOf(call);
    const { items, next } = nextPage([...resources.values()], call.input, perPage);
    return {
      StackResourceSummaries: items.map(({ logicalId, type, deployed }) => ({
        LogicalResourceId: logicalId,
        PhysicalResourceId: deployed.ref,
        ResourceType: type,
        ResourceStatus: 'CREATE_COMPLETE',
        LastUpdatedTimestamp: createdAt,
      })),
      ...next,
    };
  },
};

/** AWS CloudFormation, for reading: stacks are deployed by `deployStack`. */
export const service: Service = {
  signingName: 'cloudformation',
  protocol: 'awsQuery',
  client,
  operations: { DescribeStacks: describeStacks, ListStackResources: listStackResources },
};
