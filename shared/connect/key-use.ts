import type { ConnectInstance } from './inventory.ts';
import type { ResourceUse } from './resource-use.ts';

/** Who stores or streams with a key, and whether the inventory could see everything. */
export interface KeyUse extends ResourceUse {
  /**
   * The instances that encrypt with the key themselves, in their storage or a Kinesis stream. The
   * other `instances` only feed a delivery stream that uses the key.
   */
  readonly encryptors: readonly ConnectInstance[];
}
