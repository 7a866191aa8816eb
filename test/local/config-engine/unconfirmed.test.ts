import { describe, expect, it } from '@jest/globals';
import { callAs } from '#infra/local/call-as.ts';
import { deployStack } from '#infra/local/cloudformation/deploy-stack.ts';
import { runScheduled } from '#infra/local/config-engine/record.ts';
import { remediateAutomatically } from '#infra/local/config-engine/remediate.ts';
import { functionsIn } from '#infra/local/functions/state.ts';
import { LocalAws } from '#infra/local/local-aws.ts';
import { configState, keyOf } from '#infra/local/services/config/state.ts';
import { rootCaller } from '#infra/local/services/iam/callers.ts';
import { logLines } from '#infra/local/services/logs/state.ts';
import { createBucket } from '#infra/local/services/s3/buckets.ts';
import { automationExecutions } from '#infra/local/services/ssm/state.ts';
import type { UnconfirmedFactId } from '#infra/local/unconfirmed.ts';
import { driftStack, ruleName } from './drift-stack.ts';

async function running(
  flipped: readonly UnconfirmedFactId[],
  use: (aws: LocalAws) => Promise<void>,
) {
  const aws = await LocalAws.start({ flipped });
  try {
    await deployStack(aws.world, aws.home, driftStack());
    await aws.world.events.idle();
    await use(aws);
  } finally {
    await aws.close();
  }
}

const key = { resourceType: 'AWS::S3::Bucket', resourceId: 'some-bucket' };

const evaluation = (ComplianceType: string, OrderingTimestamp: Date) => ({
  ComplianceResourceType: key.resourceType,
  ComplianceResourceId: key.resourceId,
  ComplianceType,
  OrderingTimestamp,
});

/** Answers a question that AWS Config asks on schedule. */
async function put({ world, home }: Pick<LocalAws, 'world' | 'home'>, Evaluations: object[]) {
  await runScheduled(world, home);
  await world.events.idle();
  const line = logLines(world, home, '/aws/lambda/evaluate').findLast((text) =>
    text.startsWith('{"version"'),
  );
  const input = { ResultToken: JSON.parse(line ?? '').resultToken, Evaluations };
  return callAs(world, home, rootCaller(home), 'config', 'PutEvaluations', input);
}

describe('AWS Config, where an unconfirmed fact is turned over', () => {
  it.each([
    ['counts', ['config-counts-successful-remediations'], 1],
    ['does not count', [], 0],
  ] as const)('%s successful remediations towards an exception', (_, flipped, exceptions) =>
    running(flipped, async ({ world, home }) => {
      createBucket(world, home, { name: 'some-bucket' });
      for (let round = 0; round < 3; round += 1) {
        remediateAutomatically(world, home, ruleName, key);
        await world.events.idle();
      }
      expect(configState(world, home).exceptions.size).toBe(exceptions);
      expect(automationExecutions(world, home)).toHaveLength(exceptions === 1 ? 2 : 3);
    }),
  );

  it.each([
    ['refuses', ['config-takes-evaluations-of-unrecorded-resources'], 1],
    ['takes', [], 0],
  ] as const)('%s evaluations of resources that it never recorded', (_, flipped, failed) =>
    running(flipped, async ({ world, home }) => {
      const answer = await put({ world, home }, [evaluation('COMPLIANT', new Date())]);
      expect(answer.FailedEvaluations).toHaveLength(failed);
    }),
  );

  it.each([
    ['the one that came last', ['config-keeps-the-later-evaluation'], 'NON_COMPLIANT'],
    ['the later one', [], 'COMPLIANT'],
  ] as const)('keeps, of an evaluation and one of an earlier time, %s', (_, flipped, verdict) =>
    running(flipped, async ({ world, home }) => {
      const [earlier, later] = [new Date('2026-01-01'), new Date('2026-01-02')];
      await put({ world, home }, [evaluation('COMPLIANT', later)]);
      await put({ world, home }, [evaluation('NON_COMPLIANT', earlier)]);
      const { results } = configState(world, home).rules.get(ruleName) ?? {};
      expect(results?.get(keyOf(key))?.evaluation.ComplianceType).toBe(verdict);
    }),
  );

  it.each([
    ['tells', ['config-tells-functions-its-rule'], false],
    ['does not tell', [], true],
  ] as const)('%s functions which rule invokes them', (_, flipped, refused) =>
    running(flipped, async ({ world, home }) => {
      const rule = configState(world, home).rules.get(ruleName);
      const lambda = 'arn:aws:lambda:us-east-1:111122223333:function:evaluate';
      const root = rootCaller(home);
      await callAs(world, home, root, 'lambda', 'AddPermission', {
        FunctionName: lambda,
        StatementId: 'by-rule',
        Action: 'lambda:InvokeFunction',
        Principal: 'config.amazonaws.com',
        SourceArn: rule?.arn,
      });
      const permissions = functionsIn(world, home).get('evaluate')?.permissions;
      for (const id of [...(permissions?.keys() ?? [])]) {
        if (id !== 'by-rule') permissions?.delete(id);
      }
      await runScheduled(world, home);
      await world.events.idle();
      expect(rule?.lastError !== undefined).toBe(refused);
    }),
  );
});
