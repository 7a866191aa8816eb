import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openAccount } from '#cli/account/open-account.ts';
import type { AwsOptions } from '#cli/aws-options.ts';
import { file } from './guard.ts';

const config = `[profile single-sign-on]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = SecurityAudit
region = ap-northeast-1
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = us-east-1
[profile of-a-process]
credential_process = echo '{"Version":1,"AccessKeyId":"AKIAEXAMPLE","SecretAccessKey":"x"}'
region = ap-northeast-1
`;

describe('who has not signed in to AWS is told what to do', () => {
  const before = process.env;
  beforeAll(() => {
    process.env = {
      PATH: before.PATH,
      AWS_CONFIG_FILE: file('config', config),
      AWS_SHARED_CREDENTIALS_FILE: file('credentials', ''),
      AWS_EC2_METADATA_DISABLED: 'true',
    };
  });
  afterAll(() => {
    process.env = before;
  });

  const region = 'ap-northeast-1';
  it.each<[string, AwsOptions, RegExp]>([
    ['no credentials', { region }, /^there are no AWS credentials: sign in as for the AWS CLI/],
    [
      'a profile that is not there',
      { region, profile: 'nobody' },
      /^there are no AWS credentials of the profile nobody: sign in as for the AWS CLI/,
    ],
    [
      'a single sign-on that has ended',
      { profile: 'single-sign-on' },
      /'aws sso login' with the corresponding profile/,
    ],
    [
      'a process that gives credentials, and an endpoint where nobody listens',
      { profile: 'of-a-process', endpointUrl: 'http://127.0.0.1:9' },
      /ECONNREFUSED 127\.0\.0\.1:9/,
    ],
    ['no region', {}, /^no region: give --region/],
    ['a region that cannot be one', { region: 'us east' }, /^no such region: .*"us east"/],
  ])('%s', async (_, options, says) => {
    delete process.env.AWS_PROFILE;
    await expect(openAccount(options)).rejects.toThrow(says);
  });
});
