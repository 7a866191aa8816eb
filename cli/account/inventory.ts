import { associationsOf } from '#shared/connect/bucket-use.ts';
import type { ConnectInstance, Inventory } from '#shared/connect/inventory.ts';
import { inventoryKey, parseInventory } from '#shared/connect/stored-inventory.ts';
import type { AwsOptions } from '../aws-options.ts';
import { columns } from '../columns.ts';
import { Failed } from '../errors.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { colour, print, say } from '../terminal.ts';
import { openAccount } from './open-account.ts';
import { readable, stateOf, understood } from './state.ts';

/** Prints the stored inventory. @throws Failed while there is none. */
export async function runInventoryShow(
  options: AwsOptions & { readonly json?: boolean },
): Promise<ExitCode> {
  const account = await openAccount(options);
  const stored = readable(await stateOf(account).read(inventoryKey), account);
  if (!stored) throw new Failed('no inventory has been taken yet: the first takes some minutes');
  if (options.json) print(stored.body);
  else show(understood(inventoryKey, () => parseInventory(stored.body)));
  return exitCodes.ok;
}

function show({ takenAt, instances }: Inventory): void {
  say(`Taken at ${takenAt}.`);
  if (instances.state !== 'known') {
    throw new Failed(
      `the instances could not be listed: ${instances.state === 'unreadable' ? instances.why.message : ''}`,
    );
  }
  const heads = ['INSTANCE', 'SERVICE ROLE', 'BUCKETS'].map((head) => colour.dim(head));
  for (const line of columns([heads, ...instances.value.map(instanceRow)])) print(line);
}

/** An instance as a table shows it: alias, role, buckets. */
export const instanceRow = (instance: ConnectInstance): readonly string[] => [
  instance.alias ?? instance.id,
  roleNameOf(instance),
  bucketsOf(instance).join(' '),
];

const bucketsOf = (instance: ConnectInstance): readonly string[] => [
  ...new Set(associationsOf(instance).flatMap(({ bucket }) => bucket ?? [])),
];

function roleNameOf({ serviceRole }: ConnectInstance): string {
  if (serviceRole.state === 'known') return serviceRole.value.arn.split('/').at(-1) ?? '';
  return serviceRole.state === 'absent' ? 'none' : `cannot tell: ${serviceRole.why.code}`;
}
