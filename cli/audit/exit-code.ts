import type { Severity } from '#shared/rules/rule.ts';
import { severities } from '#shared/usecases/audit/order.ts';
import type { AuditFinding, AuditReport } from '#shared/usecases/audit/report.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';

const counts = ({ severity }: AuditFinding, failOn: Severity): boolean =>
  severities.indexOf(severity) <= severities.indexOf(failOn);

/** What the process ends with: the worst that is at least as severe as `failOn`. */
export function exitCodeOf({ places }: AuditReport, failOn: Severity): ExitCode {
  const findings = places.flatMap((place) => place.findings).filter((each) => counts(each, failOn));
  if (findings.some(({ verdict }) => verdict === 'NON_COMPLIANT')) return exitCodes.fails;
  if (places.some(({ failed }) => failed !== undefined)) return exitCodes.failed;
  const unknown = findings.some(({ verdict }) => verdict === 'INDETERMINATE');
  return unknown ? exitCodes.undecided : exitCodes.ok;
}
