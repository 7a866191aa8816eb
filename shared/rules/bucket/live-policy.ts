import type { PolicyDocument } from '#shared/policy/document.ts';
import { PolicySyntaxError } from '#shared/policy/errors.ts';
import { parsePolicy } from '#shared/policy/parse.ts';

export type ReadPolicy =
  | { readonly document: PolicyDocument | undefined }
  /** In one sentence, what our strict parser found. */
  | { readonly problem: string };

/** A bucket policy's text, understood; `null` is a bucket without one. */
export function readPolicy(text: string | null): ReadPolicy {
  if (text === null) return { document: undefined };
  try {
    return { document: parsePolicy(text, 'resource') };
  } catch (error) {
    if (error instanceof PolicySyntaxError) return { problem: error.message };
    throw error;
  }
}
