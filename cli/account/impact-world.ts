import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { IAMClient } from '@aws-sdk/client-iam';
import { S3Client } from '@aws-sdk/client-s3';
import { accountAuthorizationPort } from '#shared/aws/account-authorization.ts';
import { bucketConfigurationPort } from '#shared/aws/bucket-configuration.ts';
import { bucketNeighbourPort } from '#shared/aws/bucket-neighbours.ts';
import { systemClock } from '#shared/aws/clock.ts';
import { lastUsedPort } from '#shared/aws/last-used.ts';
import type { Inventory } from '#shared/connect/inventory.ts';
import { inventoryKey, parseInventory } from '#shared/connect/stored-inventory.ts';
import type { ImpactWorld } from '#shared/usecases/impact.ts';
import { Failed } from '../errors.ts';
import type { Account } from './open-account.ts';
import { readable, stateOf, understood } from './state.ts';

/** What it takes to say who loses access, by the caller's own credentials. */
export function impactWorldOf({ client, deployment: { account } }: Account): ImpactWorld {
  const s3 = new S3Client({ ...client, followRegionRedirects: true });
  const iam = new IAMClient(client);
  return {
    authorization: accountAuthorizationPort(iam),
    neighbours: bucketNeighbourPort(s3, new CloudFormationClient(client), account),
    configuration: bucketConfigurationPort(s3, account),
    lastUsed: lastUsedPort(iam, systemClock),
  };
}

/** @throws Failed while there is none */
export async function storedInventory(account: Account): Promise<Inventory> {
  const stored = readable(await stateOf(account).read(inventoryKey), account);
  if (!stored) throw new Failed('no inventory has been taken yet: the first takes some minutes');
  return understood(inventoryKey, () => parseInventory(stored.body));
}

/** As far as the guard is deployed here and lets the caller look. */
export async function inventoryIfAny(account: Account): Promise<Inventory | undefined> {
  const stored = await stateOf(account).read(inventoryKey);
  if (stored.state !== 'known') return undefined;
  return understood(inventoryKey, () => parseInventory(stored.value.body));
}
