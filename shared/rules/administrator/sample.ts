import type { Arn } from '#shared/connect/arn.ts';
import type { EffectivePolicies } from '#shared/connect/effective-policies.ts';
import { absent, type Fact, known, unreadable } from '#shared/connect/fact.ts';
import type { ConnectInstance, IamPrincipal } from '#shared/connect/inventory.ts';
import type { AdministratorPolicyFacts } from '#shared/generate/administrator-facts.ts';
import { administratorPolicies } from '#shared/generate/administrator-policy.ts';
import type { RawPolicy } from '#shared/policy/document.ts';
import type { AdministratorFacts } from './facts.ts';

const place = { partition: 'aws', account: '111122223333', region: 'ap-northeast-1' } as const;

const regional = (service: string, resource: string): Arn =>
  `arn:aws:${service}:${place.region}:${place.account}:${resource}`;

export const administrator: IamPrincipal = {
  arn: `arn:aws:iam::${place.account}:role/SupportAdmin`,
  id: 'AROAEXAMPLEADMIN00001',
};

/** An instance with a bucket, a key and a role of its own. @param digit tells it from others */
export function sampleInstance(digit: string, alias: string): ConnectInstance {
  const id = `${digit.repeat(8)}-2222-4333-8444-555555555555`;
  return {
    arn: regional('connect', `instance/${id}`),
    id,
    alias,
    serviceRole: known({
      arn: `arn:aws:iam::${place.account}:role/aws-service-role/connect.amazonaws.com/AWSServiceRoleForAmazonConnect_${alias}`,
      id: `AROAEXAMPLE${digit.repeat(10)}`,
    }),
    storage: {
      CALL_RECORDINGS: known([
        {
          resourceType: 'CALL_RECORDINGS',
          storageType: 'S3',
          bucket: `calls-of-${alias}`,
          prefix: `connect/${alias}/CallRecordings`,
          key: regional('kms', `key/${digit.repeat(8)}-0000-4000-8000-000000000000`),
        },
      ]),
    },
    attributes: {},
  };
}

export const support: ConnectInstance = sampleInstance('1', 'support');
export const sales: ConnectInstance = sampleInstance('2', 'sales');

/** What the policy of the administrator of `support` is made from. */
export const supportFacts: AdministratorPolicyFacts = {
  instance: support.arn,
  alias: 'support',
  serviceRole: `arn:aws:iam::${place.account}:role/aws-service-role/connect.amazonaws.com/AWSServiceRoleForAmazonConnect_support`,
  buckets: ['calls-of-support'],
  keys: [regional('kms', 'key/11111111-0000-4000-8000-000000000000')],
  streams: [],
  deliveryStreams: [],
};

export const effective = (
  policies: readonly RawPolicy[],
  changed: Partial<EffectivePolicies> = {},
): Fact<EffectivePolicies> =>
  known({
    principal: administrator,
    identity: policies.map((policy, n) => ({
      name: `SupportAdmin/Policy${n}`,
      document: JSON.stringify(policy),
    })),
    ...changed,
  });

export const everythingPolicies: Fact<EffectivePolicies> = effective([
  { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } },
]);

export const deniedPolicies: Fact<EffectivePolicies> = unreadable({
  action: 'iam:GetRolePolicy',
  code: 'AccessDenied',
  message: 'not authorized',
});

/** The administrator of one of two instances, with the tight policy; change what the example is about. */
export const sampleAdministrator = (
  changed: Partial<AdministratorFacts> = {},
): AdministratorFacts => ({
  id: administrator.id,
  place,
  principal: known(administrator),
  instances: [support],
  others: [sales],
  complete: true,
  unreadable: [],
  policies: effective(administratorPolicies(supportFacts, 'tight')),
  ...changed,
});

/** Somebody whom the settings do not name. */
export const unnamed: AdministratorFacts = sampleAdministrator({
  principal: absent,
  instances: [],
  others: [support, sales],
});
