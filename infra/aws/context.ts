/**
 * Refuses context values that nothing would read: this app takes CloudFormation parameters, no
 * context, so `-c` with a name of one's own is a mistake and must not be ignored.
 * @throws when a key is neither a CDK feature flag nor CDK's own
 */
export function refuseUnknownContext(context: Readonly<Record<string, unknown>>): void {
  const unknown = Object.keys(context).filter((key) => !/^(@aws-cdk|aws:cdk|aws-cdk)\b/.test(key));
  if (unknown.length > 0) {
    throw new Error(
      `context: unknown key ${unknown.map((key) => `"${key}"`).join(', ')}. This app reads no context; give values with --parameters Name=Value.`,
    );
  }
}
