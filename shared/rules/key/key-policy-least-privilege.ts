import type { PolicyDocument } from '#shared/policy/document.ts';
import {
  cannotTell,
  compliant,
  judgeAll,
  listed,
  notApplicable,
  told,
  unreadOf,
} from '../judgements.ts';
import { understood } from '../principal-access.ts';
import type { Judgement, Rule } from '../rule.ts';
import type { KeyFacts } from './facts.ts';
import { judgeUsed } from './judge-used.ts';
import { delegates, nameOf, outsiders } from './outsiders.ts';
import { makesAnyGrant } from './reach.ts';
import { deniedRead, policyOf, sampleKey, unusedKey } from './sample.ts';

/** A key policy lets in nobody from outside, and whoever may make grants makes them for services. */
export const rule: Rule<KeyFacts> = {
  id: 'key-policy-least-privilege',
  kind: 'key',
  title: 'The policy of a key of Connect lets in nobody but its own account',
  severity: 'high',
  resourceTypes: ['AWS::KMS::Key'],
  needs: ['inventory', 'settings', 'key-description', 'key-policy'],
  sources: [
    'https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html',
    'https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html',
    'https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html',
  ],
  remediation:
    'Edit the statement that the reason names (aws kms put-key-policy): name roles of this account instead of "*", or add kms:CallerAccount; take out other accounts, or list them in the settings under trustedAccounts with the reason; beside kms:CreateGrant put the condition Bool kms:GrantIsForAWSResource true. Leave the statement for the account root: without it nobody may be able to change the policy again.',
  remediable: false,
  evaluate: (facts) =>
    judgeUsed(facts, ({ arn, manager }) => {
      if (manager === 'AWS')
        return notApplicable(`${arn} is AWS's own: nobody can change its policy.`);
      const { policy } = facts;
      if (policy.state === 'unreadable') return cannotTell(told(policy.why));
      if (policy.state === 'absent') return cannotTell(`${arn} has no policy`);
      const document = understood(policy.value, 'resource', `the policy of ${arn}`);
      return typeof document === 'string' ? cannotTell(document) : judge(document, arn, facts);
    }),
  examples: {
    compliant: { facts: sampleKey(), because: 'nobody of another account' },
    nonCompliant: {
      facts: sampleKey({
        policy: policyOf({
          Sid: 'Allow use of the key',
          Effect: 'Allow',
          Principal: '*',
          Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
          Resource: '*',
        }),
      }),
      because: 'lets everyone kms:Decrypt',
    },
    notApplicable: { facts: unusedKey, because: 'No Connect instance' },
    unreadable: {
      facts: sampleKey({ policy: deniedRead('kms:GetKeyPolicy') }),
      because: 'kms:GetKeyPolicy AccessDenied',
    },
  },
};

function judge(document: PolicyDocument, key: string, facts: KeyFacts): Judgement {
  const { place, settings } = facts;
  const trusted = settings.state === 'known' ? (settings.value.trustedAccounts ?? []) : [];
  const isTrusted = (account: string) => trusted.some((each) => each.account === account);
  const allows = document.statements.filter(({ effect }) => effect === 'Allow');
  const budget = { left: 100_000 };
  const open = allows.map((allow) => outsiders(allow, document, key, place, budget));
  const foreign = open
    .flatMap(({ accounts }) => [...accounts])
    .filter(([each]) => !isTrusted(each));
  const grants = allows.filter(
    (allow) => !delegates(allow, place) && makesAnyGrant(allow, document, key),
  );
  const doubts = new Set(open.flatMap(({ doubts: each }) => each));
  // Without the settings, an account that is named may be one that is trusted.
  const unsure = settings.state === 'unreadable' && foreign.length > 0;
  return judgeAll(
    [
      ...open.flatMap(({ everyone }) => everyone ?? []),
      ...(unsure ? [] : foreign.map(([, finding]) => finding)),
      ...grants.map(
        (allow) =>
          `${nameOf(allow)} allows kms:CreateGrant for anybody: add the condition Bool kms:GrantIsForAWSResource true.`,
      ),
    ],
    [...unreadOf([settings]), ...doubts],
    () => {
      const others = trusted.map(({ account }) => account);
      const but = others.length > 0 ? ` but ${listed(others)}, which the settings trust` : '';
      return compliant(
        `The policy of ${key} lets in nobody of another account${but}, and makes grants for AWS services only.`,
      );
    },
  );
}
