import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRole } from '#infra/local/services/iam/entities.ts';
import {
  allow,
  bucket,
  home,
  type ImpactAccount,
  root,
  trusted,
} from '../usecases/impact-account.ts';
import { guard } from './guard.ts';
import { environmentOf, startImpactCenter } from './impact-center.ts';

let account: ImpactAccount;
beforeAll(async () => {
  account = await startImpactCenter();
});
afterAll(() => account.aws.close());

describe('connect-guard who', () => {
  it('lists who gets in and by what, and who is one hop away', async () => {
    createRole(account.world, home, {
      name: 'IdentityTeam',
      trustPolicy: trusted('ec2.amazonaws.com'),
      policies: { own: allow('iam:UpdateAssumeRolePolicy') },
    });
    const env = environmentOf(account, root);
    const { code, stdout, stderr } = await guard(['who', bucket], { env });
    expect(stdout).toMatch(/roles and users get at amazon-connect-recordings:\n/);
    expect(stdout).toMatch(/^Analyst +reads +statement 1 of Analyst\/own$/m);
    expect(stdout).toMatch(/^logging\.s3\.amazonaws\.com +writes +"TheirsAccessLogs" of the/m);
    expect(stdout).toMatch(/^root +governs/m);
    expect(stdout).toMatch(/^IdentityTeam +may change the trust of Analyst, Auditor, /m);
    expect(stderr).toContain('security profiles');
    expect(code).toBe(0);
  });

  it('needs the permissions that the documentation names', async () => {
    const section = readFileSync('docs/cli.md', 'utf8').split('\n### who\n')[1] ?? '';
    const needs = /^It needs .*?\n\n/ms.exec(section)?.[0] ?? '';
    const { arn } = createRole(account.world, home, {
      name: 'WhoReader',
      trustPolicy: trusted('ec2.amazonaws.com'),
      policies: {
        own: allow([...needs.matchAll(/`(\w+:\w+)`/g)].map(([, action = '']) => action)),
      },
    });
    const env = environmentOf(account, arn);
    const { code, stdout } = await guard(['who', bucket, 's3:GetObject', '--json'], { env });
    expect(JSON.parse(stdout)).toMatchObject({ actions: ['s3:GetObject'], undecided: [] });
    expect(code).toBe(0);
    const refused = account.world.ledger.entries.filter(
      ({ principal, error }) => principal === arn && error !== undefined,
    );
    expect(refused).toEqual([]);
  });

  it('says what is no action on a bucket', async () => {
    const env = environmentOf(account, root);
    expect(await guard(['who', bucket, 's3:ListAllMyBuckets'], { env })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no S3 action on buckets or objects'),
    });
  });
});
