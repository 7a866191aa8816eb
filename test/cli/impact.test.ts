import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRole } from '#infra/local/services/iam/entities.ts';
import {
  allow,
  bucket,
  bucketArn,
  home,
  type ImpactAccount,
  live,
  root,
  trusted,
} from '../usecases/impact-account.ts';
import { file, guard } from './guard.ts';
import { environmentOf, startImpactCenter } from './impact-center.ts';

let account: ImpactAccount;
let env: Record<string, string>;

beforeAll(async () => {
  account = await startImpactCenter();
  env = environmentOf(account, root);
});
afterAll(() => account.aws.close());

describe('connect-guard impact', () => {
  it('says of the policy that the guard would put who loses what, why, and how to keep it', async () => {
    const { code, stdout, stderr } = await guard(['impact', bucket], { env });
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^4 lose access to amazon-connect-recordings, 4 keep it:/);
    expect(stdout).toMatch(/^Analyst +reads +workload +s3:GetObject: allowed today by/m);
    expect(stdout).toMatch(/^jane +reads +workload +/m);
    expect(stdout).not.toMatch(/^Delivery/m);
    expect(stdout).toMatch(/^firehose +Delivery +goes on/m);
    expect(stdout).toMatch(/^replication +Replicator +would be shut out/m);
    expect(stdout).toContain('Root of the account can always');
    expect(code).toBe(1);
  });

  it('takes a policy of your own, and answers as JSON', async () => {
    const planned = file('planned.json', live);
    const { code, stdout } = await guard(['impact', bucket, '--planned', planned, '--json'], {
      env,
    });
    expect(JSON.parse(stdout)).toMatchObject({ bucket, shutOut: [], undecided: [], remains: root });
    expect(code).toBe(4);
  });

  it('names the fault in it', async () => {
    const planned = file('planned.json', {
      Statement: { Effect: 'Deny', Principal: '*', Resource: bucketArn },
    });
    const { code, stderr } = await guard(['impact', bucket, '--planned', planned], { env });
    expect(stderr).toContain('planned.json: Statement');
    expect(code).toBe(2);
  });

  it('needs the permissions that the documentation names, and no other', async () => {
    const section = readFileSync('docs/cli.md', 'utf8').split('\n### impact\n')[1] ?? '';
    const needs = /^It needs .*?\n\n/ms.exec(section)?.[0] ?? '';
    const actions = [...needs.matchAll(/`(\w+:\w+)`/g)].map(([, action = '']) => action);
    const { arn } = createRole(account.world, home, {
      name: 'ImpactReader',
      trustPolicy: trusted('ec2.amazonaws.com'),
      policies: { documented: allow(actions) },
    });
    const reader = environmentOf(account, arn);
    const { code, stdout } = await guard(['impact', bucket, '--last-used', '--json'], {
      env: reader,
    });
    const { undecided, neighbours } = JSON.parse(stdout);
    expect({ code, undecided }).toEqual({ code: 1, undecided: [] });
    expect(JSON.stringify(neighbours)).not.toContain('AccessDenied');
    const checks = account.world.ledger.entries
      .filter(({ principal }) => principal === arn)
      .flatMap((entry) => entry.checks);
    expect(checks.filter(({ decision }) => decision !== 'Allow')).toEqual([]);
    const used = checks.map(({ action }) => action);
    const unused = actions.filter((action) => !used.includes(action));
    expect(unused.toSorted()).toEqual([
      'iam:GetPolicy',
      'iam:GetPolicyVersion',
      'iam:GetUser',
      'iam:ListRoles',
      's3:GetBucketPublicAccessBlock',
    ]);
  });

  it('says so when the policy may not be read', async () => {
    const { code, stderr } = await guard(['impact', bucket], {
      env: environmentOf(account, account.principals.analyst.arn),
    });
    expect(stderr).toMatch(/cannot read .*: s3:GetObject|s3:GetBucketPolicy/);
    expect(code).toBe(3);
  });
});
