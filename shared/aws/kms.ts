import {
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  type GrantListEntry,
  type KeyMetadata,
  KMSClient,
  ListGrantsCommand,
} from '@aws-sdk/client-kms';
import { isArn, parseArn } from '#shared/connect/arn.ts';
import { known } from '#shared/connect/fact.ts';
import type { KeyDescription, KeyGrant } from '#shared/connect/key.ts';
import type { KeyPort } from '#shared/ports.ts';
import { readFact } from './errors.ts';
import { allPages } from './pages.ts';
import { patient } from './patient.ts';

export const kmsClient = (): KMSClient => new KMSClient(patient);

const missing = ['NotFoundException'];

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html */
export const keyPort = (client: KMSClient): KeyPort => ({
  describe: (key) =>
    readFact('kms:DescribeKey', missing, async () => {
      const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: key }));
      return known(described(key, KeyMetadata));
    }),

  policy: (key) =>
    readFact('kms:GetKeyPolicy', missing, async () => {
      // Every key has one policy, of this name.
      const answer = await client.send(
        new GetKeyPolicyCommand({ KeyId: key, PolicyName: 'default' }),
      );
      if (answer.Policy === undefined) throw new Error(`no policy in the answer for ${key}`);
      return known(answer.Policy);
    }),

  grants: (key) =>
    readFact('kms:ListGrants', missing, async () => {
      const grants = await allPages(async (Marker) => {
        const answer = await client.send(new ListGrantsCommand({ KeyId: key, Marker, Limit: 100 }));
        return {
          items: answer.Grants ?? [],
          next: answer.Truncated ? answer.NextMarker : undefined,
        };
      });
      return known(grants.map(granted));
    }),

  rotation: (key) =>
    readFact(
      'kms:GetKeyRotationStatus',
      [...missing, 'UnsupportedOperationException'],
      async () => {
        const answer = await client.send(new GetKeyRotationStatusCommand({ KeyId: key }));
        if (answer.KeyRotationEnabled === undefined) {
          throw new Error(`no rotation status in the answer for ${key}`);
        }
        return known({
          enabled: answer.KeyRotationEnabled,
          ...(answer.RotationPeriodInDays !== undefined && {
            periodInDays: answer.RotationPeriodInDays,
          }),
        });
      },
    ),
});

function described(name: string, metadata: KeyMetadata | undefined): KeyDescription {
  const { Arn, KeyManager, KeyState, KeyUsage, Origin, DeletionDate } = metadata ?? {};
  if (Arn === undefined || !isArn(Arn)) {
    throw new Error(`kms:DescribeKey answered no ARN for ${name}`);
  }
  return {
    arn: Arn,
    account: metadata?.AWSAccountId ?? parseArn(Arn).account,
    manager: KeyManager ?? 'UNKNOWN',
    state: KeyState ?? 'UNKNOWN',
    spec: metadata?.KeySpec ?? 'UNKNOWN',
    usage: KeyUsage ?? 'UNKNOWN',
    origin: Origin ?? 'UNKNOWN',
    ...(DeletionDate && { deletionDate: DeletionDate.toISOString() }),
  };
}

function granted({ GrantId, GranteePrincipal, Operations, Constraints }: GrantListEntry): KeyGrant {
  const subset = Constraints?.EncryptionContextSubset;
  const equals = Constraints?.EncryptionContextEquals;
  return {
    id: GrantId ?? 'UNKNOWN',
    grantee: GranteePrincipal ?? 'UNKNOWN',
    operations: Operations ?? [],
    ...((subset || equals) && {
      constraints: { ...(subset && { subset }), ...(equals && { equals }) },
    }),
  };
}
