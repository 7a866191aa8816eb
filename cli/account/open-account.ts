import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { type Arn, isArn, parseArn } from '#shared/connect/arn.ts';
import { type Deployment, deploymentIn } from '#shared/connect/deployment.ts';
import type { AwsOptions } from '../aws-options.ts';
import { BadInput, Failed, messageOf } from '../errors.ts';

/** Settings that every SDK client takes; what is absent the SDK finds as the AWS CLI does. */
export interface ClientConfig {
  readonly region?: string;
  readonly profile?: string;
  readonly endpoint?: string;
}

/** The account and region that a command works on, and how its clients reach them. */
export interface Account {
  readonly client: ClientConfig;
  readonly deployment: Deployment;
  /** Who we are there. */
  readonly caller: Arn;
}

/**
 * @throws BadInput when no region is named anywhere
 * @throws Failed when there are no credentials, or AWS does not take them
 */
export async function openAccount(options: AwsOptions): Promise<Account> {
  // The SDK looks for a profile's endpoint_url by the environment alone.
  if (options.profile) process.env.AWS_PROFILE = options.profile;
  const client: ClientConfig = {
    ...(options.region && { region: options.region }),
    ...(options.profile && { profile: options.profile }),
    ...(options.endpointUrl && { endpoint: endpoint(options.endpointUrl) }),
  };
  const sts = new STSClient(client);
  const region = await sts.config.region().catch((error: unknown) => {
    const why = messageOf(error);
    const empty = why.includes('region=""');
    if (why.includes('not accepted') && !empty) throw new BadInput(`no such region: ${why}`);
    throw new BadInput('no region: give --region, or set AWS_REGION');
  });
  const { Account: account = '', Arn: caller = '' } = await sts
    .send(new GetCallerIdentityCommand({}))
    .catch((error: unknown) => {
      throw new Failed(whyUnknown(messageOf(error), options.profile));
    });
  if (!isArn(caller)) throw new Failed(`AWS does not say who you are: ${caller}`);
  const { partition } = parseArn(caller);
  return { client, caller, deployment: deploymentIn({ partition, account, region }) };
}

function whyUnknown(message: string, profile: string | undefined): string {
  if (!message.startsWith('Could not load credentials')) {
    return `AWS does not say who you are: ${message}`;
  }
  const whose = profile ? ` of the profile ${profile}` : '';
  return `there are no AWS credentials${whose}: sign in as for the AWS CLI (aws sso login, --profile, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY)`;
}

function endpoint(text: string): string {
  if (!/^https?:$/.test(URL.parse(text)?.protocol ?? '')) {
    throw new BadInput(`--endpoint-url must be a URL such as http://127.0.0.1:4566; found ${text}`);
  }
  return text;
}
