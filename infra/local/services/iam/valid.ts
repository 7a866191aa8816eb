import { PolicySyntaxError } from '#shared/policy/errors.ts';
import { type PolicyKind, parsePolicy } from '#shared/policy/parse.ts';
import { AwsError } from '../../service.ts';

/** A policy as its text or as an object. */
export type PolicyInput = string | object;

/**
 * The text of a policy that IAM would take.
 * @throws AwsError `MalformedPolicyDocument` with the path of the fault.
 */
export function policyText(policy: PolicyInput, kind: PolicyKind): string {
  const text = typeof policy === 'string' ? policy : JSON.stringify(policy);
  try {
    parsePolicy(text, kind);
    return text;
  } catch (fault) {
    if (!(fault instanceof PolicySyntaxError)) throw fault;
    throw new AwsError('MalformedPolicyDocument', fault.message);
  }
}

/** @throws AwsError `ValidationError`. */
export function checkName(kind: string, name: string, length: number): void {
  if (new RegExp(`^[\\w+=,.@-]{1,${length}}$`).test(name)) return;
  throw new AwsError(
    'ValidationError',
    `The specified value for ${kind}Name is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_- and be at most ${length} characters long`,
  );
}

/** @throws AwsError `ValidationError`. */
export function checkPath(path: string): void {
  if (/^\/(?:[!-~]{0,510}\/)?$/.test(path)) return;
  throw new AwsError('ValidationError', 'The specified value for path is invalid.');
}
