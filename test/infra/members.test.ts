import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { App } from 'aws-cdk-lib';
import { organizationChoices } from '#infra/aws/organization/choices.ts';
import { createOrganization } from '#infra/aws/organization/organization.ts';
import { functionNames } from '#shared/connect/deployment.ts';
import { anOrganization } from './an-organization.ts';

const folder = mkdtempSync(join(tmpdir(), 'members-'));
for (const name of Object.values(functionNames)) {
  const bundle = join(folder, 'bundles', name.replace('connect-storage-guard-', ''));
  mkdirSync(bundle, { recursive: true });
  writeFileSync(join(bundle, 'index.mjs'), `export const handler = () => '${name}';`);
}
afterAll(() => rmSync(folder, { recursive: true }));

const make = (more: object) => {
  const app = new App({ analyticsReporting: false, outdir: join(folder, 'cdk.out') });
  const choices = organizationChoices({ ...anOrganization, ...more });
  if (!choices) throw new Error('no organization is chosen');
  createOrganization(app, join(folder, 'bundles'), choices);
  return app;
};

describe('the members of an organization', () => {
  it('may be deployed to by a delegated administrator, have their own recorder role and parameters', () => {
    const assembly = make({
      delegatedAdministrator: 'true',
      recorderRole: 'team/ConfigRecorder',
      parameters: 'LogRetentionDays=30',
    }).synth();
    const { template } = assembly.getStackByName('ConnectStorageGuardOrganization');
    expect(template.Resources.Members.Properties).toMatchObject({
      CallAs: 'DELEGATED_ADMIN',
      Parameters: expect.arrayContaining([
        { ParameterKey: 'LogRetentionDays', ParameterValue: '30' },
      ]),
    });
    const members = readFileSync(
      join(assembly.directory, 'ConnectStorageGuardMember.template.json'),
      'utf8',
    );
    expect(members).toContain(':role/team/ConfigRecorder"');
    expect(members).not.toContain('AWSServiceRoleForConfig"');
  });

  it("tell Security Hub, and its administrator has AWS Config's findings suppressed, of them all", () => {
    const assembly = make({}).synth();
    const organization = assembly.getStackByName('ConnectStorageGuardOrganization');
    const { Parameters } = organization.template.Resources.Members.Properties;
    expect(Parameters).toContainEqual({ ParameterKey: 'SecurityHub', ParameterValue: 'On' });
    for (const region of anOrganization.regions.split(',')) {
      const rule = assembly.getStackByName(`ConnectStorageGuardSecurityHub-${region}`);
      expect(rule.environment.region).toBe(region);
      expect(rule.template.Resources.SuppressConfigFindings.Properties.Criteria).toEqual({
        ProductName: [{ Comparison: 'EQUALS', Value: 'Config' }],
        Title: [{ Comparison: 'PREFIX', Value: 'connect-storage-guard-' }],
      });
    }
  });

  it('may each name several who may write their settings', () => {
    const writers = 'arn:aws:iam::*:role/SettingsWriter,arn:aws:iam::*:role/Pipeline';
    const { Parameters } = make({ parameters: `StateWriters=${writers},SecurityHub=On` })
      .synth()
      .getStackByName('ConnectStorageGuardOrganization').template.Resources.Members.Properties;
    expect(Parameters).toEqual(
      expect.arrayContaining([
        { ParameterKey: 'StateWriters', ParameterValue: writers },
        { ParameterKey: 'SecurityHub', ParameterValue: 'On' },
      ]),
    );
  });

  it('have no automation rule made for them unless it is asked for', () => {
    const names = make({ parameters: 'SecurityHub=On' })
      .synth()
      .stacks.map(({ stackName }) => stackName);
    expect(names.filter((name) => name.includes('SecurityHub'))).toEqual([]);
  });

  it.each([
    ['LogRetentionDays=31', 'LogRetentionDays: must be 7, 14, 30, 60'],
    ['RemediationAttempts=26', 'RemediationAttempts: must be a number from 1 to 25; found "26"'],
    ['RemediationAttempts=', 'RemediationAttempts: must be a number from 1 to 25; found ""'],
    ['NotificationEmail=nobody', 'NotificationEmail: must be an e-mail address, or empty; found'],
    [
      'ConfigRecorderRoleArn=',
      'ConfigRecorderRoleArn: it differs by account: give -c recorderRole',
    ],
    ['StateKeyArn=arn', 'StateKeyArn: a key is of one account and region'],
    ['Tracing=On', 'Tracing: must be PassThrough, Active; found "On"'],
    ['AssetsAccount=111122223333', 'AssetsAccount: it is the account that deploys'],
    ['HomeRegion=eu-west-1', 'HomeRegion: it is the first of the regions'],
    ['Retention=30', 'Retention: there is none; RemediationAttempts,'],
  ])('are not given %s: it is refused before anything is deployed', (parameters, message) => {
    expect(() => make({ parameters })).toThrow(`context: parameters: ${message}`);
  });
});
