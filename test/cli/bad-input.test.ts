import { describe, expect, it } from '@jest/globals';
import { facts, readEverything, request } from './examples.ts';
import { file, guard } from './guard.ts';

const statement = readEverything.Statement[0];

/** What is wrong, the command line for a file with it, and what the one error must say. */
type Case = readonly [what: string, args: readonly string[], says: RegExp, input?: string];

const factsWith = (change: object) => file('facts.json', { ...facts, ...change });
const checkFacts = (path: string) => ['generate', 'bucket-policy', '--facts', path];
const decideRequest = (path: string) => [
  ...['decide', '--request', path],
  ...['--identity-policy', file('identity.json', readEverything)],
];
const requestWith = (change: object) => file('request.json', { ...request, ...change });
const decidePolicy = (policy: unknown) => [
  ...['decide', '--request', file('request.json', request)],
  ...['--policy', file('policy.json', policy)],
];
const statementWith = (change: object) => ({
  Version: '2012-10-17',
  Statement: { ...statement, Principal: '*', ...change },
});

const cases: readonly Case[] = [
  ['no facts', ['check', '--policy', 'p.json'], /--facts FILE is needed/],
  ['no policy', ['check', '--facts', 'f.json'], /--policy FILE is needed/],
  ['both from standard input', ['check', '--facts', '-', '--policy', '-'], /only one of/],
  ['files beside --batch', ['check', '--batch', '--facts', 'f.json'], /standard input only/],
  ['one policy to compare', ['compare', 'a.json'], /two policies are needed/],
  ['a third policy to compare', ['compare', 'a', 'b', 'c'], /too many arguments/],
  [
    'an identity policy beside a resource policy',
    ['compare', file('a.json', readEverything), file('b.json', statementWith({}))],
    /cannot be compared/,
  ],
  ['no request', ['decide', '--policy', 'p.json'], /--request FILE is needed/],
  ['no policies', ['decide', '--request', 'r.json'], /--policy FILE or --identity-policy/],
  [
    'a file that is not there',
    checkFacts('/nowhere/facts.json'),
    /^connect-guard: \/nowhere\/facts\.json: no such file$/,
  ],
  ['a folder', checkFacts('/'), /\/: is a folder/],
  [
    'a profile that does not exist',
    [...checkFacts(factsWith({})), '--profile', 'strict'],
    /Allowed choices are observable, article/,
  ],
  ['a port with letters', ['local', '--port', '80a'], /A port is a number/],
  ['a port too high', ['local', '--port', '65536'], /A port is a number/],
  ['a scenario that does not exist', ['local', '--scenario', 'casino'], /contact-center/],

  [
    'facts that are no JSON',
    checkFacts(file('facts.json', '{"bucket": ')),
    /facts\.json: bucket: unexpected end \(line 1/,
  ],
  [
    'facts that are a list',
    checkFacts(file('facts.json', [])),
    /facts\.json: \$: must be an object/,
  ],
  [
    'facts with a key named twice',
    checkFacts(file('facts.json', '{"bucket":"a","bucket":"b"}')),
    /bucket: named twice/,
  ],
  [
    'facts without a bucket',
    checkFacts(factsWith({ bucket: undefined })),
    /bucket: must be the name of an S3 bucket; it is missing/,
  ],
  ['facts with an unknown key', checkFacts(factsWith({ admins: [] })), /admins: unknown key/],
  [
    'an account of 11 digits',
    checkFacts(factsWith({ account: '11112222333' })),
    /account: must be/,
  ],
  [
    'no Connect role',
    checkFacts(factsWith({ connectRoles: [] })),
    /connectRoles: must name at least one/,
  ],
  [
    'a wildcard for an id',
    checkFacts(factsWith({ administrators: [{ ...facts.administrators[0], id: 'AROA*' }] })),
    /administrators\[0\]\.id: must be the unique id of a role/,
  ],
  [
    "a user's id for a role",
    checkFacts(
      factsWith({ administrators: [{ ...facts.administrators[0], id: 'AIDAADMINISTRATOR0001' }] }),
    ),
    /administrators\[0\]\.id: must be the unique id of a role/,
  ],
  [
    'an administrator of another account',
    checkFacts(
      factsWith({
        administrators: [
          { arn: 'arn:aws:iam::999988887777:role/Admin', id: 'AROAADMINISTRATOR0001' },
        ],
      }),
    ),
    /administrators\[0\]\.arn: must be of account 111122223333/,
  ],
  [
    'requireTls as a string',
    checkFacts(factsWith({ requireTls: 'yes' })),
    /requireTls: must be true or false/,
  ],

  [
    'a request without an action',
    decideRequest(requestWith({ action: undefined })),
    /request\.json: action: must be/,
  ],
  ['an action with a wildcard', decideRequest(requestWith({ action: 's3:*' })), /action: must be/],
  [
    'an unknown kind of principal',
    decideRequest(requestWith({ principal: { kind: 'robot' } })),
    /principal\.kind: must be one of/,
  ],
  [
    'a context value that is a number',
    decideRequest(requestWith({ context: { 's3:max-keys': 3 } })),
    /context\.s3:max-keys: must be a string or a list of strings/,
  ],
  ['a misspelt member', decideRequest(requestWith({ contxt: {} })), /contxt: unknown key/],

  ['an empty policy', decidePolicy(''), /policy\.json: /],
  [
    'a policy without statements',
    decidePolicy({ Version: '2012-10-17' }),
    /policy\.json: Statement: is missing/,
  ],
  [
    'an effect that does not exist',
    decidePolicy(statementWith({ Effect: 'Refuse' })),
    /Statement\.Effect: must be/,
  ],
  [
    'Action beside NotAction',
    decidePolicy(statementWith({ NotAction: 's3:Get*' })),
    /Statement\.NotAction: stands beside Action/,
  ],
  ['an unknown element', decidePolicy(statementWith({ Resources: '*' })), /Statement\.Resources/],
  [
    'a resource that is no ARN',
    decidePolicy(statementWith({ Resource: 'my-bucket' })),
    /Statement\.Resource: "my-bucket"/,
  ],
  [
    'a version from the future',
    decidePolicy({ Version: '2026-01-01', Statement: [] }),
    /Version: must be/,
  ],
  [
    'a condition that is a list',
    decidePolicy(statementWith({ Condition: [] })),
    /Statement\.Condition/,
  ],
  [
    'a bucket policy without a principal',
    decidePolicy(readEverything),
    /Statement\[0\]\.Principal: is missing/,
  ],
  [
    'a Sid that is a number',
    decidePolicy(statementWith({ Sid: 1 })),
    /Statement\.Sid: must be a string/,
  ],
  [
    'text after the end',
    checkFacts('-'),
    /standard input: \$: text after the end/,
    `${JSON.stringify(facts)} {}`,
  ],
];

describe('bad input', () => {
  it.each(cases)('answers %s with one clear error', async (_, args, says, input = '') => {
    const { code, stdout, stderr } = await guard(args, { input });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr.trimEnd()).toMatch(says);
    expect(stderr).toMatch(/^connect-guard: /);
  });
});
