import { beforeAll, describe, expect, it } from '@jest/globals';
import { synthesize } from '#infra/aws/synthesize.ts';
import { functionFolders } from '#infra/build/bundle-functions.ts';
import { configRuleName, functionNames } from '#shared/connect/deployment.ts';
import { rules } from '#shared/rules/registry.ts';
import type { RuleKind } from '#shared/rules/rule.ts';
import { place } from './resolve.ts';
import { granted, readTemplate, type Template } from './template.ts';

let template: Template;

beforeAll(async () => {
  template = await readTemplate();
}, 120_000);

const only = <T extends Parameters<Template['of']>[0]>(type: T) => {
  const [resource, ...others] = template.of(type);
  expect(others).toEqual([]);
  if (!resource) throw new Error(`the template has no ${type}`);
  return resource;
};

describe('the stack', () => {
  it('is synthesized once for the same sources', async () => {
    expect(await synthesize()).toBe(await synthesize());
  });

  it('names no partition, account or region, and no folder of the machine', () => {
    expect(template.text).not.toMatch(/arn:aws[:-]/);
    expect(template.text).not.toContain(process.cwd());
  });

  it('has no custom resource', () => {
    const types = [...template.resources.values()].map(({ Type }) => Type);
    expect(types.filter((type) => /^Custom::|CustomResource/.test(type))).toEqual([]);
  });
});

describe('the state bucket', () => {
  it('is versioned, private, encrypted and outlives the stack', () => {
    const bucket = only('AWS::S3::Bucket');
    expect(bucket).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    expect(bucket.Properties).toMatchObject({
      BucketName: `connect-storage-guard-${place.account}-${place.region}`,
      VersioningConfiguration: { Status: 'Enabled' },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    });
  });

  it('denies plaintext to the bucket and its objects', () => {
    const { Statement } = only('AWS::S3::BucketPolicy').Properties.PolicyDocument;
    expect(Statement[0]).toEqual({
      Sid: 'DenyPlaintext',
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: ['StateBucket.Arn', 'StateBucket.Arn/*'],
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    });
  });

  it('denies everybody else only what concerns objects, so that CloudFormation can manage it', () => {
    const { Statement } = only('AWS::S3::BucketPolicy').Properties.PolicyDocument;
    for (const { Effect, Action, Resource } of Statement.slice(1)) {
      expect(Effect).toBe('Deny');
      expect([Action].flat().filter((action) => !/^s3:\w+Object(Version)?$/.test(action))).toEqual(
        [],
      );
      expect([Resource].flat().filter((resource) => !resource.includes('/'))).toEqual([]);
    }
  });

  it('is encrypted by Amazon S3, or with the key that is given and then with no other', async () => {
    const encryption = (of: Template) =>
      of.of('AWS::S3::Bucket').map(({ Properties }) => Properties.BucketEncryption);
    const sids = (of: Template) =>
      of
        .of('AWS::S3::BucketPolicy')
        .flatMap(({ Properties }) => Properties.PolicyDocument.Statement.map(({ Sid }) => Sid));
    const by = (byDefault: object, more: object = {}) => [
      {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: byDefault, ...more }],
      },
    ];
    const keyed = await readTemplate('StateKeyIsGiven');
    expect(encryption(template)).toEqual(by({ SSEAlgorithm: 'AES256' }));
    expect(encryption(keyed)).toEqual(
      by({ SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'StateKeyArn' }, { BucketKeyEnabled: true }),
    );
    expect(sids(keyed)).toEqual([...sids(template), 'DenyOtherKeys', 'DenyKeysOfTheCaller']);
  });

  it('lets the functions alone write what people do not, and nobody of another account anything', () => {
    const { Statement } = only('AWS::S3::BucketPolicy').Properties.PolicyDocument;
    const writing = Statement.filter(({ Action }) => Action === 's3:PutObject');
    const { account, region } = place;
    const onlyBy = (keys: readonly string[], ...names: readonly string[]) => ({
      Resource: keys.map((key) => `StateBucket.Arn/${key}`),
      Condition: {
        ArnNotEquals: {
          'aws:PrincipalArn': names.map(
            (name) => `arn:aws-cn:iam::${account}:role/ConnectStorageGuard-${name}-${region}`,
          ),
        },
      },
    });
    expect(writing.map(({ Resource, Condition }) => ({ Resource, Condition }))).toEqual([
      onlyBy(['inventory.json', 'refresh.json', 'refresh/*'], 'FollowChanges'),
      onlyBy(['findings/*'], ...evaluators, 'NotifyPeople'),
      onlyBy(['notices/*'], 'Remediator', 'NotifyPeople'),
      onlyBy(['settings.last-good.json'], 'NotifyPeople'),
      {
        Resource: 'StateBucket.Arn/*',
        Condition: { StringNotEquals: { 'aws:PrincipalAccount': account } },
      },
    ]);
  });

  it('lets only those people write settings, approvals and backups who are named, where some are', async () => {
    const named = await readTemplate('StateWritersAreGiven');
    const [policy] = named.of('AWS::S3::BucketPolicy');
    const statements = policy?.Properties.PolicyDocument.Statement ?? [];
    expect(statements.find(({ Sid }) => Sid === 'DenyWritesOfOthers')).toMatchObject({
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:PutObject',
      Resource: expect.arrayContaining([
        'StateBucket.Arn/settings.json',
        'StateBucket.Arn/approvals/*',
      ]),
      Condition: { ArnNotLike: { 'aws:PrincipalArn': { 'Fn::Split': [',', 'StateWriters'] } } },
    });
  });

  it('keeps from nobody what a role of a function is granted to write', async () => {
    const named = await readTemplate('StateWritersAreGiven');
    const [policy] = named.of('AWS::S3::BucketPolicy');
    const { Statement = [] } = policy?.Properties.PolicyDocument ?? {};
    const told = template
      .of('AWS::IAM::Policy')
      .flatMap(({ Properties: { PolicyDocument } }) =>
        PolicyDocument.Statement.filter(({ Action }) => Action === 's3:PutObject'),
      );
    expect(told.map(({ Resource }) => Resource)).toEqual([
      [expect.stringMatching(/\/findings\/\*$/)],
    ]);
    for (const { role, actions, resources } of granted(template)) {
      if (!actions.includes('s3:PutObject')) continue;
      const denied = Statement.filter(
        ({ Action, Resource, Condition }) =>
          Action === 's3:PutObject' &&
          JSON.stringify(Condition).includes('ArnNotEquals') &&
          !JSON.stringify(Condition).includes(`${role}"`) &&
          [Resource]
            .flat()
            .some((each) =>
              resources.some((own) => own.endsWith(each.replace('StateBucket.Arn', ''))),
            ),
      );
      expect(denied.map(({ Sid }) => `${role}: ${Sid}`)).toEqual([]);
    }
  });

  it('lets nobody delete backups, receipts, approvals or settings, nor the newest version of anything', () => {
    const { Statement } = only('AWS::S3::BucketPolicy').Properties.PolicyDocument;
    const denied = Statement.filter(({ Action }) => JSON.stringify(Action).includes('Delete'));
    expect(denied.map(({ Action, Resource }) => ({ Action, Resource }))).toEqual([
      {
        Action: 's3:DeleteObject',
        Resource: ['backups/*', 'receipts/*', 'approvals/*', 'settings.json'].map(
          (key) => `StateBucket.Arn/${key}`,
        ),
      },
      { Action: 's3:DeleteObjectVersion', Resource: 'StateBucket.Arn/*' },
    ]);
  });
});

const evaluatorOf: Readonly<Record<RuleKind, string>> = {
  bucket: 'EvaluateBuckets',
  instance: 'EvaluateInstances',
  key: 'EvaluateKeys',
  stream: 'EvaluateStreams',
  administrator: 'EvaluateAdministrators',
};

const evaluators = Object.values(evaluatorOf);

describe('the functions', () => {
  it('are those that have a name and a folder', () => {
    const names = template.of('AWS::Lambda::Function').map((each) => each.Properties.FunctionName);
    expect(names.toSorted()).toEqual(Object.values(functionNames).toSorted());
    const folders = functionFolders().map((name) => `connect-storage-guard-${name}`);
    expect(folders.toSorted()).toEqual(names.toSorted());
  });

  it('run on Node 24 for Arm, with logs that are kept for a chosen time and go with the stack', () => {
    for (const { Properties, DependsOn = [] } of template.of('AWS::Lambda::Function')) {
      expect(Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
      });
      const logs = DependsOn.flatMap((id) => template.resources.get(id) ?? []);
      expect(logs).toMatchObject([
        {
          Type: 'AWS::Logs::LogGroup',
          DeletionPolicy: 'Delete',
          Properties: {
            LogGroupName: `/aws/lambda/${Properties.FunctionName}`,
            RetentionInDays: 'LogRetentionDays',
          },
        },
      ]);
    }
  });

  it('end before Systems Manager stops waiting for them', () => {
    const called = template
      .of('AWS::Lambda::Function')
      .filter(({ Properties }) => /(remediate|restore)-/.test(Properties.FunctionName));
    expect(called).toHaveLength(2);
    for (const { Properties } of called) expect(Properties.Timeout).toBeLessThan(300);
  });

  it('take one inventory at a time, and tell people one thing at a time', () => {
    const alone = template
      .of('AWS::Lambda::Function')
      .filter(({ Properties }) => 'ReservedConcurrentExecutions' in Properties);
    expect(alone.map(({ Properties }) => Properties)).toMatchObject([
      {
        FunctionName: functionNames.followChanges,
        ReservedConcurrentExecutions: 1,
        Timeout: 900,
      },
      { FunctionName: functionNames.notifyPeople, ReservedConcurrentExecutions: 1 },
    ]);
  });

  it('send what they fail on for good to an encrypted queue, when nobody waits for an answer', () => {
    const queue = only('AWS::SQS::Queue');
    expect(queue.Properties).toMatchObject({ SqsManagedSseEnabled: true });
    const configured = template.of('AWS::Lambda::EventInvokeConfig').map((each) => each.Properties);
    expect(configured.map(({ FunctionName }) => FunctionName).toSorted()).toEqual(
      [
        ...evaluators.map((id) => `${id}Function`),
        'FollowChangesFunction',
        'NotifyPeopleFunction',
      ].toSorted(),
    );
    for (const { DestinationConfig } of configured) {
      expect(DestinationConfig).toEqual({ OnFailure: { Destination: 'FailedEventsQueue.Arn' } });
    }
  });

  it('may be invoked only by AWS Config and rules of EventBridge, for this account', () => {
    const permissions = template.of('AWS::Lambda::Permission').map((each) => each.Properties);
    const [byEvents, byConfig] = [
      permissions.filter(({ Principal }) => Principal === 'events.amazonaws.com'),
      permissions.filter(({ Principal }) => Principal !== 'events.amazonaws.com'),
    ];
    expect(byConfig).toEqual(
      evaluators.map((id) => ({
        Action: 'lambda:InvokeFunction',
        FunctionName: `${id}Function`,
        Principal: 'config.amazonaws.com',
        SourceAccount: place.account,
      })),
    );
    expect(byEvents.length).toBeGreaterThan(0);
    for (const permission of byEvents) {
      expect(permission).toEqual({
        Action: 'lambda:InvokeFunction',
        FunctionName: expect.stringMatching(/^(FollowChanges|NotifyPeople)Function$/),
        Principal: 'events.amazonaws.com',
        SourceAccount: place.account,
        SourceArn: expect.stringMatching(/^(FollowChanges|NotifyPeople)\w+\.Arn$/),
      });
    }
  });
});

describe('the AWS Config rules', () => {
  it('are those of the registry', () => {
    const names = template.of('AWS::Config::ConfigRule').map((each) => each.Properties);
    expect(names.map(({ ConfigRuleName }) => ConfigRuleName)).toEqual(
      rules.map(({ id }) => configRuleName(id)),
    );
    expect(names.map(({ InputParameters }) => InputParameters)).toEqual(
      rules.map(({ id }) => ({ rule: id })),
    );
  });

  it('are evaluated by the function of their kind on changes, oversized ones too, and once a day', () => {
    for (const { Properties, DependsOn } of template.of('AWS::Config::ConfigRule')) {
      const rule = rules.find(({ id }) => configRuleName(id) === Properties.ConfigRuleName);
      const evaluator = evaluatorOf[rule?.kind ?? 'bucket'];
      expect(Properties.Scope).toEqual({ ComplianceResourceTypes: rule?.resourceTypes });
      expect(Properties.Source).toEqual({
        Owner: 'CUSTOM_LAMBDA',
        SourceIdentifier: `${evaluator}Function.Arn`,
        SourceDetails: [
          { EventSource: 'aws.config', MessageType: 'ConfigurationItemChangeNotification' },
          {
            EventSource: 'aws.config',
            MessageType: 'OversizedConfigurationItemChangeNotification',
          },
          {
            EventSource: 'aws.config',
            MessageType: 'ScheduledNotification',
            MaximumExecutionFrequency: 'TwentyFour_Hours',
          },
        ],
      });
      expect(DependsOn).toEqual([`${evaluator}ConfigPermission`]);
    }
  });

  it('about IAM run on changes only where AWS Config records IAM', () => {
    const { Resources } = JSON.parse(template.text);
    const conditional = template
      .of('AWS::Config::ConfigRule')
      .map(({ Properties }) => Properties.ConfigRuleName)
      .filter((name) =>
        Object.values(Resources).some((resource) => {
          const text = JSON.stringify(resource);
          return text.includes(`"${name}"`) && text.includes('HomeIsElsewhere');
        }),
      );
    const about = rules.filter(({ kind }) => kind === 'administrator');
    expect(about.length).toBeGreaterThan(0);
    expect(conditional).toEqual(about.map(({ id }) => configRuleName(id)));
  });

  it('have what they find remediated when they say that it can be', () => {
    const remediations = template.of('AWS::Config::RemediationConfiguration');
    expect(remediations).toHaveLength(rules.filter(({ remediable }) => remediable).length);
    for (const { Properties } of remediations) {
      expect(Properties).toMatchObject({
        Automatic: true,
        TargetType: 'SSM_DOCUMENT',
        TargetId: 'RemediateDocument',
        ResourceType: 'AWS::S3::Bucket',
        MaximumAutomaticAttempts: 'RemediationAttempts',
        RetryAttemptSeconds: 'RemediationRetrySeconds',
        Parameters: {
          BucketName: { ResourceValue: { Value: 'RESOURCE_ID' } },
          AutomationAssumeRole: { StaticValue: { Values: ['AutomateRemediationRole.Arn'] } },
        },
      });
    }
  });
});
