import { arnMatches, compileArn, type Glob } from '../match.ts';
import { type Outcome, unknown } from './outcome.ts';

/** `ArnLike` and `ArnEquals`, which behave alike: six parts, each with its own wildcards. */
export function arnLike(pattern: Glob, actual: string): Outcome {
  const parts = compileArn(pattern);
  if (!parts) return unknown('an ARN pattern with fewer than six parts');
  return arnMatches(parts, actual);
}
