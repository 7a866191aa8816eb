import {
  type App,
  Aws,
  CfnOutput,
  CfnStackSet,
  type IStackSynthesizer,
  Lazy,
  Stack,
} from 'aws-cdk-lib';
import { aggregator } from './aggregator.ts';
import { assetBuckets } from './asset-buckets.ts';
import type { OrganizationChoices } from './choices.ts';
import { memberParameters, memberStack } from './members.ts';
import { suppressConfigOfMembers } from './suppress-config.ts';
import {
  type AssetBuckets,
  assetBucketIn,
  assetsAccount,
  MemberSynthesizer,
  PublishingSynthesizer,
} from './synthesizers.ts';

/**
 * The guard in every account of some organizational units: a bucket of code in each region, and the
 * stack `ConnectStorageGuardOrganization` with the StackSet and the place where AWS Config's records
 * come together. The template that the StackSet deploys is `ConnectStorageGuardMember`. For the
 * administrator of Security Hub there is a stack in each region, if it is to suppress.
 * @param bundles a folder with one bundled function in each subfolder
 * @returns the stacks that are deployed
 * @throws when a parameter is chosen that the guard does not take
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs.html
 */
export function createOrganization(
  app: App,
  bundles: string,
  choices: OrganizationChoices,
): {
  readonly buckets: AssetBuckets;
  readonly stack: Stack;
  readonly securityHub: readonly Stack[];
} {
  const buckets = assetBuckets(app, choices);
  const publisher = new PublishingSynthesizer();
  const members = new MemberSynthesizer(publisher, buckets);
  // Before the stack that names it: stacks are synthesized in the order in which they are made.
  const member = memberStack(app, bundles, choices, members);
  const [home] = choices.regions;
  const stack = new Stack(app, 'ConnectStorageGuardOrganization', {
    description: 'Connect Storage Guard in the accounts of an organization',
    env: { region: home },
    synthesizer: publisher as IStackSynthesizer,
  });
  for (const bucket of buckets) stack.addStackDependency(bucket);
  const stackSet = new CfnStackSet(stack, 'Members', {
    stackSetName: 'ConnectStorageGuard',
    description: 'Connect Storage Guard: one stack in each account and region',
    permissionModel: 'SERVICE_MANAGED',
    callAs: choices.delegatedAdministrator ? 'DELEGATED_ADMIN' : 'SELF',
    capabilities: ['CAPABILITY_NAMED_IAM'],
    // An account that leaves keeps its stack: its buckets go on exempting the guard's roles.
    autoDeployment: { enabled: true, retainStacksOnAccountRemoval: true },
    managedExecution: { Active: true },
    operationPreferences: {
      regionConcurrencyType: 'SEQUENTIAL',
      regionOrder: [...choices.regions],
      concurrencyMode: 'SOFT_FAILURE_TOLERANCE',
      maxConcurrentPercentage: 20,
      failureTolerancePercentage: 5,
    },
    parameters: Object.entries({
      ...Object.fromEntries(memberParameters(member, choices)),
      [assetsAccount]: Aws.ACCOUNT_ID,
    }).map(([parameterKey, parameterValue]) => ({ parameterKey, parameterValue })),
    stackInstancesGroup: [
      {
        deploymentTargets: { organizationalUnitIds: [...choices.organizationalUnits] },
        regions: [...choices.regions],
      },
    ],
    templateUrl: Lazy.uncachedString({
      produce: ({ preparing }) =>
        preparing
          ? ''
          : `https://${assetBucketIn(Aws.ACCOUNT_ID, home)}.s3.${home}.${Aws.URL_SUFFIX}/${members.templateKey}`,
    }),
  });
  new CfnOutput(stack, 'StackSetId', { value: stackSet.ref });
  new CfnOutput(stack, 'AggregatorName', { value: aggregator(stack, choices).ref });
  return { buckets, stack, securityHub: suppressConfigOfMembers(app, choices) };
}
