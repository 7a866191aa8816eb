import { IAMClient } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRole, createUser } from '#infra/local/services/iam/entities.ts';
import { accountAuthorizationPort } from '#shared/aws/account-authorization.ts';
import { functionNames } from '#shared/connect/deployment.ts';
import { impactActions } from '#shared/remediation/impact-actions.ts';
import { type Who, who } from '#shared/usecases/who.ts';
import {
  allow,
  bucket,
  bucketArn,
  home,
  type ImpactAccount,
  inventoryOf,
  live,
  root,
  startImpactAccount,
  trusted,
} from './impact-account.ts';

let account: ImpactAccount;
let answer: Who;

const partner = 'arn:aws:iam::444455556666:role/Transcriber';
const idp = `arn:aws:iam::${home.account}:oidc-provider/idp.example.com`;
const theirs = {
  Sid: 'TheirsTranscriber',
  Effect: 'Allow',
  Principal: { AWS: partner },
  Action: 's3:GetObject',
  Resource: `${bucketArn}/*`,
};

const ask = (as: string, action?: string, policy: object | null = live): Promise<Who> =>
  who(
    {
      authorization: accountAuthorizationPort(
        new IAMClient({ ...account.aws.clientFor(as), maxAttempts: 1 }),
      ),
    },
    {
      place: home,
      bucket,
      inventory: inventoryOf(account),
      live: policy && JSON.stringify(policy),
      ...(action !== undefined && { action }),
    },
  );

const nameOf = (arn: string) => arn.split('/').at(-1) ?? '';
const hopsOf = (name: string) =>
  answer.oneHopAway
    .filter((hop) => nameOf(hop.who) === name)
    .map(({ way, target, action, by, perhaps }) => [way, nameOf(target), action, perhaps ?? by[0]]);

beforeAll(async () => {
  account = await startImpactAccount();
  const { world, principals } = account;
  const trustPolicy = trusted('ec2.amazonaws.com');
  const role = (name: string, own: object) =>
    createRole(world, home, { name, trustPolicy, policies: { own } });
  createRole(world, home, {
    name: 'Lead',
    trustPolicy: {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'Account',
          Effect: 'Allow',
          Principal: { AWS: home.account },
          Action: 'sts:AssumeRole',
          Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
        },
        {
          Sid: 'Idp',
          Effect: 'Allow',
          Principal: { Federated: idp },
          Action: 'sts:AssumeRoleWithWebIdentity',
        },
      ],
    },
    policies: { own: allow('s3:GetObject', `${bucketArn}/*`) },
  });
  createUser(world, home, { name: 'lena', policies: { own: allow('s3:GetObject') } });
  role('Helper', allow('sts:AssumeRole'));
  role('IdentityTeam', allow(['iam:UpdateAssumeRolePolicy', 'iam:CreateAccessKey']));
  role('Launcher', allow('iam:PassRole', principals.analyst.arn));
  role('Deployer', allow('lambda:UpdateFunctionCode'));
  role('Supervisor', allow('connect:AdminGetEmergencyAccessToken'));
  await world.events.idle();
  answer = await ask(root, 's3:GetObject');
});
afterAll(() => account.aws.close());

describe('who gets at a bucket', () => {
  it('is everybody whose own policies let it, with the statements and the circumstances', () => {
    expect(answer.principals.map(({ arn }) => nameOf(arn)).toSorted()).toEqual([
      'Analyst',
      'Auditor',
      'ContactCenterAdmin',
      'Lead',
      'jane',
      'lena',
    ]);
    const jane = answer.principals.find(({ arn }) => nameOf(arn) === 'jane');
    expect(jane).toMatchObject({
      kind: 'user',
      actions: [
        {
          action: 's3:GetObject',
          by: ['"FromOffice" of operations/endpoint'],
          when: ' when aws:sourcevpce is vpce-office',
        },
      ],
    });
    expect(answer.undecided).toEqual([]);
    expect(answer.root).toBe(root);
    expect(answer.notCovered[0]).toContain('security profiles');
  });

  it('is whom the bucket policy lets in itself: services, and principals of other accounts', async () => {
    const { others } = await ask(root, undefined, {
      ...live,
      Statement: [...live.Statement, theirs],
    });
    expect(others).toMatchObject([
      {
        who: 'logging.s3.amazonaws.com',
        kind: 'service',
        actions: [{ action: 's3:PutObject', by: ['"TheirsAccessLogs" of the bucket policy'] }],
      },
      { who: partner, kind: 'outsider', actions: [{ action: 's3:GetObject' }] },
    ]);
    const open = { ...theirs, Principal: '*' };
    const { others: everybody } = await ask(root, 's3:GetObject', { Statement: open });
    expect(everybody.map((each) => each.who)).toEqual(['everyone', 'any AWS account']);
  });

  it('is nobody but whom a closed bucket exempts, and those who only see settings are not inside', async () => {
    const { administrator } = account.principals;
    const closed = {
      Version: '2012-10-17',
      Statement: {
        Effect: 'Deny',
        Principal: '*',
        NotAction: 's3:GetBucketPolicy',
        Resource: [bucketArn, `${bucketArn}/*`],
        Condition: { StringNotLike: { 'aws:userId': [`${administrator.id}:*`] } },
      },
    };
    const { principals, actions, oneHopAway } = await ask(root, undefined, closed);
    expect(actions).toEqual(impactActions);
    expect(principals.map(({ arn }) => nameOf(arn)).toSorted()).toEqual([
      'Auditor',
      'ContactCenterAdmin',
    ]);
    const targets = oneHopAway.filter(({ way }) => way === 'may change the trust of');
    expect(targets.map(({ target }) => nameOf(target))).toEqual(['ContactCenterAdmin']);
  });

  it('is told without an inventory too, but not who may log in to which instance', async () => {
    const world = {
      authorization: accountAuthorizationPort(new IAMClient(account.aws.clientFor(root))),
    };
    const found = await who(world, { place: home, bucket, live: null, action: 's3:GetObject' });
    expect(found.principals).toHaveLength(answer.principals.length);
    expect(found.notCovered.at(-1)).toContain('emergency login');
    expect(found.oneHopAway.map(({ way }) => way)).not.toContain('may log in as administrator of');
  });

  it('cannot be told of anybody when IAM does not let us look', async () => {
    const { undecided, principals } = await ask(account.principals.analyst.arn);
    expect(principals).toEqual([]);
    expect(undecided).toMatchObject([{ arn: `arn:aws:iam::${home.account}:*` }]);
  });
});

describe('one hop away is', () => {
  it('who may assume a role that gets in, if it brings along what the trust asks for', () => {
    expect(hopsOf('Helper')).toEqual([
      ['may assume', 'Lead', 'sts:AssumeRole', '"Account" of the trust policy'],
    ]);
    expect(answer.oneHopAway).toContainEqual(
      expect.objectContaining({ who: idp, way: 'may assume', by: ['"Idp" of the trust policy'] }),
    );
  });

  it('who may change the trust of such a role, pass it to a service, or make keys for such a user', () => {
    const ways = hopsOf('IdentityTeam');
    expect(ways).toContainEqual([
      'may change the trust of',
      'Analyst',
      'iam:UpdateAssumeRolePolicy',
      'statement 1 of IdentityTeam/own',
    ]);
    expect(ways).toContainEqual(
      expect.arrayContaining(['may make keys or passwords for', 'lena', 'iam:CreateAccessKey']),
    );
    expect(hopsOf('Launcher')).toEqual([
      ['may pass', 'Analyst', 'iam:PassRole', 'statement 1 of Launcher/own'],
    ]);
  });

  it("who may write the guard's own code, or log in to Connect in an emergency", () => {
    expect(hopsOf('Deployer').map(([way, target]) => [way, target])).toEqual(
      [functionNames.remediateBucketPolicy, functionNames.restoreBucketPolicy].map((name) => [
        'may change the code of',
        expect.stringContaining(name),
      ]),
    );
    expect(hopsOf('Supervisor').map(([way, , action]) => [way, action])).toEqual([
      ['may log in as administrator of', 'connect:AdminGetEmergencyAccessToken'],
    ]);
  });

  it('nobody who gets in already', () => {
    const inside = new Set<string>(answer.principals.map(({ arn }) => arn));
    expect(answer.oneHopAway.filter((hop) => inside.has(hop.who))).toEqual([]);
  });
});
