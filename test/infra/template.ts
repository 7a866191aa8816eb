import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stackName, synthesize } from '#infra/aws/synthesize.ts';
import { type Json, resolve } from './resolve.ts';

interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Principal?: unknown;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: unknown;
}

interface Policy {
  readonly Statement: readonly PolicyStatement[];
}

export interface DocumentStep {
  readonly name: string;
  readonly action: string;
  readonly inputs: {
    readonly Payload: string;
    readonly Choices: readonly { readonly StringEquals: string; readonly NextStep: string }[];
    readonly Default: string;
  };
}

export interface DocumentContent {
  readonly parameters: Readonly<Record<string, { readonly allowedPattern: string }>>;
  readonly mainSteps: readonly DocumentStep[];
  readonly outputs: readonly string[];
}

/** What the tests read of the properties of each type. */
interface PropertiesOf {
  'AWS::IAM::Role': {
    readonly RoleName: string;
    readonly Policies: readonly { readonly PolicyDocument: Policy }[];
    readonly AssumeRolePolicyDocument: Policy;
  };
  'AWS::IAM::Policy': { readonly Roles: readonly string[]; readonly PolicyDocument: Policy };
  'AWS::IAM::ManagedPolicy': object;
  'AWS::S3::Bucket': { readonly BucketEncryption: unknown };
  'AWS::S3::BucketPolicy': { readonly PolicyDocument: Policy };
  'AWS::SQS::Queue': object;
  'AWS::Lambda::Function': {
    readonly FunctionName: string;
    readonly Timeout: number;
    readonly Role: string;
    readonly TracingConfig: unknown;
  };
  'AWS::Lambda::EventInvokeConfig': {
    readonly FunctionName: string;
    readonly DestinationConfig: unknown;
  };
  'AWS::Lambda::Permission': { readonly Principal: string };
  'AWS::Config::ConfigRule': {
    readonly ConfigRuleName: string;
    readonly InputParameters: unknown;
    readonly Scope: unknown;
    readonly Source: unknown;
  };
  'AWS::Config::RemediationConfiguration': object;
  'AWS::SNS::Topic': { readonly TopicName: string };
  'AWS::SNS::TopicPolicy': { readonly PolicyDocument: Policy };
  'AWS::SNS::Subscription': object;
  'AWS::CloudWatch::Alarm': {
    readonly AlarmName: string;
    readonly Namespace: string;
    readonly MetricName: string;
    readonly AlarmActions: readonly string[];
    readonly OKActions: readonly string[];
  };
  'AWS::CloudWatch::Dashboard': { readonly DashboardBody: string };
  'AWS::SSM::Document': { readonly Name: string; readonly Content: DocumentContent };
}

type ResourceType = keyof PropertiesOf;

interface Resource<T extends ResourceType = ResourceType> {
  readonly Type: T;
  readonly Properties: PropertiesOf[T];
  readonly DependsOn?: readonly string[];
}

export interface Template {
  readonly text: string;
  readonly resources: ReadonlyMap<string, Resource>;
  of<T extends ResourceType>(type: T): readonly Resource<T>[];
}

/** The same all through a test file, whoever edits the sources meanwhile. */
let synthesized: Promise<string> | undefined;
const synthesizedText = async () =>
  readFile(join(await synthesize(), `${stackName}.template.json`), 'utf8');

/** The synthesized template, with its intrinsics resolved for one place where these conditions `hold`. */
export async function readTemplate(...hold: readonly string[]): Promise<Template> {
  synthesized ??= synthesizedText();
  const text = await synthesized;
  const { Resources }: { readonly Resources: Readonly<Record<string, Json>> } = JSON.parse(text);
  const resources = new Map(
    Object.entries(Resources).map(([id, resource]) => [id, resolve(resource, hold)]),
  ) as unknown as ReadonlyMap<string, Resource>;
  return {
    text,
    resources,
    of: <T extends ResourceType>(type: T) =>
      [...resources.values()].filter(
        (resource): resource is Resource<T> & Resource => resource.Type === type,
      ),
  };
}

export interface Granted {
  readonly role: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly Condition?: unknown;
}

const allowsOf = ({ Statement }: Policy, role: string): readonly Granted[] =>
  Statement.map(({ Action, Resource, Condition }) => ({
    role,
    actions: [Action].flat(),
    resources: [Resource].flat(),
    Condition,
  }));

/** Every Allow that the roles of the stack are given. */
export const granted = (template: Template): readonly Granted[] =>
  template
    .of('AWS::IAM::Role')
    .flatMap(({ Properties: { RoleName, Policies } }) =>
      Policies.flatMap(({ PolicyDocument }) => allowsOf(PolicyDocument, RoleName)),
    );

/** What a deployment may add to them: to tell Security Hub. */
export const grantedByPolicies = (template: Template): readonly Granted[] =>
  template.of('AWS::IAM::Policy').flatMap(({ Properties: { Roles, PolicyDocument } }) =>
    Roles.flatMap((id) => {
      const role = template.resources.get(id);
      return role?.Type === 'AWS::IAM::Role'
        ? allowsOf(PolicyDocument, (role as Resource<'AWS::IAM::Role'>).Properties.RoleName)
        : [];
    }),
  );
