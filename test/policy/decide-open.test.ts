import { describe, expect, it } from '@jest/globals';
import { decide } from '#shared/policy/decide.ts';
import type { RawPolicy } from '#shared/policy/document.ts';
import { fromRaw } from '#shared/policy/parse.ts';
import type { Request } from '#shared/policy/request.ts';

const request: Request = {
  principal: {
    kind: 'role',
    arn: 'arn:aws:iam::111122223333:role/analyst',
    userId: 'AROAEXAMPLEANALYST001:session',
    account: '111122223333',
  },
  action: 's3:GetObject',
  resource: 'arn:aws:s3:::amazon-connect-0123456789ab/key',
};

/** An Allow of which nobody can tell whether it applies. */
const open: RawPolicy = {
  Version: '2012-10-17',
  Statement: {
    Effect: 'Allow',
    Action: 's3:*',
    Resource: '*',
    Condition: { Frobnicate: { 'x:k': 'v' } },
  },
};

describe('an Allow that is unknown', () => {
  it('leaves a decision open that it would turn', () => {
    const asked = { ...request, resourceAccount: '111122223333' };
    const { decision, unknown } = decide(asked, { identity: [fromRaw(open)] });
    expect(decision).toBe('ImplicitDeny');
    expect(unknown).toEqual([expect.stringMatching(/^identity policy, statement 1: /)]);
  });

  it('leaves nothing open where the other account allows nothing anyway', () => {
    const asked = { ...request, resourceAccount: '444455556666' };
    const { decision, unknown } = decide(asked, { identity: [fromRaw(open)] });
    expect(decision).toBe('ImplicitDeny');
    expect(unknown).toBeUndefined();
  });

  it('leaves a decision open when it is not even known whom it names', () => {
    const asked = { ...request, resourceAccount: '111122223333' };
    const notPrincipal: RawPolicy = {
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        NotPrincipal: { AWS: '444455556666' },
        Action: 's3:*',
        Resource: '*',
      },
    };
    const { decision, unknown } = decide(asked, { resource: fromRaw(notPrincipal) });
    expect(decision).toBe('ImplicitDeny');
    expect(unknown).toHaveLength(1);
  });
});
