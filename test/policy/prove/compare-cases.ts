import { readdirSync, readFileSync } from 'node:fs';
import type { PolicyDocument } from '#shared/policy/document.ts';
import { parsePolicy } from '#shared/policy/parse.ts';
import type { Comparison } from '#shared/policy/prove/compare.ts';

/** What a witness must be like; the texts are patterns. */
export interface ExpectedRequest {
  readonly kind?: string;
  readonly arn?: string;
  readonly userId?: string;
  readonly account?: string;
  readonly action?: string;
  readonly resource?: string;
  readonly context?: Readonly<Record<string, string>>;
  /** A key that must be absent. */
  readonly without?: string;
  /** A key that must have several values. */
  readonly several?: string;
}

export interface CompareCase {
  readonly file: string;
  readonly name: string;
  readonly a: PolicyDocument;
  readonly b: PolicyDocument;
  readonly relation: Comparison['relation'];
  readonly onlyA?: ExpectedRequest;
  readonly onlyB?: ExpectedRequest;
  /** In one of the reasons. */
  readonly undecided?: string;
}

interface WrittenCase extends Omit<CompareCase, 'a' | 'b' | 'file'> {
  readonly a: unknown;
  readonly b: unknown;
}

const folder = new URL('../../cases/compare/', import.meta.url);

/** Every case of test/cases/compare. */
export function compareCases(): readonly CompareCase[] {
  return readdirSync(folder)
    .sort()
    .flatMap((file) => {
      const cases: readonly WrittenCase[] = JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
      return cases.map((each) => ({
        ...each,
        file: file.replace('.json', ''),
        a: parsePolicy(JSON.stringify(each.a)),
        b: parsePolicy(JSON.stringify(each.b)),
      }));
    });
}
