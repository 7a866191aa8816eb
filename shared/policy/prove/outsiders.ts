import type { PolicyDocument } from '../document.ts';
import { anonymous, type Caller, principalNamed, role } from './callers.ts';
import { idLengths } from './unique-ids.ts';

/** Somebody whom a bucket policy allows something and who is not of the bucket's account. */
export interface Outsider {
  /** As the policy names it: an ARN, an account, an identity provider; `everyone` without credentials. */
  readonly who: string;
  readonly caller: Caller;
}

interface Place {
  readonly partition: string;
  readonly account: string;
}

/** An account that no policy names. */
const anyAccount = '999988887777';

/** One caller for each outsider whom an Allow statement names, or may name. */
export function outsidersIn(policy: PolicyDocument, place: Place): readonly Outsider[] {
  const { partition, account } = place;
  const lengths = idLengths([policy], []);
  const ofAccount = (other: string): Caller => role(partition, other, lengths);
  const everyone: readonly Outsider[] = [
    { who: 'everyone', caller: anonymous(partition) },
    { who: 'any AWS account', caller: ofAccount(anyAccount) },
  ];
  const found = policy.statements.flatMap(({ effect, principal }): readonly Outsider[] => {
    if (effect !== 'Allow' || !principal) return [];
    if (principal.everyone || principal.negated) return everyone;
    return principal.aws.flatMap((entry) => {
      if (entry === '*') return everyone;
      const owner = /^\d{12}$/.test(entry) ? entry : (entry.split(':')[4] ?? '');
      if (owner === account || owner === '') return [];
      const isPrincipal = /:iam::\d{12}:(role|user)\//.test(entry);
      const named = () => principalNamed(partition, owner, { arn: entry }, lengths);
      return [{ who: entry, caller: isPrincipal ? named() : ofAccount(owner) }];
    });
  });
  return [...new Map(found.map((each) => [each.who, each])).values()];
}
