import type { PolicyDocument } from '../document.ts';
import { literalGlob } from '../match.ts';
import { StepLimitReached } from './budget.ts';
import { explore } from './explore.ts';
import { GlobStates } from './glob-states.ts';
import { RESOURCE_KEY } from './request-keys.ts';
import type { Vocabulary } from './vocabulary.ts';

const PARTITIONS = ['aws', 'aws-cn', 'aws-us-gov'];

const partitionIn = (text: string): string[] => /^arn:([a-z0-9-]+):/.exec(text)?.slice(1) ?? [];

const accountIn = (entry: string): string[] =>
  /^(?:arn:[^:]*:[^:]*::)?(\d{12})(?::|$)/.exec(entry)?.slice(1) ?? [];

/** One partition for each way in which the policies can tell partitions apart. */
export function partitionsApart(
  policies: readonly PolicyDocument[],
  vocabulary: Vocabulary,
): readonly string[] {
  const inPrincipals = new Set<string>();
  const written = new Set(PARTITIONS);
  for (const { statements } of policies) {
    for (const { principal, resource, conditions } of statements) {
      for (const each of (principal?.aws ?? []).flatMap(partitionIn)) inPrincipals.add(each);
      const values = conditions.flatMap((condition) => condition.values);
      for (const each of [...(resource?.patterns ?? []), ...values].flatMap(partitionIn)) {
        written.add(each);
      }
    }
  }
  const found = new Map<string, string>();
  for (const partition of [...written, ...inPrincipals]) {
    const states = [RESOURCE_KEY, 'aws:principalarn'].map((key) => {
      const automaton = vocabulary.automaton(key);
      return automaton.walk(automaton.start, `arn:${partition}:`).id;
    });
    const key = `${states.join()}|${inPrincipals.has(partition) ? partition : ''}`;
    if (!found.has(key)) found.set(key, partition);
  }
  return [...found.values()];
}

/**
 * One account for each way in which the policies can tell accounts apart, whatever follows the
 * account in an ARN or user id. `apart` are accounts in a class of their own.
 */
export function accountsApart(
  partition: string,
  apart: readonly string[],
  policies: readonly PolicyDocument[],
  vocabulary: Vocabulary,
): readonly string[] {
  const { budget } = vocabulary;
  const named = policies.flatMap(({ statements }) =>
    statements.flatMap(({ principal }) => (principal?.aws ?? []).flatMap(accountIn)),
  );
  const listed = [...new Set([...apart, ...named])].map((account, test) => ({
    glob: literalGlob(account),
    foldsCase: false,
    test,
  }));
  const keys = ['aws:principalarn', 'aws:principalarn', 'aws:userid', 'aws:principalaccount'];
  const automata = [...keys, 'kms:calleraccount'].map((key) => vocabulary.automaton(key));
  const digits = { has: (char: number) => char >= 0x30 && char <= 0x39, samples: '9876543210' };
  const shape = [
    { feeds: [0], text: `arn:${partition}:iam::` },
    { feeds: [1], text: `arn:${partition}:sts::` },
    { feeds: [0, 1, 2, 3, 4, 5], of: digits, least: 1, lengths: new Set([12]) },
  ];
  const { classes, complete } = explore(
    [shape],
    [...automata, new GlobStates(listed, budget)],
    budget,
    {
      byState: true,
    },
  );
  if (!complete) throw new StepLimitReached('accounts are told apart in too many ways');
  return classes.map(({ texts }) => texts[5] ?? '');
}
