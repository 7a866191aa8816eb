import { readingsOf } from './needs.ts';
import {
  administratorRules,
  bucketRules,
  instanceRules,
  keyRules,
  streamRules,
} from './registry.ts';
import type { AnyRule, Rule } from './rule.ts';

/** A rule, with what it says of its own examples and the actions that it reads by. */
export interface Explanation {
  readonly rule: AnyRule;
  readonly says: {
    readonly compliant: string;
    readonly nonCompliant: string;
    readonly cannotTell: string;
  };
  readonly reads: readonly string[];
}

const explained = <Facts>(rules: readonly Rule<Facts>[]): readonly Explanation[] =>
  rules.map((rule) => {
    const { compliant, nonCompliant, unreadable } = rule.examples;
    return {
      rule,
      says: {
        compliant: rule.evaluate(compliant.facts).because,
        nonCompliant: rule.evaluate(nonCompliant.facts).because,
        cannotTell: rule.evaluate(unreadable.facts).because,
      },
      reads: [...new Set(readingsOf([rule]).flatMap(({ actions }) => actions))],
    };
  });

/** All rules, in their order: each is asked about its examples. */
export const explanations = (): readonly Explanation[] => [
  ...explained(bucketRules),
  ...explained(instanceRules),
  ...explained(keyRules),
  ...explained(streamRules),
  ...explained(administratorRules),
];
