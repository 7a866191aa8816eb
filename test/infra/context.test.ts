import { describe, expect, it } from '@jest/globals';
import { refuseUnknownContext } from '#infra/aws/context.ts';
import { organizationChoices } from '#infra/aws/organization/choices.ts';
import { anOrganization } from './an-organization.ts';

describe('the context of the CDK app', () => {
  it("may hold CDK's own keys and feature flags", () => {
    const context = {
      'aws:cdk:enable-path-metadata': true,
      '@aws-cdk/core:checkSecretUsage': true,
      'aws-cdk:enableDiffNoFail': true,
    };
    expect(() => refuseUnknownContext(context)).not.toThrow();
  });

  it('may say where an organization runs the guard', () => {
    expect(() => refuseUnknownContext(anOrganization)).not.toThrow();
  });

  it('may hold nothing that nobody would read: one error names it and what to do instead', () => {
    expect(() => refuseUnknownContext({ RemediationAttempts: 3 })).toThrow(
      /^context: unknown key "RemediationAttempts"\. Known are organization, .*; give the values of one account and region with --parameters Name=Value\.$/,
    );
  });
});

describe('the context of an organization', () => {
  const read = (more: object = {}) => organizationChoices({ ...anOrganization, ...more });

  it('is none when nothing is said about one', () => {
    expect(organizationChoices({ 'aws:cdk:enable-path-metadata': true })).toBeUndefined();
  });

  it('says where the guard runs, and with which parameters', () => {
    expect(
      read({
        organizationalUnits: 'r-a1b2',
        delegatedAdministrator: true,
        recorderRole: 'team/ConfigRecorder',
        parameters: 'LogRetentionDays=30, NotificationEmail=',
      }),
    ).toEqual({
      organization: 'o-a1b2c3d4e5',
      organizationalUnits: ['r-a1b2'],
      regions: ['eu-central-1', 'us-east-1'],
      delegatedAdministrator: true,
      recorderRole: 'team/ConfigRecorder',
      parameters: new Map([
        ['LogRetentionDays', '30'],
        ['NotificationEmail', ''],
      ]),
    });
  });

  it.each([
    [{ organization: undefined }, 'context: organization is missing: an organization needs'],
    [{ regions: undefined }, 'context: regions is missing'],
    [{ organization: '111122223333' }, 'context: organization must be the id of an organization'],
    [
      { organizationalUnits: 'Sales' },
      'context: organizationalUnits must be ids of organizational',
    ],
    [{ organizationalUnits: '' }, 'context: organizationalUnits must be'],
    [
      {
        organizationalUnits: Array.from({ length: 51 }, (_, n) => `ou-a1b2-${10000000 + n}`).join(),
      },
      'context: organizationalUnits: CloudFormation takes at most 50 units; name one above them',
    ],
    [{ regions: 'Frankfurt' }, 'context: regions must be names of regions, with commas between'],
    [{ regions: 'eu-centrall-1' }, 'newer aws-cdk-lib); found "eu-centrall-1"'],
    [{ regions: 'us-east-1,us-iso-east-1' }, 'context: regions must be regions of one partition'],
    [{ regions: 'us-east-1,us-east-1' }, 'context: regions: us-east-1 is there twice'],
    [{ regions: 'us-east-1,cn-north-1' }, 'context: regions must be regions of one partition'],
    [{ regions: 'cn-north-1' }, 'context: regions: in China CloudFormation has no StackSets'],
    [{ regions: ['us-east-1'] }, 'context: regions must be text; found "["us-east-1"]"'],
    [{ delegatedAdministrator: 'yes' }, 'context: delegatedAdministrator must be true or false'],
    [
      { recorderRole: 'arn:aws:iam::111122223333:role/Recorder' },
      'context: recorderRole must be the name of a role, not its ARN',
    ],
    [{ parameters: 'LogRetentionDays' }, 'context: parameters must be Name=Value'],
  ])('with a mistake gives one error that names it: %j', (more, message) => {
    expect(() => read(more)).toThrow(message);
  });
});
