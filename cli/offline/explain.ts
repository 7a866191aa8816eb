import { closestMatch } from 'leven';
import { readingsOf } from '#shared/rules/needs.ts';
import {
  administratorRules,
  bucketRules,
  instanceRules,
  keyRules,
  streamRules,
} from '#shared/rules/registry.ts';
import type { AnyRule, Rule } from '#shared/rules/rule.ts';
import { columns } from '../columns.ts';
import { BadInput } from '../errors.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { colour, print, printJson } from '../terminal.ts';

/** A rule, with what it says of its own examples. */
interface Explained {
  readonly rule: AnyRule;
  readonly says: {
    readonly compliant: string;
    readonly nonCompliant: string;
    readonly cannotTell: string;
  };
}

const explained = <Facts>(rules: readonly Rule<Facts>[]): readonly Explained[] =>
  rules.map((rule) => {
    const { compliant, nonCompliant, unreadable } = rule.examples;
    return {
      rule,
      says: {
        compliant: rule.evaluate(compliant.facts).because,
        nonCompliant: rule.evaluate(nonCompliant.facts).because,
        cannotTell: rule.evaluate(unreadable.facts).because,
      },
    };
  });

/** Explains one rule; as JSON `{id, kind, title, severity, resourceTypes, reads, says, remediation, remediable, sources}`. */
export function runExplain(id: string, { json = false }: { readonly json?: boolean }): ExitCode {
  const all = [
    ...explained(bucketRules),
    ...explained(instanceRules),
    ...explained(keyRules),
    ...explained(streamRules),
    ...explained(administratorRules),
  ];
  const found = all.find(({ rule }) => rule.id === id);
  if (!found) throw new BadInput(`there is no rule ${id}; ${hint(id, all)}`);
  if (json) printJson(asJson(found));
  else print(asText(found));
  return exitCodes.ok;
}

function hint(id: string, all: readonly Explained[]): string {
  const ids = all.map(({ rule }) => rule.id);
  const meant =
    ids.find((each) => each.includes(id)) ??
    closestMatch(id, ids, { maxDistance: Math.ceil(id.length / 3) });
  return meant ? `did you mean ${meant}?` : 'connect-guard rules lists them all';
}

const readsOf = (rule: AnyRule): readonly string[] => [
  ...new Set(readingsOf([rule]).flatMap(({ actions }) => actions)),
];

function asJson({ rule, says }: Explained): object {
  const { id, kind, title, severity, resourceTypes, remediation, remediable, sources } = rule;
  const reads = readsOf(rule);
  return {
    ...{ id, kind, title, severity, resourceTypes, reads, says },
    ...{ remediation, remediable, sources },
  };
}

function asText({ rule, says }: Explained): string {
  const facts: readonly (readonly [string, string])[] = [
    ['Severity', rule.severity],
    ['Judges', rule.resourceTypes.join(', ')],
    ['Compliant', says.compliant],
    ['Non-compliant', says.nonCompliant],
    ['Cannot tell', says.cannotTell],
    ['Put right', rule.remediation],
    ['By itself', rule.remediable ? 'the guard does it in mode enforce' : 'no: a person does it'],
    ['Reads', readsOf(rule).join(', ')],
    ...rule.sources.map((source, index) => [index === 0 ? 'Rests on' : '', source] as const),
  ];
  const rows = facts.map(([name, text]) => [colour.dim(name), text]);
  return [
    colour.bold(rule.id),
    `${rule.title}.`,
    '',
    ...columns(rows, process.stdout.columns),
    '',
  ].join('\n');
}
