import { parseArn } from '#shared/connect/arn.ts';
import type { DeliveryStreamDescription } from '#shared/connect/stream.ts';
import { viaService } from '#shared/connect/via-service.ts';
import type { Policies } from '#shared/policy/decide.ts';
import type { PolicyDocument } from '#shared/policy/document.ts';
import { told } from '../judgements.ts';
import type { KeyUsage } from '../key-access.ts';
import {
  accessBy,
  callerOf,
  type OwnPolicies,
  ownPolicies,
  understood,
} from '../principal-access.ts';
import { type Checked, doubt, fine, nameOf, principalOf, problem } from './checked.ts';
import { checkKey } from './delivery-key-check.ts';
import type { DeliveryStreamFacts, InspectedDestination } from './facts.ts';

/** Whether Firehose may work as the roles of the delivery stream. */
export function checkTrust(
  { rolePolicies, place }: DeliveryStreamFacts,
  delivery: DeliveryStreamDescription,
): readonly Checked[] {
  const roles = new Set([
    ...(delivery.source ? [delivery.source.role] : []),
    ...delivery.destinations.map(({ role }) => role),
  ]);
  return [...roles].flatMap((role) => {
    const fact = rolePolicies[role];
    if (fact?.state === 'absent') return problem(`The role ${nameOf(role)} does not exist.`);
    // Where its policies cannot be read the other checks say so.
    if (fact?.state !== 'known') return fine;
    const { trust } = fact.value;
    if (trust === undefined) return doubt(`who may assume ${nameOf(role)}`);
    const resource = understood(trust, 'trust', `the trust policy of ${nameOf(role)}`);
    if (typeof resource === 'string') return doubt(resource);
    const access = accessBy(
      {
        principal: { kind: 'service', arn: 'firehose.amazonaws.com' },
        action: 'sts:AssumeRole',
        resource: role,
        resourceAccount: parseArn(role).account,
        context: {
          'aws:SourceAccount': place.account,
          'aws:SourceArn': delivery.arn,
          'sts:ExternalId': place.account,
        },
      },
      { resource, resourceKind: 'role-trust' },
    );
    if (access.allowed === undefined) return doubt(access.because);
    return access.allowed
      ? fine
      : problem(`${nameOf(role)} does not trust firehose.amazonaws.com for ${place.account}.`);
  });
}

/** Whether the records of the stream can be read and decrypted. */
export function checkReading(
  facts: DeliveryStreamFacts,
  { source: reads, name }: DeliveryStreamDescription,
): readonly Checked[] {
  const { source, sourceKey, rolePolicies, place } = facts;
  if (!reads) return fine;
  if (source.state === 'unreadable') return doubt(told(source.why));
  if (source.state === 'absent')
    return problem(`${name} reads ${reads.stream}, which does not exist.`);
  const own = ownPolicies(rolePolicies[reads.role], nameOf(reads.role));
  if (typeof own === 'string') return doubt(own);
  const stream = source.value;
  const principal = principalOf(facts, reads.role);
  const reading = accessBy(
    {
      principal: callerOf(principal),
      action: 'kinesis:GetRecords',
      resource: stream.arn,
      context: { 'aws:SecureTransport': 'true' },
    },
    own,
  );
  const readable: readonly Checked[] =
    reading.allowed === undefined
      ? doubt(reading.because)
      : reading.allowed
        ? fine
        : problem(`${nameOf(reads.role)} may not kinesis:GetRecords of ${stream.name}.`);
  if (stream.encryptionType === 'NONE') return readable;
  const decrypting = checkKey(facts, sourceKey, stream.key, reads.role, own, {
    usages: [
      {
        operation: 'Decrypt',
        viaService: viaService('kinesis', place.partition, parseArn(stream.arn).region),
        encryptionContext: { 'aws:kinesis:arn': stream.arn },
      },
    ],
    advice: `of ${stream.name}: Firehose discards the records after 24 hours (connect-guard generate delivery-role-policy)`,
  });
  return [...decrypting, ...readable];
}

/** Whether objects can be put into one bucket, and encrypted with its key. */
export function checkDelivery(
  facts: DeliveryStreamFacts,
  inspected: InspectedDestination,
  ownStatement: boolean,
): readonly Checked[] {
  const { destination, ownership, encryption, key } = inspected;
  const { bucket, role } = destination;
  const { partition, region, account } = facts.place;
  if (ownership.state === 'known' && ownership.value.owner === 'not-this-account') {
    return doubt(`${bucket} is not a bucket of this account, and its policy cannot be read`);
  }
  const own = ownPolicies(facts.rolePolicies[role], nameOf(role));
  if (typeof own === 'string') return doubt(own);
  const object = `arn:${partition}:s3:::${bucket}/${sampleKey(destination.prefix)}`;
  const putting = checkPut(facts, inspected, own, object, account);
  const usesKms =
    destination.key !== undefined ||
    (encryption.state === 'known' && encryption.value.algorithm.startsWith('aws:kms'));
  if (destination.key === undefined && encryption.state === 'unreadable') {
    return [...putting, ...doubt(told(encryption.why))];
  }
  if (!usesKms) return putting;
  const where =
    ownership.state === 'known' && 'region' in ownership.value ? ownership.value.region : region;
  const withBucketKey = encryption.state === 'known' && encryption.value.bucketKey === true;
  const usage = (operation: string): KeyUsage => ({
    operation,
    viaService: viaService('s3', partition, where),
    encryptionContext: {
      'aws:s3:arn': withBucketKey ? `arn:${partition}:s3:::${bucket}` : object,
    },
  });
  const name = destination.key ?? (encryption.state === 'known' ? encryption.value.key : undefined);
  const usages = [usage('GenerateDataKey'), usage('Decrypt')];
  const encrypting = checkKey(facts, key, name, role, own, {
    usages,
    advice: `of ${bucket}: name the role in the key's policy (connect-guard generate key-policy)`,
  });
  // Without policies of its own only a statement that names the role lets it in.
  const named =
    ownStatement && encrypting.length === 0
      ? checkKey(
          facts,
          key,
          name,
          role,
          { ...own, identity: [] },
          {
            usages,
            advice: `of ${bucket} by a statement of its own in the key's policy (strict.firehoseKeyStatement)`,
          },
        )
      : fine;
  return [...encrypting, ...named, ...putting];
}

function checkPut(
  facts: DeliveryStreamFacts,
  { destination: { bucket, role, key }, policy }: InspectedDestination,
  own: OwnPolicies,
  object: string,
  resourceAccount: string,
): readonly Checked[] {
  if (policy.state === 'unreadable') return doubt(told(policy.why));
  const resource: PolicyDocument | string | undefined =
    policy.state === 'known'
      ? understood(policy.value, 'resource', `the policy of ${bucket}`)
      : undefined;
  if (typeof resource === 'string') return doubt(resource);
  const policies: Policies = { ...own, ...(resource && { resource }) };
  const request = {
    principal: callerOf(principalOf(facts, role)),
    action: 's3:PutObject',
    resource: object,
    resourceAccount,
    context: {
      'aws:SecureTransport': 'true',
      ...(key !== undefined && {
        's3:x-amz-server-side-encryption': 'aws:kms',
        's3:x-amz-server-side-encryption-aws-kms-key-id': key,
      }),
    },
  };
  const access = accessBy(request, policies);
  if (access.allowed === undefined) return doubt(access.because);
  if (access.allowed) return fine;
  const byBucket = resource !== undefined && accessBy(request, own).allowed === true;
  return problem(
    byBucket
      ? `The policy of ${bucket} keeps ${nameOf(role)} from s3:PutObject: name the role as a workload.`
      : `${nameOf(role)} may not s3:PutObject into ${bucket}.`,
  );
}

/** An object as Firehose names them: `!{…}` in a prefix stands for times and ids. */
const sampleKey = (prefix = ''): string =>
  `${prefix.replaceAll(/!\{[^}]*\}/g, '2026')}2026/03/01/00/contact-records-1-2026-03-01-00-00-00-sample`;
