import { AccountClient, ListRegionsCommand } from '@aws-sdk/client-account';
import { ListAccountsCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { perform, readKnown } from '#shared/aws/errors.ts';
import { allPages } from '#shared/aws/pages.ts';
import type { ClientConfig } from '../account/open-account.ts';
import { Failed, messageOf } from '../errors.ts';
import { connectRegions } from './connect-regions.ts';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration: Date;
}

export interface SessionConfig extends ClientConfig {
  readonly credentials?: () => Promise<Credentials>;
}

/** Sessions are renewed so long before they end. */
const early = 5 * 60_000;

/** The sessions of a role of another account, one after the other, shared by all clients. */
export function sessionsOf(client: ClientConfig, roleArn: string): () => Promise<Credentials> {
  const sts = new STSClient(client);
  let current: Promise<Credentials> | undefined;
  const assume = (): Promise<Credentials> =>
    perform('sts:AssumeRole', async () => {
      const { Credentials: issued } = await sts.send(
        new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'connect-guard-audit' }),
      );
      const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = issued ?? {};
      if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration) {
        throw new Error(`sts:AssumeRole answered no credentials of ${roleArn}`);
      }
      return {
        accessKeyId: AccessKeyId,
        secretAccessKey: SecretAccessKey,
        sessionToken: SessionToken,
        expiration: Expiration,
      };
    });
  let ends = 0;
  return () => {
    if (!current || ends - early < Date.now()) {
      // Whoever asks meanwhile waits for the same session.
      ends = Number.POSITIVE_INFINITY;
      current = assume().then(
        (session) => {
          ends = session.expiration.getTime();
          return session;
        },
        (error: unknown) => {
          ends = 0;
          throw error;
        },
      );
    }
    return current;
  };
}

/** Every account of the organization that is in use. @throws Failed when they cannot be listed. */
export async function accountsOfOrganization(client: ClientConfig): Promise<readonly string[]> {
  const organizations = new OrganizationsClient(client);
  try {
    const accounts = await allPages(async (NextToken) => {
      const answer = await organizations.send(new ListAccountsCommand({ NextToken }));
      return { items: answer.Accounts ?? [], next: answer.NextToken };
    });
    return accounts.flatMap(({ Id, Status, State }) =>
      Id !== undefined && (State ?? Status) === 'ACTIVE' ? [Id] : [],
    );
  } catch (error) {
    throw new Failed(
      `the accounts of the organization cannot be listed: ${messageOf(error)}. Its management account and delegated administrators may, with organizations:ListAccounts; else name them: --accounts ID,ID`,
    );
  }
}

/**
 * The regions of Amazon Connect that the account has enabled; all of them when it may not be asked
 * which those are.
 */
export async function regionsOf(
  partition: string,
  client: SessionConfig,
): Promise<readonly string[]> {
  const regions = connectRegions[partition] ?? [];
  const account = new AccountClient(client);
  const enabled = await readKnown('account:ListRegions', () =>
    allPages(async (NextToken) => {
      const answer = await account.send(
        new ListRegionsCommand({
          RegionOptStatusContains: ['ENABLED', 'ENABLED_BY_DEFAULT'],
          MaxResults: 50,
          NextToken,
        }),
      );
      return { items: answer.Regions ?? [], next: answer.NextToken };
    }),
  ).catch(() => undefined);
  if (enabled?.state !== 'known') return regions;
  const names = enabled.value.map(({ RegionName }) => RegionName);
  return regions.filter((region) => names.includes(region));
}
