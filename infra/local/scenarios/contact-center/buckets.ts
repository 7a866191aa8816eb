import { createBucket } from '../../services/s3/buckets.ts';
import type { World } from '../../world.ts';
import type { Keys } from './keys.ts';
import { home } from './place.ts';
import { guardedPolicy, publishedPolicy, tlsOnlyPolicy } from './policies.ts';

/** The buckets that Amazon Connect stores in. */
export const buckets = {
  /** Of acme-support alone, everything right. */
  support: 'acme-connect-support',
  /** Of acme-sales alone, with no policy at all. */
  sales: 'acme-connect-sales',
  /** Of acme-sales and of acme-legacy, with a statement of the customer's own. */
  archive: 'acme-connect-archive',
  /** Of acme-clinic, locked by hand with the published policy. */
  clinic: 'acme-connect-clinic',
} as const;

/** Somebody deleted it while acme-pilot still stores there: whoever makes it anew gets the calls. */
export const goneBucket = 'acme-connect-pilot';

/** The buckets that contact records are delivered to. */
export const deliveryBuckets = {
  /** With a key of its own. */
  archive: 'acme-records-archive',
  /** With the key of the recordings. */
  copies: 'acme-records-copies',
  analytics: 'acme-records-analytics',
  clinic: 'acme-records-clinic',
} as const;

/** Buckets that Connect has nothing to do with. */
export const otherBuckets = {
  lake: 'acme-data-lake',
  trail: 'acme-cloudtrail-logs',
  logs: 'acme-access-logs',
} as const;

/** Unique ids that the policies name. */
interface Ids {
  readonly support: string;
  readonly clinic: string;
  readonly administrator: string;
  readonly auditor: string;
}

/** Makes them, as right or as wrong as people have left them. */
export function seedBuckets(world: World, keys: Keys, ids: Ids): void {
  const { support, sales, archive, clinic } = buckets;
  createBucket(world, home, {
    name: support,
    policy: guardedPolicy(support, [ids.support, ids.administrator], ids.auditor),
    versioning: 'Enabled',
    encryption: encryptedWith(keys.recordings),
    logging: { TargetBucket: otherBuckets.logs, TargetPrefix: `${support}/` },
    cors: corsFor('https://acme-support.my.connect.aws'),
  });
  // Block Public Access is off: a policy could make it public. ACLs count.
  createBucket(world, home, {
    name: sales,
    publicAccessBlock: nothingBlocked,
    ownershipControls: { Rules: [{ ObjectOwnership: 'ObjectWriter' }] },
  });
  createBucket(world, home, {
    name: archive,
    policy: tlsOnlyPolicy(archive),
    cors: corsFor('*'),
  });
  createBucket(world, home, {
    name: clinic,
    policy: publishedPolicy(clinic, [ids.clinic, ids.administrator]),
  });
  for (const name of Object.values(deliveryBuckets)) createBucket(world, home, { name });
  for (const name of Object.values(otherBuckets)) createBucket(world, home, { name });
}

const encryptedWith = (key: string) => ({
  Rules: [
    {
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID: key },
      BucketKeyEnabled: true,
    },
  ],
});

const corsFor = (origin: string) => ({
  CORSRules: [{ AllowedOrigins: [origin], AllowedMethods: ['GET', 'PUT'], AllowedHeaders: ['*'] }],
});

const nothingBlocked = {
  BlockPublicAcls: false,
  IgnorePublicAcls: false,
  BlockPublicPolicy: false,
  RestrictPublicBuckets: false,
};
