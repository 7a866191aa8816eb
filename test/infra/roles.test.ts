import { beforeAll, describe, expect, it } from '@jest/globals';
import { grantedButRarelyUsed } from '#infra/aws/granted-but-rarely-used.ts';
import { unscopedActions } from '#infra/aws/unscoped-actions.ts';
import { deploymentIn } from '#shared/connect/deployment.ts';
import { readingsOf } from '#shared/rules/needs.ts';
import { rules } from '#shared/rules/registry.ts';
import type { RuleKind } from '#shared/rules/rule.ts';
import { place } from './resolve.ts';
import { type Granted, granted, readTemplate, type Template } from './template.ts';

let template: Template;
let statements: readonly Granted[];

beforeAll(async () => {
  template = await readTemplate();
  statements = granted(template);
}, 120_000);

const actionsOf = (role: string): readonly string[] =>
  statements
    .filter((statement) => statement.role === `ConnectStorageGuard-${role}-${place.region}`)
    .flatMap(({ actions }) => actions);

describe('the roles', () => {
  it('bear the fixed names that the bucket policies exempt', () => {
    const deployment = deploymentIn(place);
    const names = template.of('AWS::IAM::Role').map(({ Properties }) => Properties.RoleName);
    const exempted = [deployment.remediatorRole, ...deployment.observerRoles];
    expect(names).toEqual(expect.arrayContaining(exempted.map((arn) => arn.split('/').at(-1))));
    expect(names.every((name) => name.length <= 64)).toBe(true);
  });

  it('stay when the stack goes if bucket policies exempt them: nobody else can take the name', () => {
    const { remediatorRole, observerRoles } = deploymentIn(place);
    const kept = template.of('AWS::IAM::Role').filter((role) => 'DeletionPolicy' in role);
    expect(kept.map(({ Properties }) => Properties.RoleName).toSorted()).toEqual(
      [remediatorRole, ...observerRoles].map((arn) => arn.split('/').at(-1)).toSorted(),
    );
    for (const role of kept) {
      expect(role).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    }
  });

  it('fit in 64 characters in the region with the longest name', () => {
    const longest = 'ap-southeast-1';
    for (const { Properties } of template.of('AWS::IAM::Role')) {
      expect(Properties.RoleName.replace(place.region, longest).length).toBeLessThanOrEqual(64);
    }
  });

  it('have no AWS managed policy, and no policy but their own and what tells Security Hub', () => {
    for (const { Properties } of template.of('AWS::IAM::Role')) {
      expect(Properties).not.toHaveProperty('ManagedPolicyArns');
      expect(Properties.Policies).toHaveLength(1);
    }
    expect(template.of('AWS::IAM::ManagedPolicy')).toEqual([]);
  });

  it('may tell Security Hub of their own product only, and only where that is wanted', () => {
    const [policy, ...others] = template.of('AWS::IAM::Policy');
    expect(others).toEqual([]);
    expect(policy).toMatchObject({ Condition: 'SecurityHubIsOn' });
    const statements = policy?.Properties.PolicyDocument.Statement ?? [];
    const { region, account } = place;
    const state = `arn:aws-cn:s3:::${deploymentIn(place).stateBucket}`;
    expect(statements.map(({ Action, Resource }) => [Action, [Resource].flat()])).toEqual([
      [
        'securityhub:BatchImportFindings',
        [`arn:aws-cn:securityhub:${region}:${account}:product/${account}/default`],
      ],
      ['s3:GetObject', [`${state}/findings/*`]],
      ['s3:ListBucket', [state]],
      ['s3:PutObject', [`${state}/findings/*`]],
    ]);
  });

  it('send traces only where that is wanted, and then those of each function', async () => {
    const ofTraces = (each: Granted) => each.actions.some((action) => action.startsWith('xray:'));
    expect(statements.filter(ofTraces)).toEqual([]);
    const wanted = granted(await readTemplate('TracingIsActive')).filter(ofTraces);
    const functions = template.of('AWS::Lambda::Function');
    expect(functions.map(({ Properties }) => Properties.TracingConfig)).toEqual(
      functions.map(() => ({ Mode: 'Tracing' })),
    );
    expect(wanted.length).toBe(new Set(functions.map(({ Properties }) => Properties.Role)).size);
    for (const { actions, resources } of wanted) {
      expect([actions, resources]).toEqual([
        ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
        ['*'],
      ]);
    }
  });

  it('use a key for the state only where one is given: who reads decrypts, who writes encrypts', async () => {
    const ofKeys = (each: Granted) =>
      each.actions.some((action) => /^kms:(Decrypt|Gen|Enc|Re)/.test(action));
    expect(statements.filter(ofKeys)).toEqual([]);
    const given = ['StateKeyIsGiven', 'StateKeysAreGiven', 'FormerStateKeyIsGiven'];
    const wanted = granted(await readTemplate(...given));
    const { stateBucket } = deploymentIn(place);
    const allowed = (action: string) => wanted.filter(({ actions }) => actions.includes(action));
    const roles = (action: string) => allowed(action).map(({ role }) => role);
    expect(roles('kms:Decrypt')).toEqual(roles('s3:GetObject'));
    expect(roles('kms:GenerateDataKey')).toEqual(roles('s3:PutObject'));
    expect(roles('kms:GenerateDataKey')).toHaveLength(3);
    for (const { actions, resources, Condition } of wanted.filter(ofKeys)) {
      const decrypts = actions.includes('kms:Decrypt');
      expect(resources).toEqual(['StateKeyArn', ...(decrypts ? ['FormerStateKeyArn'] : [])]);
      expect(Condition).toEqual({
        StringEquals: { 'kms:ViaService': `s3.${place.region}.AWS::URLSuffix` },
        StringLike: {
          'kms:EncryptionContext:aws:s3:arn': [
            `arn:aws-cn:s3:::${stateBucket}`,
            `arn:aws-cn:s3:::${stateBucket}/*`,
          ],
        },
      });
    }
    const [policy] = (await readTemplate(...given)).of('AWS::IAM::Policy');
    expect(policy?.Properties.PolicyDocument.Statement.flatMap(({ Action }) => Action)).toEqual(
      expect.arrayContaining(['kms:Decrypt', 'kms:GenerateDataKey']),
    );
  });

  it('are granted actions one by one', () => {
    const actions = statements.flatMap((statement) => statement.actions);
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
  });

  it('may do something to everything only where AWS knows nothing narrower', async () => {
    const unscoped = granted(await readTemplate('TracingIsActive'))
      .filter(({ resources }) => resources.includes('*'))
      .flatMap(({ actions }) => actions);
    expect(new Set(unscoped)).toEqual(new Set(Object.keys(unscopedActions)));
  });

  it('list no action as rarely used that is granted to none', () => {
    const actions = new Set(statements.flatMap((statement) => statement.actions));
    expect(Object.keys(grantedButRarelyUsed).filter((action) => !actions.has(action))).toEqual([]);
  });

  it('reach buckets of this account only', () => {
    const aboutBuckets = statements.filter(({ resources }) =>
      resources.includes('arn:aws-cn:s3:::*'),
    );
    expect(aboutBuckets.length).toBeGreaterThan(0);
    for (const { Condition } of aboutBuckets) {
      expect(Condition).toEqual({ StringEquals: { 'aws:ResourceAccount': place.account } });
    }
  });
});

const evaluators: readonly (readonly [RuleKind, string])[] = [
  ['bucket', 'EvaluateBuckets'],
  ['instance', 'EvaluateInstances'],
  ['key', 'EvaluateKeys'],
  ['stream', 'EvaluateStreams'],
  ['administrator', 'EvaluateAdministrators'],
];

describe.each(evaluators)('the evaluator of the kind %s', (kind, role) => {
  const needed = readingsOf(rules.filter((rule) => rule.kind === kind)).flatMap(
    ({ actions }) => actions,
  );

  it('reads what its rules say that they need', () => {
    expect(needed).toContain('s3:GetObject');
    expect(actionsOf(role)).toEqual(expect.arrayContaining(needed));
  });

  it('writes nothing but its answers, and asks nothing else', () => {
    const others = actionsOf(role).filter((action) => !needed.includes(action));
    expect(others.toSorted()).toEqual([
      'config:GetComplianceDetailsByConfigRule',
      'config:PutEvaluations',
      'lambda:InvokeFunction',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      's3:ListBucket',
      'sqs:SendMessage',
    ]);
  });

  it('reads no object but of the state bucket, and never asks Connect', () => {
    const state = `arn:aws-cn:s3:::${deploymentIn(place).stateBucket}/`;
    const own = statements.filter((statement) => statement.role.includes(`-${role}-`));
    const objects = own.filter(({ actions }) => actions.includes('s3:GetObject'));
    expect(objects.flatMap(({ resources }) => resources)).toEqual(
      expect.arrayContaining([`${state}inventory.json`]),
    );
    expect(
      objects
        .flatMap(({ resources }) => resources)
        .filter((resource) => !resource.startsWith(state)),
    ).toEqual([]);
    expect(own.flatMap(({ actions }) => actions).join()).not.toMatch(/connect:/);
  });
});

it('every role that reads buckets is exempt from the reads that a guarded bucket denies', () => {
  const readers = statements.filter(({ actions, resources }) =>
    resources.includes('arn:aws-cn:s3:::*') ? actions.length > 0 : false,
  );
  const { remediatorRole, observerRoles } = deploymentIn(place);
  const exempt = [remediatorRole, ...observerRoles].map((arn) => arn.split('/').at(-1));
  expect(readers.map(({ role }) => role).filter((role) => !exempt.includes(role))).toEqual([]);
});

describe('the remediator', () => {
  it('is the only role that writes bucket policies', () => {
    const writers = statements.filter(({ actions }) =>
      actions.some((action) => /^s3:(Put|Delete)BucketPolicy$/.test(action)),
    );
    expect(writers.map(({ role }) => role)).toEqual([
      `ConnectStorageGuard-Remediator-${place.region}`,
    ]);
  });

  it('never asks Connect, and touches no recording', () => {
    const actions = actionsOf('Remediator');
    expect(actions.filter((action) => action.startsWith('connect:'))).toEqual([]);
    const objects = statements
      .filter(({ actions: each }) => each.some((action) => /^s3:(Get|Put)Object$/.test(action)))
      .flatMap(({ resources }) => resources);
    const state = `arn:aws-cn:s3:::${deploymentIn(place).stateBucket}/`;
    expect(objects.filter((resource) => !resource.startsWith(state))).toEqual([]);
  });
});

describe('the roles of Systems Manager', () => {
  it('may call one function each, one of them may ask people, for executions of this account', () => {
    const roles = template
      .of('AWS::IAM::Role')
      .filter(({ Properties }) => Properties.RoleName.includes('-Automate'));
    expect(roles).toHaveLength(3);
    for (const { Properties } of roles) {
      const [trust] = Properties.AssumeRolePolicyDocument.Statement;
      expect(trust?.Principal).toEqual({ Service: 'ssm.amazonaws.com' });
      expect(trust?.Condition).toEqual({
        StringEquals: { 'aws:SourceAccount': place.account },
        ArnLike: {
          'aws:SourceArn': `arn:aws-cn:ssm:${place.region}:${place.account}:automation-execution/*`,
        },
      });
    }
    expect(actionsOf('AutomateRemediation')).toEqual(['lambda:InvokeFunction']);
    expect(actionsOf('AutomateRestore')).toEqual(['lambda:InvokeFunction']);
    expect(actionsOf('AutomateApproval')).toEqual(['lambda:InvokeFunction', 'sns:Publish']);
  });
});
