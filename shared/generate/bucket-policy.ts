import type { IamPrincipal } from '#shared/connect/inventory.ts';
import { principalKind } from '#shared/connect/names.ts';
import type { RawPolicy, RawStatement } from '#shared/policy/document.ts';
import { configurationReads } from './configuration-reads.ts';
import type { BaselineFacts } from './facts.ts';

/** Every Sid of ours begins with it. */
export const sidPrefix = 'ConnectStorageGuard';

/** S3 takes a bucket policy of at most 20 KB. */
export const maximumPolicyBytes = 20 * 1024;

/** The ARNs of a bucket and of everything in it: Contact Lens writes at the root, so no prefix. */
export const bucketResources = (partition: string, bucket: string): readonly [string, string] => [
  `arn:${partition}:s3:::${bucket}`,
  `arn:${partition}:s3:::${bucket}/*`,
];

/** `aws:userId` of a principal: `AROA…:*` whatever a role's session is called, `AIDA…` of a user. */
export const userIdPattern = ({ arn, id }: IamPrincipal): string =>
  principalKind(arn) === 'user' ? id : `${id}:*`;

const unique = (values: readonly string[]): readonly string[] => [...new Set(values)];

const withId = ({ arn, id }: { arn: IamPrincipal['arn']; id?: string }): IamPrincipal[] =>
  id === undefined ? [] : [{ arn, id }];

type Conditions = NonNullable<RawStatement['Condition']>;

/** Denies whoever is in none of the lists: negated operators are ANDed, so one list exempts. */
function unless(
  userIds: readonly string[],
  principalArns: readonly string[],
  services: readonly string[],
): Conditions {
  return {
    StringNotLike: { 'aws:userId': unique(userIds) },
    ...(principalArns.length > 0 && {
      ArnNotLike: { 'aws:PrincipalArn': unique(principalArns) },
    }),
    ...(services.length > 0 && {
      StringNotEquals: { 'aws:PrincipalServiceName': unique(services) },
    }),
  };
}

function articleStatement(facts: BaselineFacts): RawStatement {
  const listed = [
    ...facts.connectRoles,
    ...facts.administrators,
    ...(facts.remediator ? [facts.remediator] : []),
    ...facts.workloads,
    ...facts.auditors.flatMap(withId),
  ];
  const { servicePrincipals } = facts;
  return {
    // With services it is no longer the published statement and must be known by its Sid.
    ...(servicePrincipals.length > 0 && { Sid: `${sidPrefix}DenyUnlisted` }),
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: bucketResources(facts.partition, facts.bucket),
    Condition: unless(listed.map(userIdPattern), [], servicePrincipals),
  };
}

function observableStatements(facts: BaselineFacts): readonly RawStatement[] {
  const reads = configurationReads(facts.partition);
  const common = {
    Effect: 'Deny',
    Principal: '*',
    Resource: bucketResources(facts.partition, facts.bucket),
  } as const;
  const trusted = [...facts.connectRoles, ...facts.administrators, ...facts.workloads];
  const userIds = trusted.map(userIdPattern);
  const auditorIds = facts.auditors.flatMap(withId).map(userIdPattern);
  const auditorArns = facts.auditors.flatMap(({ arn, id }) => (id === undefined ? [arn] : []));
  const guard = facts.remediator ? [facts.remediator.arn] : [];
  const services = facts.servicePrincipals;
  const { Effect, Principal, Resource } = common;
  return [
    {
      Sid: `${sidPrefix}DenyUnlisted`,
      Effect,
      Principal,
      NotAction: reads,
      Resource,
      Condition: unless(userIds, guard, services),
    },
    {
      Sid: `${sidPrefix}DenyUnlistedReads`,
      Effect,
      Principal,
      Action: reads,
      Resource,
      Condition: unless([...userIds, ...auditorIds], [...guard, ...auditorArns], services),
    },
  ];
}

function plaintextStatement(facts: BaselineFacts): RawStatement {
  return {
    Sid: `${sidPrefix}DenyPlaintext`,
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: bucketResources(facts.partition, facts.bucket),
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
}

/** An exempted service may come for this account only (confused deputy). */
function servicesForOthersStatement(facts: BaselineFacts): RawStatement {
  return {
    Sid: `${sidPrefix}DenyServicesForOthers`,
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: bucketResources(facts.partition, facts.bucket),
    Condition: {
      StringEquals: { 'aws:PrincipalServiceName': unique(facts.servicePrincipals) },
      StringNotEquals: { 'aws:SourceAccount': facts.account },
    },
  };
}

/** Whether the baseline has a statement against plaintext: `article` never has. */
export const deniesPlaintext = (facts: BaselineFacts): boolean =>
  facts.requireTls && facts.profile === 'observable';

/** The statements that close a bucket to everyone whom `facts` does not list. */
export function baselineStatements(facts: BaselineFacts): readonly RawStatement[] {
  return [
    ...(facts.profile === 'article' ? [articleStatement(facts)] : observableStatements(facts)),
    ...(deniesPlaintext(facts) ? [plaintextStatement(facts)] : []),
    ...(facts.servicePrincipals.length > 0 ? [servicesForOthersStatement(facts)] : []),
  ];
}

/** The whole policy, when nobody else's statements are to be kept. */
export const generateBucketPolicy = (facts: BaselineFacts): RawPolicy => ({
  Version: '2012-10-17',
  Statement: baselineStatements(facts),
});
