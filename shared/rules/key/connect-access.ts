import type { ConnectInstance, StorageAssociation } from '#shared/connect/inventory.ts';
import type { KeyDescription } from '#shared/connect/key.ts';
import { associationsOf, type ResourceUse } from '#shared/connect/resource-use.ts';
import { viaService } from '#shared/connect/via-service.ts';
import { listed, told, unreadOf } from '../judgements.ts';
import { grantAllows, type KeyUsage, policiesAllow } from '../key-access.ts';
import { type Access, ownPolicies } from '../principal-access.ts';
import type { KeyFacts } from './facts.ts';

/** What Connect's role does with the key of its storage: write, and play back. */
const operations = ['GenerateDataKey', 'Decrypt'] as const;

/** An instance, and what it stores with the key itself (not with a stream's). */
export interface StoringInstance {
  readonly instance: ConnectInstance;
  readonly associations: readonly StorageAssociation[];
}

/** Whether one instance can use the key: exactly one of the three. */
export interface Answer {
  readonly fine?: string;
  readonly problem?: string;
  readonly doubts?: readonly string[];
}

/** The instances whose storage names the key. */
export function storingInstances({
  instances,
  associations,
}: ResourceUse): readonly StoringInstance[] {
  const names = new Set(associations.flatMap(({ key }) => key ?? []));
  return instances.flatMap((instance) => {
    const own = associationsOf(instance).filter(({ key }) => key !== undefined && names.has(key));
    return own.length > 0 ? [{ instance, associations: own }] : [];
  });
}

/**
 * A grant to the role, else the key's policy, else the role's own policies. A Deny of any policy
 * also stops what a grant allows.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/grants.html
 */
export function usableBy(
  { instance, associations }: StoringInstance,
  key: KeyDescription,
  facts: KeyFacts,
): Answer {
  const name = instance.alias ?? instance.id;
  const { serviceRole } = instance;
  if (serviceRole.state !== 'known') {
    const why = serviceRole.state === 'unreadable' ? told(serviceRole.why) : 'it names none';
    return { doubts: [`which role ${name} works as: ${why}`] };
  }
  const role = serviceRole.value;
  const own = ownPolicies(facts.rolePolicies[role.arn], role.arn);
  const policies = typeof own === 'string' ? { identity: [] } : own;
  const asked = associations.flatMap((association) =>
    operations.map((operation) => ({
      operation,
      type: association.resourceType,
      ways: usages(operation, association, facts.place).map((usage) => ({
        access: policiesAllow(facts.policy, policies, role, key, usage),
        granted: grantAllows(facts.grants, role, key, usage),
      })),
    })),
  );
  const refused = asked.filter(({ ways }) => ways.every(isDenied));
  if (refused.length > 0) return { problem: problem(name, refused, 'a policy denies it') };
  const unread = [
    ...unreadOf([facts.grants, facts.policy]),
    ...(typeof own === 'string' ? [own] : []),
    ...asked.flatMap(({ ways }) =>
      ways.flatMap(({ access }) => (access.allowed === undefined ? [access.because] : [])),
    ),
  ];
  if (unread.length > 0) return { doubts: unread };
  const lacking = asked.filter(({ ways }) => !ways.some(isAllowed));
  if (lacking.length > 0) {
    return { problem: problem(name, lacking, 'no grant lets its role, nor does a policy') };
  }
  const partly = asked.filter(({ ways }) => !ways.every(isAllowed));
  if (partly.length > 0) {
    const doubt = `whether ${name} can ${useOf(partly)}: only with one encryption context, the ARN of the object or of the bucket (bucket key)`;
    return { doubts: [doubt] };
  }
  const how = asked.every(({ ways }) => ways.every(({ granted }) => granted))
    ? 'a grant to its role'
    : 'its policies allow the role';
  const types = [...new Set(associations.map(({ resourceType }) => resourceType))];
  return { fine: `Connect can use ${key.arn} for ${listed(types)} of ${name}: ${how}.` };
}

interface Way {
  readonly access: Access;
  readonly granted: boolean;
}

const isDenied = ({ access }: Way): boolean => access.allowed === false && access.denied;
const isAllowed = (way: Way): boolean =>
  !isDenied(way) && (way.granted || way.access.allowed === true);

interface Asked {
  readonly operation: string;
  readonly type: string;
}

const useOf = (asked: readonly Asked[]): string =>
  `${listed([...new Set(asked.map(({ operation }) => `kms:${operation}`))])} with this key`;

function problem(name: string, asked: readonly Asked[], why: string): string {
  const types = listed([...new Set(asked.map(({ type }) => type))]);
  const change =
    why === 'a policy denies it'
      ? 'Take the role out of the Deny.'
      : 'Associate the storage with the key again, which makes the grant.';
  return `${name} cannot ${useOf(asked)} (${why}): ${types} are lost. ${change}`;
}

/**
 * S3 sends the object's ARN, or the bucket's when the bucket has a bucket key. What
 * Kinesis Video Streams sends as encryption context is not documented.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html
 */
function usages(
  operation: string,
  { storageType, bucket, prefix = '' }: StorageAssociation,
  { partition, region }: KeyFacts['place'],
): readonly KeyUsage[] {
  if (bucket === undefined) {
    const service = storageType === 'KINESIS_VIDEO_STREAM' ? 'kinesisvideo' : 's3';
    const via = viaService(service, partition, region);
    return [{ operation, viaService: via, encryptionContext: {} }];
  }
  const arn = `arn:${partition}:s3:::${bucket}`;
  return [`${arn}/${prefix}/2026/01/31/contact.wav`, arn].map((context) => ({
    operation,
    viaService: viaService('s3', partition, region),
    encryptionContext: { 'aws:s3:arn': context },
  }));
}
