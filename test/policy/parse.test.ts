import { describe, expect, it } from '@jest/globals';
import { PolicySyntaxError } from '#shared/policy/errors.ts';
import { fromRaw, type PolicyKind, parsePolicy } from '#shared/policy/parse.ts';

const ok = '"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"';

/** The error that parsing gives; fails when there is none. */
function faultOf(text: string, kind?: PolicyKind): PolicySyntaxError {
  try {
    parsePolicy(text, kind);
  } catch (error) {
    if (error instanceof PolicySyntaxError) return error;
    throw error;
  }
  throw new Error('parsed without an error');
}

const malformed: readonly (readonly [why: string, path: string, text: string])[] = [
  ['empty text', '$', ''],
  ['text that is not JSON', '$', 'Version: 2012-10-17'],
  ['a document cut off', 'Statement[0].Action', '{"Statement": [{"Effect": "Deny", "Action": "s3:'],
  ['a trailing comma', 'Statement[0]', '{"Statement": [{"Effect": "Deny",}]}'],
  ['text after the document', '$', `{"Statement": [{${ok}}]} {}`],
  ['a list instead of an object', '$', '[]'],
  ['null', '$', 'null'],
  ['an unknown element', 'Statements', '{"Statements": []}'],
  ['an element in the wrong case', 'statement', '{"statement": []}'],
  ['a member that would reach the prototype', '__proto__', '{"__proto__": {"Statement": []}}'],
  ['no statement', 'Statement', '{"Version": "2012-10-17"}'],
  ['an empty list of statements', 'Statement', '{"Statement": []}'],
  ['a statement that is text', 'Statement[0]', '{"Statement": ["Deny"]}'],
  ['a statement that is null', 'Statement', '{"Statement": null}'],
  ['a version that does not exist', 'Version', `{"Version": "2012-10-18", "Statement": [{${ok}}]}`],
  ['a version that is a number', 'Version', `{"Version": 2012, "Statement": [{${ok}}]}`],
  ['an Id that is no text', 'Id', `{"Id": 1, "Statement": [{${ok}}]}`],
  [
    'the document naming a member twice',
    'Version',
    '{"Version": "2012-10-17", "Version": "2008-10-17"}',
  ],
  [
    'a statement naming a member twice',
    'Statement[0].Effect',
    '{"Statement": [{"Effect": "Deny", "Effect": "Allow"}]}',
  ],
  [
    'a member named twice through an escape',
    'Statement[0].Effect',
    '{"Statement": [{"Effect": "Deny", "\\u0045ffect": "Allow"}]}',
  ],
  [
    'an operator named twice',
    'Statement[0].Condition.StringNotLike',
    `{"Statement": [{${ok}, "Condition": {"StringNotLike": {"a:b": "x"}, "StringNotLike": {"a:b": "y"}}}]}`,
  ],
  [
    'a condition key named twice',
    'Statement[0].Condition.StringLike.aws:userid',
    `{"Statement": [{${ok}, "Condition": {"StringLike": {"aws:userid": "x", "aws:userid": "y"}}}]}`,
  ],
  [
    'a condition key named twice in different case',
    'Statement[0].Condition.StringLike.aws:UserId',
    `{"Statement": [{${ok}, "Condition": {"StringLike": {"aws:userid": "x", "aws:UserId": "y"}}}]}`,
  ],
  [
    'an operator named twice in different case',
    'Statement[0].Condition.stringlike',
    `{"Statement": [{${ok}, "Condition": {"StringLike": {"a:b": "x"}, "stringlike": {"a:b": "y"}}}]}`,
  ],
  [
    'an unknown element of a statement',
    'Statement[0].Principals',
    `{"Statement": [{${ok}, "Principals": "*"}]}`,
  ],
  ['a Sid that is no text', 'Statement[0].Sid', `{"Statement": [{${ok}, "Sid": 1}]}`],
  ['no Effect', 'Statement[0].Effect', '{"Statement": [{"Action": "s3:*", "Resource": "*"}]}'],
  [
    'an Effect in the wrong case',
    'Statement[0].Effect',
    '{"Statement": [{"Effect": "deny", "Action": "s3:*", "Resource": "*"}]}',
  ],
  ['no Action', 'Statement[0].Action', '{"Statement": [{"Effect": "Deny", "Resource": "*"}]}'],
  [
    'an empty list of actions',
    'Statement[0].Action',
    '{"Statement": [{"Effect": "Deny", "Action": [], "Resource": "*"}]}',
  ],
  [
    'an empty action',
    'Statement[0].Action[1]',
    '{"Statement": [{"Effect": "Deny", "Action": ["s3:*", ""], "Resource": "*"}]}',
  ],
  [
    'an action without its service',
    'Statement[0].Action',
    '{"Statement": [{"Effect": "Deny", "Action": "GetObject", "Resource": "*"}]}',
  ],
  [
    'an action that is a number',
    'Statement[0].Action',
    '{"Statement": [{"Effect": "Deny", "Action": 1, "Resource": "*"}]}',
  ],
  [
    'Action beside NotAction',
    'Statement[0].NotAction',
    '{"Statement": [{"Effect": "Deny", "Action": "s3:*", "NotAction": "s3:*", "Resource": "*"}]}',
  ],
  ['no Resource', 'Statement[0].Resource', '{"Statement": [{"Effect": "Deny", "Action": "s3:*"}]}'],
  [
    'Resource beside NotResource',
    'Statement[0].NotResource',
    '{"Statement": [{"Effect": "Deny", "Action": "s3:*", "Resource": "*", "NotResource": "*"}]}',
  ],
  [
    'a resource that is no ARN',
    'Statement[0].Resource',
    '{"Statement": [{"Effect": "Deny", "Action": "s3:*", "Resource": "my-bucket/*"}]}',
  ],
  [
    'a principal that is other text',
    'Statement[0].Principal',
    '{"Statement": [{"Effect": "Deny", "Principal": "111122223333", "Action": "s3:*", "Resource": "*"}]}',
  ],
  [
    'an empty principal',
    'Statement[0].Principal',
    '{"Statement": [{"Effect": "Deny", "Principal": {}, "Action": "s3:*", "Resource": "*"}]}',
  ],
  [
    'an unknown kind of principal',
    'Statement[0].Principal.User',
    '{"Statement": [{"Effect": "Deny", "Principal": {"User": "x"}, "Action": "s3:*", "Resource": "*"}]}',
  ],
  [
    'a wildcard inside a principal',
    'Statement[0].Principal.AWS',
    '{"Statement": [{"Effect": "Deny", "Principal": {"AWS": "arn:aws:iam::111122223333:role/*"}, "Action": "s3:*", "Resource": "*"}]}',
  ],
  [
    'an account id of eleven digits',
    'Statement[0].Principal.AWS',
    '{"Statement": [{"Effect": "Deny", "Principal": {"AWS": "11112222333"}, "Action": "s3:*", "Resource": "*"}]}',
  ],
  [
    'an empty list of principals',
    'Statement[0].NotPrincipal.AWS',
    '{"Statement": [{"Effect": "Deny", "NotPrincipal": {"AWS": []}, "Action": "s3:*", "Resource": "*"}]}',
  ],
  [
    'Principal beside NotPrincipal',
    'Statement[0].NotPrincipal',
    `{"Statement": [{${ok}, "NotPrincipal": "*"}]}`,
  ],
  [
    'a condition that is a list',
    'Statement[0].Condition',
    `{"Statement": [{${ok}, "Condition": []}]}`,
  ],
  [
    'an operator over text',
    'Statement[0].Condition.Bool',
    `{"Statement": [{${ok}, "Condition": {"Bool": "true"}}]}`,
  ],
  [
    'a condition value that is an object',
    'Statement[2].Condition.StringNotLike.aws:userId',
    `{"Statement": [{${ok}}, {${ok}}, {${ok}, "Condition": {"StringNotLike": {"aws:userId": {}}}}]}`,
  ],
  [
    'a condition value that is null',
    'Statement[0].Condition.StringLike.a:b[1]',
    `{"Statement": [{${ok}, "Condition": {"StringLike": {"a:b": ["x", null]}}}]}`,
  ],
  [
    'a condition without values',
    'Statement[0].Condition.StringLike.a:b',
    `{"Statement": [{${ok}, "Condition": {"StringLike": {"a:b": []}}}]}`,
  ],
  [
    'a condition key without a name',
    'Statement[0].Condition.StringLike[""]',
    `{"Statement": [{${ok}, "Condition": {"StringLike": {"": "x"}}}]}`,
  ],
  [
    'IfExists after Null',
    'Statement[0].Condition.NullIfExists',
    `{"Statement": [{${ok}, "Condition": {"NullIfExists": {"a:b": "true"}}}]}`,
  ],
  [
    'a single statement, whose path has no number',
    'Statement.Effect',
    '{"Statement": {"Effect": "Maybe", "Action": "s3:*", "Resource": "*"}}',
  ],
];

describe('parsePolicy', () => {
  it.each(malformed)('refuses %s at %s', (_, path, text) => {
    const fault = faultOf(text);
    expect(fault.path).toBe(path);
    expect(fault.message.startsWith(`${path}: `)).toBe(true);
  });

  it.each<[PolicyKind, string, string]>([
    [
      'resource',
      'Statement[0].Principal',
      '{"Statement": [{"Effect": "Deny", "Action": "s3:*", "Resource": "*"}]}',
    ],
    ['identity', 'Statement[0].Principal', `{"Statement": [{${ok}}]}`],
    [
      'identity',
      'Statement[0].NotPrincipal',
      '{"Statement": [{"Effect": "Deny", "NotPrincipal": "*", "Action": "s3:*", "Resource": "*"}]}',
    ],
    [
      'trust',
      'Statement[0].Principal',
      '{"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole"}]}',
    ],
    ['trust', 'Statement[0].Resource', `{"Statement": [{${ok}}]}`],
    [
      'resource',
      'Statement[0].Resource',
      '{"Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*"}]}',
    ],
    [
      'identity',
      'Statement[1].Sid',
      '{"Statement": [{"Sid": "A", "Effect": "Deny", "Action": "s3:*", "Resource": "*"}, {"Sid": "A", "Effect": "Deny", "Action": "s3:*", "Resource": "*"}]}',
    ],
  ])('knows what a %s policy needs: %s', (kind, path, text) => {
    expect(faultOf(text, kind).path).toBe(path);
  });

  it.each([
    ['lists', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['objects', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`],
  ])('refuses 100,000 nested %s without exhausting the stack', (_, text) => {
    expect(faultOf(text.slice(0, 200_000)).message).toContain('nested too deeply');
  });

  it('refuses text longer than any policy', () => {
    expect(faultOf(`{"Statement": "${'x'.repeat(300_000)}"}`).message).toContain('longer than');
  });

  it('keeps what the author wrote, and reads the rest into one shape', () => {
    const text = `{"Id": "P", "Statement": {"Sid": "", "Effect": "Allow", "NotPrincipal": {"AWS": "111122223333"},
      "NotAction": "s3:Get*", "NotResource": ["*"],
      "Condition": {"ForAnyValue:stringlikeifexists": {"aws:TagKeys": ["a", 1, true]}, "StringMatches": {"a:b": "x"}}}}`;
    const document = parsePolicy(text);
    expect(document.source).toEqual(JSON.parse(text));
    expect(document).toMatchObject({
      version: '2008-10-17',
      id: 'P',
      statements: [
        {
          index: 0,
          sid: '',
          effect: 'Allow',
          principal: { negated: true, everyone: false, aws: ['111122223333'] },
          action: { negated: true, patterns: ['s3:Get*'] },
          resource: { negated: true, patterns: ['*'] },
          conditions: [
            {
              operator: 'StringLike',
              set: 'ForAnyValue',
              ifExists: true,
              values: ['a', '1', 'true'],
            },
            { operator: 'StringMatches', ifExists: false, key: 'a:b', values: ['x'] },
          ],
        },
      ],
    });
  });

  it.each([
    '*',
    '111122223333',
    'arn:aws:iam::111122223333:root',
    'arn:aws-us-gov:iam::111122223333:user/division/jane',
    'arn:aws-cn:sts::111122223333:assumed-role/Analyst/jane@example.com',
    'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1EXAMPLE',
    'AROAEXAMPLEANALYST001',
  ])('takes the principal %s', (principal) => {
    const raw = {
      Effect: 'Deny',
      Principal: { AWS: principal },
      Action: 's3:*',
      Resource: '*',
    } as const;
    expect(fromRaw({ Statement: raw }).statements[0]?.principal?.aws).toEqual([principal]);
  });

  it('takes statements of a resource policy that share a Sid', () => {
    const text = `{"Statement": [{${ok}, "Sid": "A"}, {${ok}, "Sid": "A"}]}`;
    expect(parsePolicy(text, 'resource').statements.map(({ sid }) => sid)).toEqual(['A', 'A']);
  });

  it('takes an empty Condition for none', () => {
    const text = `{"Statement": [{${ok}, "Condition": {}}, {${ok}, "Condition": {"Bool": {}}}]}`;
    expect(parsePolicy(text).statements.map(({ conditions }) => conditions)).toEqual([[], []]);
  });
});
