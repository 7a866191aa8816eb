import { closestMatch } from 'leven';
import { type Explanation, explanations } from '#shared/rules/explanations.ts';
import { columns } from '../columns.ts';
import { BadInput } from '../errors.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { colour, print, printJson } from '../terminal.ts';

/** Explains one rule; as JSON `{id, kind, title, severity, resourceTypes, reads, says, remediation, remediable, sources}`. */
export function runExplain(id: string, { json = false }: { readonly json?: boolean }): ExitCode {
  const all = explanations();
  const found = all.find(({ rule }) => rule.id === id);
  if (!found) throw new BadInput(`there is no rule ${id}; ${hint(id, all)}`);
  if (json) printJson(asJson(found));
  else print(asText(found));
  return exitCodes.ok;
}

function hint(id: string, all: readonly Explanation[]): string {
  const ids = all.map(({ rule }) => rule.id);
  const meant =
    ids.find((each) => each.includes(id)) ??
    closestMatch(id, ids, { maxDistance: Math.ceil(id.length / 3) });
  return meant ? `did you mean ${meant}?` : 'connect-guard rules lists them all';
}

function asJson({ rule, says, reads }: Explanation): object {
  const { id, kind, title, severity, resourceTypes, remediation, remediable, sources } = rule;
  return {
    ...{ id, kind, title, severity, resourceTypes, reads, says },
    ...{ remediation, remediable, sources },
  };
}

function asText({ rule, says, reads }: Explanation): string {
  const facts: readonly (readonly [string, string])[] = [
    ['Severity', rule.severity],
    ['Judges', rule.resourceTypes.join(', ')],
    ['Compliant', says.compliant],
    ['Non-compliant', says.nonCompliant],
    ['Cannot tell', says.cannotTell],
    ['Put right', rule.remediation],
    ['By itself', rule.remediable ? 'the guard does it in mode enforce' : 'no: a person does it'],
    ['Reads', reads.join(', ')],
    ...rule.sources.map((source, index) => [index === 0 ? 'Rests on' : '', source] as const),
  ];
  const rows = facts.map(([name, text]) => [colour.dim(name), text]);
  return [colour.bold(rule.id), `${rule.title}.`, '', ...columns(rows), ''].join('\n');
}
