import { beforeAll, describe, expect, it } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { refuseNagFindings } from '#infra/aws/nag.ts';
import { suppressions } from '#infra/aws/nag-suppressions.ts';
import { readTemplate, type Template } from './template.ts';

let template: Template;
beforeAll(async () => {
  template = await readTemplate();
}, 120_000);

describe('cdk-nag', () => {
  const stack = new Stack(new App({ analyticsReporting: false }), 'Stack');
  new CfnQueue(stack, 'Queue', { sqsManagedSseEnabled: true });
  const deadLetters = { control: /-SQS3$/, reason: 'a queue of a test' };
  const plaintext = { control: /-SQS4$/, on: /^Queue$/, reason: 'a queue of a test' };

  it('has nothing against the stack, or it would not have been synthesized', () => {
    expect(template.resources.size).toBeGreaterThan(0);
  });

  it('refuses a stack with a finding, and says where and which', () => {
    expect(() => refuseNagFindings(stack, [deadLetters])).toThrow(
      /^cdk-nag:\nQueue: AwsSolutions-SQS4: The SQS queue does not require requests to use SSL\.\nMend the stack/,
    );
  });

  it('passes over what is suppressed, on the resources that are named only', () => {
    expect(() => refuseNagFindings(stack, [deadLetters, plaintext])).not.toThrow();
    expect(() => refuseNagFindings(stack, [deadLetters, { ...plaintext, on: /Other/ }])).toThrow(
      'Queue: AwsSolutions-SQS4',
    );
  });

  it('refuses a suppression that suppresses nothing any more', () => {
    expect(() =>
      refuseNagFindings(stack, [deadLetters, plaintext, { control: /-S1$/, reason: 'gone' }]),
    ).toThrow('the suppression /-S1$/  suppresses nothing');
  });

  it('is told why, of each suppression', () => {
    expect(suppressions.filter(({ reason }) => reason.length < 20)).toEqual([]);
  });
});
