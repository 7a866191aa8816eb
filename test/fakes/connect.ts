import type { Arn } from '#shared/connect/arn.ts';
import { absent, type Fact, known, type Unreadable, unreadable } from '#shared/connect/fact.ts';
import type { StorageAssociation } from '#shared/connect/inventory.ts';
import type { ConnectPort, ListedInstance } from '#shared/ports.ts';

/** Amazon Connect, counting its calls. */
export class FakeConnect implements ConnectPort {
  instances: readonly ListedInstance[] = [];
  readonly storage = new Map<Arn, readonly StorageAssociation[]>();
  /** By instance and attribute type; `true` when nothing is said. */
  readonly attributes = new Map<string, string>();
  /** By instance and resource type, or `ListInstances`. */
  readonly failing = new Map<string, Unreadable | Error>();
  /** Resource types that this region does not have. */
  readonly missingTypes = new Set<string>();
  calls = 0;

  async listInstances(): Promise<Fact<readonly ListedInstance[]>> {
    this.calls++;
    return this.#failed('ListInstances') ?? known(this.instances);
  }

  async listStorage(
    instance: Arn,
    resourceType: string,
  ): Promise<Fact<readonly StorageAssociation[]>> {
    this.calls++;
    if (this.missingTypes.has(resourceType)) return absent;
    const all = this.storage.get(instance) ?? [];
    return (
      this.#failed(`${instance} ${resourceType}`) ??
      known(all.filter((association) => association.resourceType === resourceType))
    );
  }

  async attribute(instance: Arn, attributeType: string): Promise<Fact<string>> {
    this.calls++;
    if (this.missingTypes.has(attributeType)) return absent;
    return (
      this.#failed(`${instance} ${attributeType}`) ??
      known(this.attributes.get(`${instance} ${attributeType}`) ?? 'true')
    );
  }

  #failed(what: string): Fact<never> | undefined {
    const failure = this.failing.get(what);
    if (failure instanceof Error) throw failure;
    return failure && unreadable(failure);
  }
}
