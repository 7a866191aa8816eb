import { readdirSync, readFileSync } from 'node:fs';
import type { CheckResult } from '#shared/generate/check-result.ts';
import { type BaselineFacts, parseFacts } from '#shared/generate/facts.ts';
import type { PolicyDocument } from '#shared/policy/document.ts';
import { parsePolicy } from '#shared/policy/parse.ts';

/** What a finding must be like; `arn`, `userId`, `action` and `resource` are patterns. */
export interface ExpectedFinding {
  readonly question: string;
  readonly kind?: string;
  readonly arn?: string;
  readonly userId?: string;
  /** `other`: not the bucket's own. */
  readonly account?: string;
  readonly action?: string;
  readonly resource?: string;
  readonly context?: Readonly<Record<string, readonly string[]>>;
  /** The statement that denies, of a lock-out. */
  readonly statement?: number;
}

export interface CheckCase {
  readonly file: string;
  readonly name: string;
  readonly facts: BaselineFacts;
  readonly policy: PolicyDocument;
  readonly verdict: CheckResult['verdict'];
  readonly findings: readonly ExpectedFinding[];
  /** In one of the reasons. */
  readonly undecided?: string;
}

interface WrittenCase extends Omit<CheckCase, 'file' | 'facts' | 'policy'> {
  readonly facts: string;
  readonly policy: unknown;
}

const folder = new URL('../../cases/check/', import.meta.url);
const json = (name: string) => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));

/** Every case of test/cases/check. */
export function checkCases(): readonly CheckCase[] {
  const facts: Readonly<Record<string, unknown>> = json('facts.json');
  return readdirSync(folder)
    .filter((file) => file !== 'facts.json')
    .sort()
    .flatMap((file) => {
      const cases: readonly WrittenCase[] = json(file);
      return cases.map((each) => ({
        ...each,
        file: file.replace('.json', ''),
        facts: parseFacts(facts[each.facts]),
        policy: parsePolicy(JSON.stringify(each.policy), 'resource'),
      }));
    });
}
