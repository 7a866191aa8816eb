import { organizationKeys } from './organization/choices.ts';

/**
 * Refuses context values that nothing would read: a mistake must not be ignored.
 * @throws when a key is neither a CDK feature flag, nor CDK's own, nor one for an organization
 */
export function refuseUnknownContext(context: Readonly<Record<string, unknown>>): void {
  const known: readonly string[] = organizationKeys;
  const unknown = Object.keys(context).filter(
    (key) => !known.includes(key) && !/^(@aws-cdk|aws:cdk|aws-cdk)\b/.test(key),
  );
  if (unknown.length > 0) {
    throw new Error(
      `context: unknown key ${unknown.map((key) => `"${key}"`).join(', ')}. Known are ${organizationKeys.join(', ')}, all for an organization; give the values of one account and region with --parameters Name=Value.`,
    );
  }
}
