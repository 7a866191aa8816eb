import { parseArn } from '#shared/connect/arn.ts';
import type { EffectivePolicies } from '#shared/connect/effective-policies.ts';
import type { ConnectInstance, IamPrincipal } from '#shared/connect/inventory.ts';
import { associationsOf } from '#shared/connect/resource-use.ts';
import type { CheckFinding } from '#shared/generate/check-result.ts';
import type { StatementReference } from '#shared/policy/request.ts';
import { cannotTell, compliant, listed, notApplicable, told } from '../judgements.ts';
import { type OwnPolicies, ownPolicies } from '../principal-access.ts';
import type { Judgement, Rule } from '../rule.ts';
import type { AdministratorFacts } from './facts.ts';
import { reach } from './reach.ts';
import { deniedPolicies, everythingPolicies, sampleAdministrator, unnamed } from './sample.ts';
import { targetsOf } from './targets.ts';

/**
 * Somebody who administers one instance sees the list of all and works on its own: settings,
 * emergency login, flow logs and buckets of the others are closed. Judged are the policies that IAM
 * attaches; an organization's policies can only take away.
 */
export const rule: Rule<AdministratorFacts> = {
  id: 'administrator-isolated',
  kind: 'administrator',
  title: 'An administrator reaches its own Connect instances and no other',
  severity: 'high',
  resourceTypes: ['AWS::IAM::Role', 'AWS::IAM::User'],
  needs: [
    'inventory',
    'settings',
    'principals',
    'permission-set-roles',
    'role-policies',
    'user-policies',
    'bucket-policy',
  ],
  sources: [
    'https://docs.aws.amazon.com/connect/latest/adminguide/security_iam_id-based-policy-examples.html',
    'https://docs.aws.amazon.com/connect/latest/adminguide/emergency-admin-login.html',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html',
  ],
  remediation:
    'Replace the policy that lets it reach the other instance with what `connect-guard generate administrator-policy --instance ARN` prints, or name it as an administrator of that instance, too. Instances with different administrators should not share a bucket.',
  remediable: false,
  evaluate(facts) {
    const { principal, instances, others, policies, complete, unreadable } = facts;
    if (principal.state === 'unreadable') return cannotTell(told(principal.why));
    if (principal.state === 'absent' || instances.length === 0) {
      return complete || principal.state === 'absent'
        ? notApplicable('The settings name it as administrator of no Connect instance.')
        : cannotTell(`the inventory is incomplete: ${unreadable.map(told).join('; ')}`);
    }
    const who = principal.value;
    const own = ownPolicies(policies, who.arn);
    if (typeof own === 'string') return cannotTell(own);
    const documents = policies.state === 'known' ? policies.value : undefined;
    const trespasses = others.map((other) => trespass(facts, who, own, documents, other));
    const lacks = instances.map((instance) => lack(who, own, instance));
    const findings = trespasses.flatMap((each) => each.findings);
    const problems = [
      ...summary(nameOf(who), trespasses),
      ...lacks.flatMap(({ problem }) => problem ?? []),
    ];
    const doubts = [
      ...trespasses.flatMap((each) => each.doubts),
      ...lacks.flatMap(({ doubt }) => doubt ?? []),
      ...(complete ? [] : [`the inventory is incomplete: ${unreadable.map(told).join('; ')}`]),
    ];
    if (problems.length > 0) {
      return { verdict: 'NON_COMPLIANT', because: problems.join(' '), findings };
    }
    return doubts.length > 0 ? cannotTell([...new Set(doubts)].join('; ')) : isolated(facts, who);
  },
  examples: {
    compliant: { facts: sampleAdministrator(), because: 'and reaches no other' },
    nonCompliant: {
      facts: sampleAdministrator({ policies: everythingPolicies }),
      because: 'emergency login (connect:AdminGetEmergencyAccessToken)',
    },
    notApplicable: { facts: unnamed, because: 'of no Connect instance' },
    unreadable: {
      facts: sampleAdministrator({ policies: deniedPolicies }),
      because: 'iam:GetRolePolicy AccessDenied',
    },
  },
};

const nameOf = ({ arn }: IamPrincipal): string => arn.slice(arn.lastIndexOf('/') + 1);
const called = ({ alias, id }: ConnectInstance): string => alias ?? id;

function isolated({ instances, others }: AdministratorFacts, who: IamPrincipal): Judgement {
  const own = listed(instances.map(called));
  return compliant(
    others.length === 0
      ? `${nameOf(who)} administers ${own}; there is no other instance here.`
      : `${nameOf(who)} administers ${own} and reaches no other of ${others.length + instances.length} instances: settings, emergency login, flow logs and buckets are closed to it.`,
  );
}

/** What somebody reaches of one instance that is not its own. */
interface Trespass {
  readonly instance: ConnectInstance;
  readonly reached: readonly { readonly what: string; readonly action: string }[];
  readonly by: string | undefined;
  readonly findings: readonly CheckFinding[];
  readonly doubts: readonly string[];
}

function trespass(
  { instances, bucketPolicies = {} }: AdministratorFacts,
  who: IamPrincipal,
  own: OwnPolicies,
  documents: EffectivePolicies | undefined,
  instance: ConnectInstance,
): Trespass {
  const ownBuckets = new Set(
    instances.flatMap((each) => associationsOf(each).flatMap(({ bucket }) => bucket ?? [])),
  );
  const reached: { what: string; action: string }[] = [];
  const findings: CheckFinding[] = [];
  const doubts: string[] = [];
  let by: string | undefined;
  for (const { what, questions, doubt } of targetsOf(instance, ownBuckets, bucketPolicies)) {
    const maybes: string[] = [];
    let found = false;
    for (const question of questions) {
      const answer = reach(who, own, question);
      if (answer.state === 'maybe') {
        maybes.push(
          `whether ${nameOf(who)} can ${answer.action} of ${called(instance)}: ${answer.because}`,
        );
      }
      if (answer.state !== 'yes') continue;
      found = true;
      const { principal, action, resource, context = {} } = answer.request;
      if (doubt !== undefined) {
        maybes.push(`${nameOf(who)} may ${action} by its own policies, and ${doubt}`);
        break;
      }
      by ??= allowing(answer.statements, documents);
      reached.push({ what, action });
      findings.push({
        question: 'exposure',
        principal,
        action,
        resource,
        context: Object.fromEntries(
          Object.entries(context).map(([key, value]) => [
            key,
            typeof value === 'string' ? [value] : value,
          ]),
        ),
        statements: answer.statements.map(({ index, sid }) => ({
          index,
          ...(sid !== undefined && { sid }),
          why: 'allows it',
        })),
        because: `${nameOf(who)} can ${action} on ${resource}: ${what} of ${called(instance)}.`,
      });
      break;
    }
    // Reached surely by one way: what the other ways depend on is no matter.
    if (!found || doubt !== undefined) doubts.push(...maybes.slice(0, 1));
  }
  return { instance, reached, by, findings, doubts };
}

/** Which statement of which policy lets it. */
function allowing(
  statements: readonly StatementReference[],
  documents: EffectivePolicies | undefined,
): string {
  const own = statements.find(({ policy }) => policy === 'identity');
  const { sid, index, policyIndex = 0 } = own ?? statements[0] ?? { index: 0 };
  const policy = own ? documents?.identity[policyIndex]?.name : "the resource's policy";
  return `${sid === undefined ? `statement ${index + 1}` : `"${sid}"`} of ${policy ?? 'its policy'}`;
}

/** The most that is reached of one instance, and how many others. */
function summary(name: string, trespasses: readonly Trespass[]): readonly string[] {
  const guilty = trespasses
    .filter(({ reached }) => reached.length > 0)
    .toSorted((a, b) => b.reached.length - a.reached.length);
  const [worst, ...more] = guilty;
  if (!worst) return [];
  const what = listed(worst.reached.map((each) => `${each.what} (${each.action})`));
  const others =
    more.length === 0
      ? ''
      : ` ${more.length} more instance${more.length === 1 ? '' : 's'} likewise.`;
  return [
    `${name} reaches ${called(worst.instance)}, which is not its own: ${what}; by ${worst.by}.${others}`,
  ];
}

const needed = [
  'connect:DescribeInstance',
  'connect:UpdateInstanceAttribute',
  'connect:ListInstanceStorageConfigs',
  'connect:AssociateInstanceStorageConfig',
];

/** What somebody cannot do with its own instance. */
function lack(
  who: IamPrincipal,
  own: OwnPolicies,
  instance: ConnectInstance,
): { readonly problem?: string; readonly doubt?: string } {
  const { account, region } = parseArn(instance.arn);
  const answers = needed.map((action) => ({
    action,
    answer: reach(who, own, {
      actions: [action],
      resource: instance.arn,
      account,
      region,
      context: { 'connect:instanceid': [instance.id] },
      names: [instance.id, instance.alias ?? '', instance.arn],
    }),
  }));
  const missing = answers.filter(({ answer }) => answer.state === 'no');
  const maybe = answers.find(({ answer }) => answer.state === 'maybe');
  if (missing.length > 0) {
    return {
      problem: `${nameOf(who)} cannot administer its own instance ${called(instance)}: it may not ${listed(missing.map(({ action }) => action))}.`,
    };
  }
  return maybe?.answer.state === 'maybe'
    ? {
        doubt: `whether ${nameOf(who)} can ${maybe.action} of its own ${called(instance)}: ${maybe.answer.because}`,
      }
    : {};
}
