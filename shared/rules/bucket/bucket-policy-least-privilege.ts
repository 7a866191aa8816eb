import type { Unreadable } from '#shared/connect/fact.ts';
import { fightInWords } from '#shared/connect/fight.ts';
import { checkBucketPolicy } from '#shared/generate/check-bucket-policy.ts';
import type { CheckFinding, CheckResult } from '#shared/generate/check-result.ts';
import { keptDigest } from '#shared/policy/digest.ts';
import { cannotTell, told } from '../judgements.ts';
import type { Judgement, Rule } from '../rule.ts';
import type { Baseline, BucketFacts, InspectedBucket } from './facts.ts';
import { readPolicy } from './live-policy.ts';
import { deniedPolicy, sampleBucket, unusedBucket, withoutPolicy } from './sample.ts';

/** Holds the live bucket policy against the baseline, over all requests. */
export const rule: Rule<BucketFacts> = {
  id: 'bucket-policy-least-privilege',
  kind: 'bucket',
  title: 'Only Connect and its administrators reach a bucket of Connect',
  severity: 'critical',
  resourceTypes: ['AWS::S3::Bucket'],
  needs: ['inventory', 'settings', 'fights', 'bucket-policy', 'principals', 'permission-set-roles'],
  sources: [
    'https://docs.aws.amazon.com/connect/latest/adminguide/security-data-protection.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html',
  ],
  remediation:
    "Let the guard put its statements into the bucket's policy (mode enforce), or generate them with `connect-guard generate bucket-policy` and put them by hand, as a principal that they exempt.",
  remediable: true,
  evaluate(facts) {
    const { use, inspected, bucket } = facts;
    if (use.instances.length === 0 && use.complete) {
      return {
        verdict: 'NOT_APPLICABLE',
        because: 'No Connect instance of this account and region stores here.',
      };
    }
    if (use.instances.length === 0 || !inspected) {
      return cannotTell(`the inventory is incomplete: ${use.unreadable.map(told).join('; ')}`);
    }
    if (inspected.ownership.state !== 'known') {
      return cannotTell(
        inspected.ownership.state === 'unreadable'
          ? `whose bucket it is: ${told(inspected.ownership.why)}`
          : 'whose bucket it is: the inventory does not say',
      );
    }
    if (inspected.ownership.value.owner === 'not-this-account') {
      return cannotTell(`Connect stores in ${bucket}, which is not a bucket of this account`);
    }
    if (inspected.policy.state === 'unreadable') {
      return cannotTell(lockedOut(inspected.policy.why, bucket));
    }
    if (inspected.baseline.state !== 'known') {
      return cannotTell(
        inspected.baseline.state === 'unreadable'
          ? told(inspected.baseline.why)
          : 'who may reach the bucket is not known',
      );
    }
    const text = inspected.policy.state === 'known' ? inspected.policy.value : null;
    const policy = readPolicy(text);
    const policyDigest = keptDigest(text);
    if ('problem' in policy) {
      return { ...cannotTell(`the policy is not understood: ${policy.problem}`), policyDigest };
    }
    const baseline = inspected.baseline.value;
    const doubts = doubtsAbout(facts, baseline);
    const result = checkBucketPolicy(baseline.facts, policy.document);
    return { ...notRepaired(judge(result, baseline, doubts, text ?? ''), inspected), policyDigest };
  },
  examples: {
    compliant: { facts: sampleBucket(), because: 'proven for all requests' },
    nonCompliant: { facts: sampleBucket({ policy: withoutPolicy }), because: 's3:' },
    notApplicable: { facts: unusedBucket, because: 'No Connect instance' },
    unreadable: {
      facts: sampleBucket({ policy: deniedPolicy }),
      because: 'locked without us: s3:GetBucketPolicy AccessDenied',
    },
  },
};

/** Our roles are denied the policy itself: the published one was put by hand before we came. */
function lockedOut(why: Unreadable, bucket: string): string {
  if (why.code !== 'AccessDenied') return told(why);
  return `locked without us: ${why.action} AccessDenied. Whoever its policy exempts runs connect-guard adopt ${bucket} --yes; when nobody is left, root deletes the policy.`;
}

/** Why the baseline may leave somebody out who has a right to be there. */
function doubtsAbout({ use }: BucketFacts, baseline: Baseline): readonly string[] {
  const { withoutAdministrators: unnamed, doubt } = baseline;
  return [
    ...(use.complete
      ? []
      : [`the inventory is incomplete: ${use.unreadable.map(told).join('; ')}`]),
    ...(doubt === undefined ? [] : [doubt]),
    ...(unnamed.length > 0 && doubt === undefined
      ? [`no administrators are named for ${unnamed.join(', ')} (connect-guard settings put)`]
      : []),
  ];
}

function judge(
  { verdict, findings, undecided }: CheckResult,
  baseline: Baseline,
  doubts: readonly string[],
  policyText: string,
): Judgement {
  if (verdict === 'UNDECIDED') {
    return cannotTell(undecided.join('; ') || 'the policy is outside what can be decided');
  }
  if (doubts.length > 0) {
    const stranger = findings.find((finding) => isStranger(finding, policyText));
    return stranger
      ? {
          verdict: 'NON_COMPLIANT',
          because: `${stranger.because} Not repaired: ${doubts.join('; ')}.`,
          findings,
        }
      : cannotTell(doubts.join('; '));
  }
  const notes = baseline.setAside.map(({ principal, why }) => `${principal}: ${why}.`);
  const [first, ...more] = ordered(findings);
  if (!first) {
    return { verdict: 'COMPLIANT', because: [closedTo(baseline), ...notes].join(' '), findings };
  }
  const others = more.length > 0 ? [`${more.length} more.`] : [];
  return {
    verdict: 'NON_COMPLIANT',
    because: [first.because, ...others, ...notes].join(' '),
    findings,
  };
}

const weight = { exposure: 0, grant: 1, lockout: 2, plaintext: 3 } as const;

const ordered = (findings: readonly CheckFinding[]): readonly CheckFinding[] =>
  findings.toSorted((a, b) => weight[a.question] - weight[b.question]);

/**
 * Before the administrators are named, whoever the policy exempts by id may be one. Someone whom
 * it does not even mention gets in because it is open.
 */
function isStranger({ question, principal }: CheckFinding, policyText: string): boolean {
  const id = principal.userId?.split(':')[0];
  const mentioned = [id, principal.arn].some((name) => name && policyText.includes(name));
  return question === 'exposure' && !mentioned;
}

function closedTo({ facts }: Baseline): string {
  const { connectRoles, administrators, workloads, servicePrincipals } = facts;
  const others = [...workloads.map(({ arn }) => arn), ...servicePrincipals];
  const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;
  return `Only ${counted(connectRoles.length, 'role')} of Connect, ${counted(administrators.length, 'administrator')}${others.length > 0 ? `, ${others.join(', ')}` : ''} and the guard can reach it: proven for all requests.`;
}

/** What is found and stays as it is, with why. */
function notRepaired(
  judgement: Judgement,
  { exception, fight }: Pick<InspectedBucket, 'exception' | 'fight'>,
): Judgement {
  const { verdict, because } = judgement;
  if (verdict !== 'NON_COMPLIANT') return judgement;
  if (exception) {
    const told = `Exception until ${exception.expires}: ${exception.reason}. ${because}`;
    return { ...judgement, because: told };
  }
  return fight ? { ...judgement, ...cannotTell(`${fightInWords(fight)}. ${because}`) } : judgement;
}
