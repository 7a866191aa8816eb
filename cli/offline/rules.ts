import { rules } from '#shared/rules/registry.ts';
import type { Severity } from '#shared/rules/rule.ts';
import { columns } from '../columns.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { colour, print, printJson } from '../terminal.ts';

const shades: Readonly<Record<Severity, (text: string) => string>> = {
  critical: colour.red,
  high: colour.yellow,
  medium: colour.cyan,
  low: colour.dim,
};

/** Lists the rules; as JSON `[{id, kind, resourceTypes, severity, title, source}]`. */
export function runRules({ json = false }: { readonly json?: boolean }): ExitCode {
  if (json) {
    printJson(
      rules.map(({ id, kind, resourceTypes, severity, title, sources: [source] }) => ({
        id,
        kind,
        resourceTypes,
        severity,
        title,
        source,
      })),
    );
    return exitCodes.ok;
  }
  const rows = rules.map(({ id, severity, title }) => [id, shades[severity](severity), title]);
  print(columns(rows).join('\n'));
  return exitCodes.ok;
}
