import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { describe, expect, it } from '@jest/globals';
import { configPort } from '#shared/aws/config.ts';
import type { ConfigEvaluation } from '#shared/ports.ts';
import { type Answer, json, jsonError, type Received, withStandIn } from './stand-in.ts';

const answering = <T>(
  answer: (request: Received) => Answer,
  use: (config: ReturnType<typeof configPort>, received: readonly Received[]) => Promise<T>,
) =>
  withStandIn(answer, ({ client, received }) =>
    use(configPort(new ConfigServiceClient(client)), received),
  );

const evaluation = (resourceId: string): ConfigEvaluation => ({
  resourceType: 'AWS::S3::Bucket',
  resourceId,
  verdict: 'NON_COMPLIANT',
  annotation: 'An analyst may play recordings: no statement denies it',
  orderingTimestamp: new Date('2026-03-01T12:00:00Z'),
});

describe('putting evaluations', () => {
  it('sends batches of one hundred', () =>
    answering(
      () => json({ FailedEvaluations: [] }),
      async (config, received) => {
        const evaluations = Array.from({ length: 201 }, (_, index) =>
          evaluation(`bucket-${index}`),
        );
        await config.putEvaluations('token', evaluations, false);
        const sent = received.map(({ body }) => JSON.parse(body));
        expect(sent.map(({ Evaluations }) => Evaluations.length)).toEqual([100, 100, 1]);
        expect(sent[0].Evaluations[0]).toEqual({
          ComplianceResourceType: 'AWS::S3::Bucket',
          ComplianceResourceId: 'bucket-0',
          ComplianceType: 'NON_COMPLIANT',
          Annotation: 'An analyst may play recordings: no statement denies it',
          OrderingTimestamp: Date.parse('2026-03-01T12:00:00Z') / 1000,
        });
      },
    ));

  it('says when it is a test', () =>
    answering(
      () => json({}),
      async (config, received) => {
        await config.putEvaluations('TESTMODE', [evaluation('a')], true);
        expect(JSON.parse(received[0]?.body ?? '')).toMatchObject({
          ResultToken: 'TESTMODE',
          TestMode: true,
        });
      },
    ));

  it('throws, naming them, when Config does not take some', () =>
    answering(
      () =>
        json({
          FailedEvaluations: [
            { ComplianceResourceType: 'AWS::S3::Bucket', ComplianceResourceId: 'a' },
          ],
        }),
      async (config) => {
        await expect(config.putEvaluations('token', [evaluation('a')], false)).rejects.toThrow(
          'config:PutEvaluations did not take: AWS::S3::Bucket a',
        );
      },
    ));

  it('throws when it is denied', () =>
    answering(
      () => jsonError('AccessDeniedException', 'not authorized'),
      async (config) => {
        await expect(config.putEvaluations('token', [evaluation('a')], false)).rejects.toThrow(
          'config:PutEvaluations: AccessDeniedException: not authorized',
        );
      },
    ));
});

it('knows from every page what a rule has judged, by type and id', () =>
  answering(
    ({ body }) => {
      const result = (ResourceId: string) => ({
        EvaluationResultIdentifier: {
          EvaluationResultQualifier: {
            ConfigRuleName: 'connect-storage-guard-bucket-policy-least-privilege',
            ResourceType: 'AWS::S3::Bucket',
            ResourceId,
          },
        },
        ComplianceType: 'COMPLIANT',
      });
      return JSON.parse(body).NextToken
        ? json({ EvaluationResults: [result('b')] })
        : json({ EvaluationResults: [result('a')], NextToken: 'more' });
    },
    async (config) => {
      const rule = 'connect-storage-guard-bucket-policy-least-privilege';
      expect(await config.judged(rule)).toEqual([
        { resourceType: 'AWS::S3::Bucket', resourceId: 'a' },
        { resourceType: 'AWS::S3::Bucket', resourceId: 'b' },
      ]);
    },
  ));

it('starts at most 25 rules in one call', () =>
  answering(
    () => json({}),
    async (config, received) => {
      await config.startEvaluation(Array.from({ length: 26 }, (_, index) => `rule-${index}`));
      const sizes = received.map(({ body }) => JSON.parse(body).ConfigRuleNames.length);
      expect(sizes).toEqual([25, 1]);
    },
  ));
