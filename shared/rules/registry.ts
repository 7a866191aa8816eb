/** Written by infra/build/make-rule-registry.ts; change nothing by hand. */
import { rule as administratorIsolated } from './administrator/administrator-isolated.ts';
import type { AdministratorFacts } from './administrator/facts.ts';
import { rule as bucketAccessLogged } from './bucket/bucket-access-logged.ts';
import { rule as bucketCorsLimitedToInstance } from './bucket/bucket-cors-limited-to-instance.ts';
import { rule as bucketEncryptedWithCustomerKey } from './bucket/bucket-encrypted-with-customer-key.ts';
import { rule as bucketOwnershipEnforced } from './bucket/bucket-ownership-enforced.ts';
import { rule as bucketPolicyLeastPrivilege } from './bucket/bucket-policy-least-privilege.ts';
import { rule as bucketPublicAccessBlocked } from './bucket/bucket-public-access-blocked.ts';
import { rule as bucketVersioned } from './bucket/bucket-versioned.ts';
import type { BucketFacts } from './bucket/facts.ts';
import type { InstanceFacts } from './instance/facts.ts';
import { rule as instanceFlowLogsEnabled } from './instance/instance-flow-logs-enabled.ts';
import { rule as instanceStorageEncrypted } from './instance/instance-storage-encrypted.ts';
import { rule as instanceStorageOwned } from './instance/instance-storage-owned.ts';
import type { KeyFacts } from './key/facts.ts';
import { rule as keyPolicyLeastPrivilege } from './key/key-policy-least-privilege.ts';
import { rule as keyRotated } from './key/key-rotated.ts';
import { rule as keyUsableByConnect } from './key/key-usable-by-connect.ts';
import type { AnyRule, Rule } from './rule.ts';
import { rule as deliveryStreamCanDecryptAndDeliver } from './stream/delivery-stream-can-decrypt-and-deliver.ts';
import { rule as deliveryStreamEncrypted } from './stream/delivery-stream-encrypted.ts';
import type { StreamFacts } from './stream/facts.ts';
import { rule as streamEncrypted } from './stream/stream-encrypted.ts';
import { rule as streamKeyUsableByConnect } from './stream/stream-key-usable-by-connect.ts';

export const bucketRules: readonly Rule<BucketFacts>[] = [
  bucketAccessLogged,
  bucketCorsLimitedToInstance,
  bucketEncryptedWithCustomerKey,
  bucketOwnershipEnforced,
  bucketPolicyLeastPrivilege,
  bucketPublicAccessBlocked,
  bucketVersioned,
];

export const instanceRules: readonly Rule<InstanceFacts>[] = [
  instanceFlowLogsEnabled,
  instanceStorageEncrypted,
  instanceStorageOwned,
];

export const keyRules: readonly Rule<KeyFacts>[] = [
  keyPolicyLeastPrivilege,
  keyRotated,
  keyUsableByConnect,
];

export const streamRules: readonly Rule<StreamFacts>[] = [
  deliveryStreamCanDecryptAndDeliver,
  deliveryStreamEncrypted,
  streamEncrypted,
  streamKeyUsableByConnect,
];

export const administratorRules: readonly Rule<AdministratorFacts>[] = [administratorIsolated];

/** Every rule there is: AWS Config rules, permissions and tables follow from this list. */
export const rules: readonly AnyRule[] = [
  bucketAccessLogged,
  bucketCorsLimitedToInstance,
  bucketEncryptedWithCustomerKey,
  bucketOwnershipEnforced,
  bucketPolicyLeastPrivilege,
  bucketPublicAccessBlocked,
  bucketVersioned,
  instanceFlowLogsEnabled,
  instanceStorageEncrypted,
  instanceStorageOwned,
  keyPolicyLeastPrivilege,
  keyRotated,
  keyUsableByConnect,
  deliveryStreamCanDecryptAndDeliver,
  deliveryStreamEncrypted,
  streamEncrypted,
  streamKeyUsableByConnect,
  administratorIsolated,
];
