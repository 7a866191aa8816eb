import { generateBucketPolicy } from '#shared/generate/bucket-policy.ts';
import { checkBucketPolicy } from '#shared/generate/check-bucket-policy.ts';
import { type BaselineFacts, parseFacts } from '#shared/generate/facts.ts';
import { parsePolicy } from '#shared/policy/parse.ts';
import { planBucketPolicy } from '#shared/remediation/plan.ts';
import type { AuditFinding } from '#shared/usecases/audit/report.ts';

export const account = '111122223333';

export const role = (path: string): string => `arn:aws:iam::${account}:role/${path}`;

const factsOf = (bucket: string): BaselineFacts =>
  parseFacts({
    profile: 'observable',
    bucket,
    account,
    partition: 'aws',
    connectRoles: [
      {
        arn: role('aws-service-role/connect.amazonaws.com/AWSServiceRoleForAmazonConnect_Jt5yB9fZ'),
        id: 'AROACONNECTSALES01234',
      },
    ],
    administrators: [
      {
        arn: role(
          'aws-reserved/sso.amazonaws.com/AWSReservedSSO_ContactCenterAdmin_0123456789abcdef',
        ),
        id: 'AROACONTACTADMIN12345',
      },
    ],
    remediator: {
      arn: role('ConnectStorageGuard-Remediator-eu-central-1'),
      id: 'AROAREMEDIATOR1234567',
    },
  });

type Judged = Pick<AuditFinding, 'verdict' | 'because' | 'details' | 'policy' | 'planned'>;

/** What the rule about bucket policies says of a live policy, with the witnesses that it finds. */
export function judged(bucket: string, policy: string | null): Judged {
  const facts = factsOf(bucket);
  const live = policy === null ? undefined : parsePolicy(policy, 'resource');
  const { findings } = checkBucketPolicy(facts, live);
  const [first] = findings;
  return {
    verdict: first ? 'NON_COMPLIANT' : 'COMPLIANT',
    because: first?.because ?? 'Proven for all requests.',
    details: findings,
    policy,
    planned: planBucketPolicy(facts, live, policy, 'merge').after,
  };
}

export const guarded = (bucket: string): string =>
  JSON.stringify(generateBucketPolicy(factsOf(bucket)));

/** The guard's policy to which somebody has added a pattern that exempts every role. */
export const loosened = (bucket: string): string =>
  guarded(bucket).replaceAll('"AROACONNECTSALES01234:*"', '"AROACONNECTSALES01234:*","AROA*"');
