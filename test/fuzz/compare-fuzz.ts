import type { PolicyDocument, RawPolicy } from '#shared/policy/document.ts';
import { fromRaw } from '#shared/policy/parse.ts';
import { compare } from '#shared/policy/prove/compare.ts';
import type { Request } from '#shared/policy/request.ts';
import { situationOf, statementApplies } from '#shared/policy/statement.ts';
import { Random } from './random.ts';
import { randomPolicy, relative } from './random-policy.ts';
import { randomRequest, suggested } from './random-request.ts';

export interface Tally {
  readonly relations: Record<string, number>;
  readonly mismatches: string[];
}

/** Whether a policy allows a request; undefined when that is open. */
export function allowed(policy: PolicyDocument, request: Request): boolean | undefined {
  const situation = situationOf(request, false);
  let [allow, maybeAllow, maybeDeny] = [false, false, false];
  for (const statement of policy.statements) {
    const { outcome } = statementApplies(statement, policy.version, situation);
    if (outcome === false) continue;
    if (statement.effect === 'Deny' && outcome === true) return false;
    if (statement.effect === 'Deny') maybeDeny = true;
    else if (outcome === true) allow = true;
    else maybeAllow = true;
  }
  if (!allow && !maybeAllow) return false;
  return allow && !maybeDeny ? true : undefined;
}

/** Compares random pairs and looks for requests that contradict the answers. */
export function fuzzCompare(seed: number, pairs: number, requests: number): Tally {
  const random = new Random(seed);
  const relations: Record<string, number> = {};
  const mismatches: string[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    const isResource = random.chance(0.7);
    const rawA = randomPolicy(random, isResource);
    const rawB = random.chance(0.7)
      ? relative(random, rawA, isResource)
      : randomPolicy(random, isResource);
    const kind = isResource ? 'resource' : 'identity';
    const [a, b] = [fromRaw(rawA, kind), fromRaw(rawB, kind)];
    const { relation, onlyA, onlyB } = compare(a, b);
    relations[relation] = (relations[relation] ?? 0) + 1;
    const report = (problem: string, request?: Request): void => {
      const told: [string, RawPolicy, RawPolicy, Request | undefined] = [
        problem,
        rawA,
        rawB,
        request,
      ];
      mismatches.push(JSON.stringify({ seed, pair, relation, told }));
    };
    if (onlyA && !(allowed(a, onlyA) === true && allowed(b, onlyA) === false))
      report('onlyA', onlyA);
    if (onlyB && !(allowed(b, onlyB) === true && allowed(a, onlyB) === false))
      report('onlyB', onlyB);
    for (let each = 0; each < requests; each++) {
      const plain = randomRequest(random, isResource);
      const request = random.chance(0.5) ? suggested(random, plain, [a, b]) : plain;
      const [byA, byB] = [allowed(a, request), allowed(b, request)];
      if (byA === undefined || byB === undefined || byA === byB) continue;
      if (byA && (relation === 'equal' || relation === 'less')) report('A allows more', request);
      if (byB && (relation === 'equal' || relation === 'more')) report('B allows more', request);
      if (mismatches.length > 5) return { relations, mismatches };
    }
  }
  return { relations, mismatches };
}
