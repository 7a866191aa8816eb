import {
  type AwsSecurityFinding,
  BatchImportFindingsCommand,
  BatchUpdateFindingsCommand,
  CreateAutomationRuleCommand,
  CreateMembersCommand,
  EnableOrganizationAdminAccountCommand,
  EnableSecurityHubCommand,
  GetFindingsCommand,
  ListAutomationRulesCommand,
  SecurityHubClient,
} from '@aws-sdk/client-securityhub';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LocalAws } from '#infra/local/local-aws.ts';
import { createUser } from '#infra/local/services/iam/entities.ts';
import { createOrganization } from '#infra/local/services/organizations/state.ts';

const region = 'us-east-1';
const [management, administrator, member] = ['111122223333', '444455556666', '777788889999'];

let aws: LocalAws;
beforeAll(async () => {
  aws = await LocalAws.start({ throttles: 'off' });
});
afterAll(() => aws.close());

const hub = (account = management, who = 'root') =>
  new SecurityHubClient({ ...aws.clientFor(`arn:aws:iam::${account}:${who}`), maxAttempts: 1 });

const findingIn = (account: string, changes: object = {}): AwsSecurityFinding => ({
  SchemaVersion: '2018-10-08',
  Id: 'open-bucket',
  ProductArn: `arn:aws:securityhub:${region}:${account}:product/${account}/default`,
  GeneratorId: 'a-rule',
  AwsAccountId: account,
  Types: ['Software and Configuration Checks'],
  CreatedAt: '2026-03-01T12:00:00Z',
  UpdatedAt: '2026-03-01T12:00:00Z',
  Severity: { Label: 'HIGH' },
  Title: 'Open',
  Description: 'A stranger can read it.',
  Resources: [{ Type: 'AwsS3Bucket', Id: 'arn:aws:s3:::open' }],
  ...changes,
});

const put = (findings: AwsSecurityFinding[], client = hub()) =>
  client.send(new BatchImportFindingsCommand({ Findings: findings }));
const found = async (client = hub(), Filters = {}) =>
  (await client.send(new GetFindingsCommand({ Filters }))).Findings ?? [];

it('takes nothing before it is enabled, and is enabled once', async () => {
  await expect(put([findingIn(management)])).rejects.toMatchObject({
    name: 'InvalidAccessException',
    message: expect.stringContaining('not subscribed'),
  });
  await hub().send(new EnableSecurityHubCommand({}));
  await expect(hub().send(new EnableSecurityHubCommand({}))).rejects.toMatchObject({
    name: 'ResourceConflictException',
  });
});

describe('an import', () => {
  it.each([
    ['Title', { Title: 'x'.repeat(257) }],
    ['Description', { Description: ' ' }],
    ['AwsAccountId', { AwsAccountId: member }],
    ['UpdatedAt', { UpdatedAt: 'today' }],
    ['Types', { Types: ['Mine'] }],
    ['Severity', { Severity: { Label: 'AWFUL' } }],
    ['Resources', { Resources: [] }],
    ['Compliance.Status', { Compliance: { Status: 'CLOSED' } }],
    ['a related requirement', { Compliance: { RelatedRequirements: ['x'.repeat(65)] } }],
    ['larger than 240 KB', { UserDefinedFields: { much: 'x'.repeat(241 * 1024) } }],
  ])('fails for one finding with a fault in %s, and takes the others', async (what, changes) => {
    const good = findingIn(management, { Id: `beside ${what}` });
    const answer = await put([findingIn(management, { Id: 'bad', ...changes }), good]);
    expect(answer).toMatchObject({
      SuccessCount: 1,
      FailedFindings: [{ Id: 'bad', ErrorMessage: expect.stringContaining(what) }],
    });
  });

  it('of more than 100 findings is refused', async () => {
    const many = Array.from({ length: 101 }, (_, n) => findingIn(management, { Id: `n-${n}` }));
    await expect(put(many)).rejects.toMatchObject({ name: 'InvalidInputException' });
  });

  it('of somebody who may not is denied, by the product', async () => {
    createUser(aws.world, aws.home, { name: 'nobody' });
    await expect(put([findingIn(management)], hub(management, 'user/nobody'))).rejects.toThrow(
      /securityhub:BatchImportFindings on resource: .*product\/111122223333\/default/,
    );
  });

  it('updates only with a later time, keeps what customers wrote, and opens what they closed', async () => {
    const Id = 'flapping';
    const of = (UpdatedAt: string, Status: 'PASSED' | 'FAILED') =>
      put([findingIn(management, { Id, UpdatedAt, Compliance: { Status } })]);
    const now = async () => (await found(hub(), { Id: [{ Comparison: 'EQUALS', Value: Id }] }))[0];
    await of('2026-03-01T12:00:00Z', 'FAILED');
    expect(await of('2026-03-01T12:00:00Z', 'PASSED')).toMatchObject({ FailedCount: 1 });
    await of('2026-03-01T12:00:01Z', 'PASSED');
    await hub().send(
      new BatchUpdateFindingsCommand({
        FindingIdentifiers: [{ Id, ProductArn: findingIn(management).ProductArn }],
        Workflow: { Status: 'RESOLVED' },
        Note: { Text: 'done', UpdatedBy: 'analyst' },
      }),
    );
    expect(await now()).toMatchObject({ Workflow: { Status: 'RESOLVED' } });
    await of('2026-03-01T12:00:02Z', 'FAILED');
    expect(await now()).toMatchObject({
      Workflow: { Status: 'NEW' },
      Note: { Text: 'done' },
      Compliance: { Status: 'FAILED' },
    });
  });
});

it('hands out findings page by page', async () => {
  await put(Array.from({ length: 60 }, (_, n) => findingIn(management, { Id: `page-${n}` })));
  const Filters = { Id: [{ Comparison: 'PREFIX' as const, Value: 'page-' }] };
  const first = await hub().send(new GetFindingsCommand({ Filters, MaxResults: 50 }));
  const { NextToken } = first;
  const second = await hub().send(new GetFindingsCommand({ Filters, MaxResults: 50, NextToken }));
  expect([first.Findings?.length, second.Findings?.length]).toEqual([50, 10]);
});

it('applies automation rules to what comes in', async () => {
  await hub().send(
    new CreateAutomationRuleCommand({
      RuleName: 'quiet',
      RuleOrder: 1,
      Description: 'suppresses',
      Criteria: { Title: [{ Comparison: 'PREFIX', Value: 'noise' }] },
      Actions: [
        {
          Type: 'FINDING_FIELDS_UPDATE',
          FindingFieldsUpdate: { Workflow: { Status: 'SUPPRESSED' } },
        },
      ],
    }),
  );
  const { AutomationRulesMetadata: rules } = await hub().send(new ListAutomationRulesCommand({}));
  expect(rules).toMatchObject([{ RuleName: 'quiet', RuleStatus: 'ENABLED' }]);
  await put([findingIn(management, { Id: 'noisy', Title: 'noise, much' })]);
  const [noisy] = await found(hub(), { Id: [{ Comparison: 'EQUALS', Value: 'noisy' }] });
  expect(noisy?.Workflow).toEqual({ Status: 'SUPPRESSED' });
});

it('shows the administrator what its members find, and members their own', async () => {
  createOrganization(aws.world, aws.home, {
    management,
    accounts: [management, administrator, member].map((id) => ({ id, name: id, status: 'ACTIVE' })),
  });
  await hub(administrator).send(new EnableSecurityHubCommand({}));
  await hub(member).send(new EnableSecurityHubCommand({}));
  const members = { AccountDetails: [{ AccountId: member }] };
  await expect(hub(administrator).send(new CreateMembersCommand(members))).rejects.toMatchObject({
    name: 'AccessDeniedException',
  });
  await hub().send(new EnableOrganizationAdminAccountCommand({ AdminAccountId: administrator }));
  await hub(administrator).send(new CreateMembersCommand(members));
  await put([findingIn(administrator)], hub(administrator));
  await put([findingIn(member)], hub(member));
  const accounts = async (account: string) =>
    (await found(hub(account))).map(({ AwsAccountId }) => AwsAccountId);
  expect(await accounts(administrator)).toEqual([administrator, member]);
  expect(await accounts(member)).toEqual([member]);
});
