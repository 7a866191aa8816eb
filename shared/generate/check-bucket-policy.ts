import type { PolicyDocument } from '#shared/policy/document.ts';
import { fromRaw } from '#shared/policy/parse.ts';
import type { Answer } from '#shared/policy/prove/answer.ts';
import { exposure, grants, plaintext } from '#shared/policy/prove/bucket-questions.ts';
import { BucketWorld } from '#shared/policy/prove/bucket-world.ts';
import { Budget } from '#shared/policy/prove/budget.ts';
import { accessOfEach } from '#shared/policy/prove/lockout.ts';
import { deniesPlaintext, generateBucketPolicy } from './bucket-policy.ts';
import type { CheckFinding, CheckResult } from './check-result.ts';
import type { BaselineFacts } from './facts.ts';
import { findingOf } from './finding.ts';
import { requiredPrincipals } from './required-principals.ts';

const NO_POLICY: PolicyDocument = {
  version: '2012-10-17',
  statements: [],
  source: { Statement: [] },
};

/**
 * Judges a bucket policy against the baseline of `facts`, over all requests: whether it lets anyone
 * in whom the baseline shuts out, allows anything to strangers, locks out anyone who is required,
 * and, with `requireTls`, whether everything is refused that comes without TLS. `policy` is
 * undefined for a bucket without one. Each finding is a request that was replayed.
 */
export function checkBucketPolicy(
  facts: BaselineFacts,
  policy: PolicyDocument | undefined,
): CheckResult {
  const budget = new Budget();
  const live = policy ?? NO_POLICY;
  const baseline = fromRaw(generateBucketPolicy({ ...facts, requireTls: false }), 'resource');
  const required = requiredPrincipals(facts);
  const findings: CheckFinding[] = [];
  const undecided: string[] = [];
  const world = new BucketWorld(
    {
      partition: facts.partition,
      account: facts.account,
      bucket: facts.bucket,
      named: required.map(({ principal }) => principal),
      services: facts.servicePrincipals,
      actions: required.flatMap(({ actions }) => actions),
      objectKeys: [
        'connect/contact-center/CallRecordings/2026/01/31/recording.wav',
        'connect/contact-center/ChatTranscripts/2026/01/31/transcript.json',
        'Analysis/Voice/2026/01/31/analysis.json',
      ],
    },
    [baseline, live],
    budget,
  );
  const note = (question: CheckFinding['question'], answer: Answer): void => {
    if (answer.verdict === 'FAILS') {
      findings.push(findingOf(question, answer.witness, policy, facts.account));
    } else if (answer.verdict === 'UNDECIDED') {
      undecided.push(...answer.reasons.map((reason) => `${question}: ${reason}`));
    }
  };
  note('exposure', exposure(world, baseline, live));
  note('grant', grants(world, live));
  for (const { access } of accessOfEach(required, live, world)) {
    if (access.access === 'LOCKED_OUT') {
      findings.push(
        findingOf('lockout', { request: access.request, named: true }, policy, facts.account),
      );
    } else if (access.access === 'UNDECIDED') {
      undecided.push(...access.reasons.map((reason) => `lockout: ${reason}`));
    }
  }
  if (deniesPlaintext(facts)) note('plaintext', plaintext(world, live));
  return {
    verdict:
      findings.length > 0 ? 'NON_COMPLIANT' : undecided.length > 0 ? 'UNDECIDED' : 'COMPLIANT',
    findings,
    undecided: [...new Set(undecided)],
    steps: budget.steps,
  };
}
