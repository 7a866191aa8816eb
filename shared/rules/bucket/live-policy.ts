import type { PolicyDocument } from '#shared/policy/document.ts';
import { PolicySyntaxError } from '#shared/policy/errors.ts';
import { parsePolicy } from '#shared/policy/parse.ts';

/** What a bucket without a policy says: nothing. */
export const noPolicy: PolicyDocument = {
  version: '2012-10-17',
  statements: [],
  source: { Version: '2012-10-17', Statement: [] },
};

/** The live policy, or in one sentence what our strict parser found in it. `null` is no policy. */
export function readPolicy(text: string | null): PolicyDocument | { readonly problem: string } {
  if (text === null) return noPolicy;
  try {
    return parsePolicy(text, 'resource');
  } catch (error) {
    if (error instanceof PolicySyntaxError) return { problem: error.message };
    throw error;
  }
}
