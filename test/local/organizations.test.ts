import { AccountClient, ListRegionsCommand } from '@aws-sdk/client-account';
import { ListAccountsCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LocalAws } from '#infra/local/local-aws.ts';
import { regionsOf } from '#infra/local/services/account/state.ts';
import { createUser } from '#infra/local/services/iam/entities.ts';
import { createOrganization } from '#infra/local/services/organizations/state.ts';

const home = { partition: 'aws', account: '111122223333', region: 'eu-central-1' };
const accounts = Array.from({ length: 25 }, (_, n) => ({
  id: String(444455550000 + n),
  name: `Account ${n}`,
  status: n === 3 ? ('SUSPENDED' as const) : ('ACTIVE' as const),
}));

let aws: LocalAws;
beforeAll(async () => {
  aws = await LocalAws.start({ home });
  createUser(aws.world, home, { name: 'nobody' });
});
afterAll(() => aws.close());

const root = (account = home.account) => aws.clientFor(`arn:aws:iam::${account}:root`);
const nobody = () => aws.clientFor(`arn:aws:iam::${home.account}:user/nobody`);

describe('organizations:ListAccounts', () => {
  const list = (client = root(), NextToken?: string) =>
    new OrganizationsClient(client).send(new ListAccountsCommand({ NextToken }));

  it('says so when there is no organization', async () => {
    await expect(list()).rejects.toMatchObject({ name: 'AWSOrganizationsNotInUseException' });
  });

  it('tells the management account of all accounts, page by page, and nobody else', async () => {
    createOrganization(aws.world, home, { management: home.account, accounts });
    const first = await list();
    const second = await list(root(), first.NextToken);
    expect([...(first.Accounts ?? []), ...(second.Accounts ?? [])].map(({ Id }) => Id)).toEqual(
      accounts.map(({ id }) => id),
    );
    expect(second.NextToken).toBeUndefined();
    expect(first.Accounts?.[3]).toMatchObject({ Status: 'SUSPENDED' });
    await expect(list(root(accounts[0]?.id))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
    await expect(list(nobody())).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});

describe('account:ListRegions', () => {
  const list = (client = root(), more: object = {}) =>
    new AccountClient(client).send(new ListRegionsCommand(more));

  it('lists regions by whether the account has them', async () => {
    regionsOf(aws.world, home).set('af-south-1', 'ENABLED');
    const { Regions = [] } = await list(root(), { RegionOptStatusContains: ['ENABLED'] });
    expect(Regions).toEqual([{ RegionName: 'af-south-1', RegionOptStatus: 'ENABLED' }]);
    const { Regions: all = [], NextToken } = await list(root(), { MaxResults: 5 });
    expect([all.length, NextToken]).toEqual([5, '5']);
  });

  it('tells nobody who may not ask', async () => {
    await expect(list(nobody())).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});
