import { describe, expect, it } from '@jest/globals';
import { refuseUnknownContext } from '#infra/aws/context.ts';

describe('the context of the CDK app', () => {
  it("may hold CDK's own keys and feature flags", () => {
    const context = {
      'aws:cdk:enable-path-metadata': true,
      '@aws-cdk/core:checkSecretUsage': true,
      'aws-cdk:enableDiffNoFail': true,
    };
    expect(() => refuseUnknownContext(context)).not.toThrow();
  });

  it('may hold nothing that nobody would read: one error names it and what to do instead', () => {
    expect(() => refuseUnknownContext({ RemediationAttempts: 3 })).toThrow(
      'context: unknown key "RemediationAttempts". This app reads no context; give values with --parameters Name=Value.',
    );
  });
});
