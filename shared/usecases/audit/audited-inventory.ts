import type { Arn } from '#shared/connect/arn.ts';
import type { Deployment } from '#shared/connect/deployment.ts';
import type { ConnectInstance, Inventory } from '#shared/connect/inventory.ts';
import { associationsOf, instancesFeeding, instancesOf } from '#shared/connect/resource-use.ts';
import type { ListedInstance } from '#shared/ports.ts';
import { attempt, requestsPerInstance } from '../ask-connect.ts';
import { Retryable } from '../errors.ts';
import type { TakenInstance } from '../learnt.ts';
import { readInventory } from '../read-inventory.ts';
import type { InstanceParts } from '../refresh-state.ts';
import { isWhole, sweepConnect } from '../sweep-connect.ts';
import { inventoryOf } from '../take-inventory.ts';
import type { Reading } from './audit-world.ts';
import type { AuditedDelivery, AuditedInstance, AuditedStorage } from './report.ts';

export interface InventoryRequest {
  readonly deployment: Deployment;
  /** Asks Connect although there may be a stored inventory. */
  readonly live: boolean;
  /** What an audit that was cut off has taken already, by instance. */
  readonly taken: Readonly<Record<string, InstanceParts>>;
  /** @param requests how many Connect has still to answer */
  readonly progress: (done: number, total: number, requests: number) => void;
  /** An instance of which Connect has told everything, and the inventory of it alone. */
  readonly instanceTaken: (arn: Arn, parts: InstanceParts, alone: Inventory) => Promise<void>;
}

export type TakenInventory =
  | { readonly from: 'state-bucket' | 'live'; readonly inventory: Inventory }
  | { readonly unreadable: string };

/** The guard's inventory when it is readable and fresh; else asks Connect, and writes nothing. */
export async function takeInventory(
  reading: Reading,
  request: InventoryRequest,
): Promise<TakenInventory> {
  const { deployment, live } = request;
  const stored = live ? undefined : await storedInventory(reading, deployment);
  if (stored) return { from: 'state-bucket', inventory: stored };
  const listed = await attempt('connect:ListInstances', () => reading.connect.listInstances());
  if (listed.fact.state !== 'known') {
    const why = listed.fact.state === 'unreadable' ? listed.fact.why : undefined;
    return { unreadable: `connect:ListInstances ${why?.code} (${why?.message})` };
  }
  const inventory = await sweep(reading, request, listed.fact.value);
  return { from: 'live', inventory };
}

const storedInventory = (reading: Reading, deployment: Deployment) =>
  readInventory(reading, deployment).catch((error: unknown) => {
    if (error instanceof Retryable) return undefined;
    throw error;
  });

const forever = new Date(8.64e15);

async function sweep(
  reading: Reading,
  { deployment, taken, progress, instanceTaken }: InventoryRequest,
  listed: readonly ListedInstance[],
): Promise<Inventory> {
  const instances = new Map<string, TakenInstance>();
  for (const [arn, parts] of Object.entries(taken)) instances.set(arn, { ...parts, failed: [] });
  const told = new Set(Object.keys(taken));
  const report = () =>
    progress(told.size, listed.length, (listed.length - told.size) * requestsPerInstance);
  report();
  const keep = async (arn: Arn, parts: TakenInstance) => {
    instances.set(arn, parts);
    const alone = listed.filter((each) => each.arn === arn);
    if (!isWhole(arn, parts)) return;
    told.add(arn);
    report();
    const { value } = await inventoryOf(reading, deployment, alone, instances, undefined);
    await instanceTaken(arn, parts, value);
  };
  await sweepConnect(reading, listed, { instances, keep }, forever);
  return (await inventoryOf(reading, deployment, listed, instances, undefined)).value;
}

/** The instances with their storage, as a report shows them. */
export const auditedInstances = (inventory: Inventory): readonly AuditedInstance[] =>
  instancesOf(inventory).map((instance) => ({
    arn: instance.arn,
    id: instance.id,
    ...(instance.alias !== undefined && { alias: instance.alias }),
    ...(instance.serviceRole.state === 'known' && { serviceRole: instance.serviceRole.value.arn }),
    storage: associationsOf(instance).map(
      ({ resourceType, storageType, bucket, prefix, stream, key }): AuditedStorage => ({
        resourceType,
        storageType,
        ...(bucket !== undefined && { bucket }),
        ...(prefix !== undefined && { prefix }),
        ...(stream !== undefined && { stream }),
        ...(key !== undefined && { key }),
      }),
    ),
    deliveries: deliveriesOf(inventory, instance),
  }));

const deliveriesOf = (inventory: Inventory, { arn }: ConnectInstance): readonly AuditedDelivery[] =>
  Object.entries(inventory.deliveryStreams).flatMap(([name, fact]) => {
    const feeds = instancesFeeding(inventory, name).some((each) => each.arn === arn);
    if (fact.state !== 'known' || !feeds) return [];
    const { arn: deliveryStream, source, destinations } = fact.value;
    const stream = source?.stream ?? deliveryStream;
    return destinations.map(({ bucket }) => ({ stream, deliveryStream, bucket }));
  });
