import type { Arn } from '#shared/connect/arn.ts';
import { functionNames, type Place } from '#shared/connect/deployment.ts';
import type { ConnectInstance } from '#shared/connect/inventory.ts';
import type { PolicyDocument } from '#shared/policy/document.ts';
import type { Question } from '#shared/rules/administrator/reach.ts';
import { understood } from '#shared/rules/principal-access.ts';
import { type AccountEntrant, nameOf } from './entrants.ts';

/** How somebody who does not get in can become somebody who does, or get at the recordings otherwise. */
export interface Hop {
  /** A role or user; of a trust policy also an account or an identity provider. */
  readonly who: string;
  readonly way:
    | 'may assume'
    | 'may change the trust of'
    | 'may pass'
    | 'may make keys or passwords for'
    | 'may change the code of'
    | 'may log in as administrator of';
  /** The role, user, function or instance. */
  readonly target: string;
  readonly action: string;
  /** The statements that let it; empty when it is not certain. */
  readonly by: readonly string[];
  /** Why it is not certain. */
  readonly perhaps?: string;
}

/** A question whose yes is a hop. */
export type Way = Pick<Hop, 'way' | 'target'> & {
  readonly question: Question;
  /** What the resource's own policy is called. */
  readonly policy?: string;
};

/** Somebody who gets in, with the trust policy of a role, or why that is not understood. */
export interface Target extends AccountEntrant {
  readonly trustRead: PolicyDocument | string | undefined;
}

/** Works for its service alone: nobody can be it. */
export const isServiceLinked = (arn: Arn): boolean => arn.includes(':role/aws-service-role/');

/** IAM lets nobody in the account change these, nor pass them. */
const isProtected = (arn: Arn): boolean => /:role\/(aws-service-role|aws-reserved)\//.test(arn);

/** What makes somebody else of the one who gets in. */
export function waysInto(target: Target, place: Place): readonly Way[] {
  const { arn } = target.principal;
  const ask = (actions: readonly string[], more: Partial<Question> = {}): Question => ({
    actions,
    resource: arn,
    account: place.account,
    region: place.region,
    names: [],
    ...more,
  });
  if (target.kind === 'user') {
    const actions = ['iam:CreateAccessKey', 'iam:CreateLoginProfile', 'iam:UpdateLoginProfile'];
    return [{ way: 'may make keys or passwords for', target: arn, question: ask(actions) }];
  }
  const trust = typeof target.trustRead === 'string' ? undefined : target.trustRead;
  const assume = trust && {
    way: 'may assume' as const,
    target: arn,
    question: ask(['sts:AssumeRole'], { resourcePolicy: trust, resourceKind: 'role-trust' }),
    policy: 'the trust policy',
  };
  const isPassed = trust?.statements.some(({ principal }) => (principal?.service.length ?? 0) > 0);
  const changes: readonly Way[] = isProtected(arn)
    ? []
    : [
        {
          way: 'may change the trust of',
          target: arn,
          question: ask(['iam:UpdateAssumeRolePolicy']),
        },
        ...(isPassed
          ? [{ way: 'may pass' as const, target: arn, question: ask(['iam:PassRole']) }]
          : []),
      ];
  return [...(assume ? [assume] : []), ...changes];
}

export const trustOf = ({
  principal,
  trust,
}: AccountEntrant): PolicyDocument | string | undefined =>
  trust === undefined
    ? undefined
    : understood(trust, 'trust', `the trust policy of ${nameOf(principal.arn)}`);

/** Whoever writes the guard's code writes bucket policies. */
export const guardCode = ({ partition, account, region }: Place): readonly Way[] =>
  [functionNames.remediateBucketPolicy, functionNames.restoreBucketPolicy].map((name) => ({
    way: 'may change the code of',
    target: `arn:${partition}:lambda:${region}:${account}:function:${name}`,
    question: {
      actions: ['lambda:UpdateFunctionCode'],
      resource: `arn:${partition}:lambda:${region}:${account}:function:${name}`,
      account,
      region,
      names: [],
    },
  }));

/** @see https://docs.aws.amazon.com/connect/latest/adminguide/emergency-admin-login.html */
export const emergencyLogin = ({ arn, id, alias }: ConnectInstance, place: Place): Way => ({
  way: 'may log in as administrator of',
  target: arn,
  question: {
    actions: ['connect:AdminGetEmergencyAccessToken'],
    resource: arn,
    account: place.account,
    region: place.region,
    context: { 'connect:instanceid': [id] },
    names: [id, alias ?? '', arn],
  },
});
