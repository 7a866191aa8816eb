import { decide } from '../decide.ts';
import type { PolicyDocument, Statement } from '../document.ts';
import type { Request } from '../request.ts';
import { type Answer, type Confirm, seek } from './answer.ts';
import { ANYTHING } from './anything.ts';
import type { BucketWorld } from './bucket-world.ts';
import type { Claim } from './formula.ts';
import type { Space } from './space.ts';

const withEffect = (policy: PolicyDocument, effect: Statement['effect']): readonly Statement[] =>
  policy.statements.filter((statement) => statement.effect === effect);

const claims = (space: Space, policy: PolicyDocument, effect: Statement['effect']): Claim[] =>
  withEffect(policy, effect).map((statement) => space.statement(statement));

/** Whether a policy denies a request for certain; else whether it does not, or why it is open. */
function denies(request: Request, policy: PolicyDocument): boolean | readonly string[] {
  const { decision, unknown = [] } = decide(request, { resource: policy, identity: [ANYTHING] });
  if (decision !== 'ExplicitDeny') return false;
  return unknown.length > 0 ? unknown : true;
}

/** Confirms that `policy` lets through a request that `expected` says it should deny. */
const letsThrough =
  (policy: PolicyDocument, expected: (request: Request) => boolean | readonly string[]): Confirm =>
  (request) => {
    const wanted = expected(request);
    if (typeof wanted !== 'boolean') return wanted;
    const denied = denies(request, policy);
    if (typeof denied !== 'boolean') return denied;
    return wanted && !denied ? request : [];
  };

function* everybody(world: BucketWorld): Generator<Space> {
  yield* world.universe.spaces(world.strangers('anywhere'), world.targets);
  yield* world.universe.spaces(world.named(), world.targets);
}

/** C1: every request that `baseline` denies, `policy` denies. The witness is one that it does not. */
export function exposure(
  world: BucketWorld,
  baseline: PolicyDocument,
  policy: PolicyDocument,
): Answer {
  world.budget.renew();
  return seek(
    everybody(world),
    (space) => {
      const fails = [...claims(space, policy, 'Deny'), world.unlocking(space)];
      return claims(space, baseline, 'Deny').map((denied) => ({ holds: [denied], fails }));
    },
    letsThrough(policy, (request) => denies(request, baseline)),
    world.budget,
  );
}

/** `policy` denies every request that does not come by TLS. */
export function plaintext(world: BucketWorld, policy: PolicyDocument): Answer {
  world.budget.renew();
  return seek(
    everybody(world),
    (space) => {
      const fails = [...claims(space, policy, 'Deny'), world.unlocking(space)];
      return [{ holds: [space.claim(world.plaintext)], fails }];
    },
    letsThrough(policy, () => true),
    world.budget,
  );
}

/** C2: `policy` allows nothing to anyone outside the account but the listed services. */
export function grants(world: BucketWorld, policy: PolicyDocument): Answer {
  world.budget.renew();
  return seek(
    world.universe.spaces(world.strangers('outside'), world.targets),
    (space) => {
      const fails = claims(space, policy, 'Deny');
      if (space.caller.kind === 'service') fails.push(space.claim(world.listedService));
      return claims(space, policy, 'Allow').map((allowed) => ({ holds: [allowed], fails }));
    },
    (request) => {
      const { decision, unknown } = decide(request, { resource: policy, identity: [ANYTHING] });
      if (decision === 'Allow') return request;
      return unknown ?? [];
    },
    world.budget,
  );
}
