import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { stackName } from '#infra/aws/synthesize.ts';
import type { Inventory } from '#shared/connect/inventory.ts';
import { inventoryKey, parseInventory } from '#shared/connect/stored-inventory.ts';
import { instanceRow } from '../account/inventory.ts';
import { connectThrottle } from '../local/start.ts';
import { expectThat } from './expectation.ts';
import { callsOf, shortName } from './ledger.ts';
import { chapter, facts, space, table, tell } from './page.ts';
import type { Stage } from './stage.ts';

/** What was deployed, and what it found. */
export async function contactCenterChapter(stage: Stage, assembly: string): Promise<void> {
  const { aws } = stage;
  const template = JSON.parse(await readFile(join(assembly, `${stackName}.template.json`), 'utf8'));
  const types = Object.values<{ Type: string }>(template.Resources).map(({ Type }) => Type);
  const count = (type: string): number => types.filter((each) => each === type).length;
  chapter('The contact center');
  facts([
    ['endpoint', `${aws.endpoint}, account ${aws.home.account}, ${aws.home.region}`],
    [
      'stack',
      `${stackName}: ${types.length} resources, among them ${count('AWS::Lambda::Function')} functions, ${count('AWS::IAM::Role')} roles, ${count('AWS::Config::ConfigRule')} Config rules, ${count('AWS::SSM::Document')} SSM documents`,
    ],
  ]);
  space();
  const inventory = await readInventory(stage);
  const instances = inventory.instances.state === 'known' ? inventory.instances.value : [];
  expectThat(instances.length > 0, 'no instance of Amazon Connect was discovered');
  table(
    instances
      .map(instanceRow)
      .map(([name = '', role = '', stores = '']) => [name, shortName(role), stores]),
    ['INSTANCE', 'STORES BY THE ROLE', 'IN'],
  );
  space();
  tell(
    `Found with ${callsOf(aws, 'connect')} calls to Amazon Connect, which nobody repeats for a judgement. AWS takes 2 a second and the guard asks 1 a second; both are raised to ${connectThrottle.perSecond} here, so that you need not wait.`,
  );
}

async function readInventory({ auditor, deployment }: Stage): Promise<Inventory> {
  const { Body } = await auditor.s3.send(
    new GetObjectCommand({ Bucket: deployment.stateBucket, Key: inventoryKey }),
  );
  return parseInventory((await Body?.transformToString()) ?? '');
}
