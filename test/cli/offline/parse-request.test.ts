import { describe, expect, it } from '@jest/globals';
import { parseRequest } from '#cli/offline/parse-request.ts';

const request = {
  principal: { kind: 'anonymous' },
  action: 's3:GetObject',
  resource: 'arn:aws:s3:::amazon-connect-0123456789ab/key',
};

describe('the context of a request', () => {
  it('keeps keys as they are written', () => {
    const context = { 'aws:SecureTransport': 'true', 's3:prefix': ['a', 'b'] };
    expect(parseRequest({ ...request, context }).context).toEqual(context);
  });

  it('may not give one key twice, in different case', () => {
    const context = { 'aws:SecureTransport': 'true', 'aws:securetransport': 'false' };
    expect(() => parseRequest({ ...request, context })).toThrow(
      'context.aws:securetransport: named twice, in different case',
    );
  });
});
