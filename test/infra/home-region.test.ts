import { ConfigServiceClient, DescribeConfigRulesCommand } from '@aws-sdk/client-config-service';
import { afterEach, expect, it } from '@jest/globals';
import { synthesize } from '#infra/aws/synthesize.ts';
import { deployStack } from '#infra/local/cloudformation/deploy-stack.ts';
import { LocalAws } from '#infra/local/local-aws.ts';
import { configRuleName } from '#shared/connect/deployment.ts';
import { rules } from '#shared/rules/registry.ts';

let aws: LocalAws;
afterEach(() => aws.close());

/** The rules of a stack in Ireland, deployed with this `HomeRegion`, that AWS Config starts on changes. */
async function startedByChanges(HomeRegion: string): Promise<readonly string[]> {
  const home = { partition: 'aws', account: '111122223333', region: 'eu-west-1' };
  aws = await LocalAws.start({ home });
  await deployStack(aws.world, aws.home, await synthesize(), { HomeRegion });
  const config = new ConfigServiceClient(aws.clientFor(`arn:aws:iam::${home.account}:root`));
  const { ConfigRules = [] } = await config.send(new DescribeConfigRulesCommand({}));
  expect(ConfigRules).toHaveLength(rules.length);
  return ConfigRules.flatMap(({ ConfigRuleName = '', Scope, Source }) => {
    const types = (Source?.SourceDetails ?? []).map(({ MessageType }) => MessageType);
    expect(types).toContain('ScheduledNotification');
    const onChanges = types.includes('ConfigurationItemChangeNotification');
    expect(Scope !== undefined).toBe(onChanges);
    return onChanges ? [ConfigRuleName] : [];
  }).toSorted();
}

const names = (kinds: (kind: string) => boolean): readonly string[] =>
  rules
    .filter(({ kind }) => kinds(kind))
    .map(({ id }) => configRuleName(id))
    .toSorted();

it.each(['', 'eu-west-1'])(
  'with the home region "%s" every rule starts on changes, those about IAM too',
  async (region) => {
    expect(await startedByChanges(region)).toEqual(names(() => true));
  },
  120_000,
);

it('elsewhere the rules about IAM run once a day', async () => {
  expect(await startedByChanges('us-east-1')).toEqual(names((kind) => kind !== 'administrator'));
}, 120_000);
