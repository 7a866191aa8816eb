import type { PolicyDocument } from '#shared/policy/document.ts';
import { PolicySyntaxError } from '#shared/policy/errors.ts';
import { parsePolicy } from '#shared/policy/parse.ts';
import { malformed } from './policy-validation.ts';
import { isPublicPolicy } from './public-policy.ts';

/** @throws AwsError `MalformedPolicy` (400) for what this world could not enforce. */
export function parseBucketPolicy(text: string): PolicyDocument {
  try {
    return parsePolicy(text, 'resource');
  } catch (error) {
    if (error instanceof PolicySyntaxError) throw malformed(error.message);
    throw error;
  }
}

/** Whether the text is a public policy; what cannot be read counts as public. */
export function isPublicText(text: string): boolean {
  try {
    return isPublicPolicy(parsePolicy(text, 'resource'));
  } catch (error) {
    if (error instanceof PolicySyntaxError) return true;
    throw error;
  }
}
