import { describe, expect, it } from '@jest/globals';
import { deployment } from '#functions/deployment.ts';

const environment = {
  AWS_REGION: 'cn-north-1',
  CONNECT_STORAGE_GUARD_PARTITION: 'aws-cn',
  CONNECT_STORAGE_GUARD_ACCOUNT: '111122223333',
  CONNECT_STORAGE_GUARD_RECORDER_ROLE: 'arn:aws-cn:iam::111122223333:role/config-recorder',
};

describe('where a function runs', () => {
  it('is what the stack put into its environment', () => {
    expect(deployment(environment)).toMatchObject({
      partition: 'aws-cn',
      account: '111122223333',
      region: 'cn-north-1',
      stateBucket: 'connect-storage-guard-111122223333-cn-north-1',
      remediatorRole: 'arn:aws-cn:iam::111122223333:role/ConnectStorageGuard-Remediator-cn-north-1',
      recorderRole: 'arn:aws-cn:iam::111122223333:role/config-recorder',
    });
  });

  it.each(Object.keys(environment))('is not guessed when %s is missing', (name) => {
    expect(() => deployment({ ...environment, [name]: '' })).toThrow(
      `environment: ${name} is not set`,
    );
  });

  it('is not taken from a recorder role that is no ARN', () => {
    const malformed = { ...environment, CONNECT_STORAGE_GUARD_RECORDER_ROLE: 'config-recorder' };
    expect(() => deployment(malformed)).toThrow(
      'environment: CONNECT_STORAGE_GUARD_RECORDER_ROLE is no ARN: config-recorder',
    );
  });
});
