import {
  CreateAliasCommand,
  CreateGrantCommand,
  CreateKeyCommand,
  DecryptCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  EnableKeyRotationCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  KMSClient,
  ListAliasesCommand,
  ListGrantsCommand,
  ListKeyPoliciesCommand,
  ListKeysCommand,
  ListResourceTagsCommand,
  NotFoundException,
  PutKeyPolicyCommand,
  RevokeGrantCommand,
  ScheduleKeyDeletionCommand,
  UnsupportedOperationException,
  UpdateAliasCommand,
} from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { LocalEvents } from '#infra/local/events.ts';
import { addAlias, createKey, defaultKeyPolicy } from '#infra/local/services/kms/state.ts';
import { allow, elsewhere, home, startS3 } from './s3-callers.ts';

let s3: Awaited<ReturnType<typeof startS3>>;
let admin: KMSClient;
const changed: LocalEvents['resource-changed'][] = [];

beforeAll(async () => {
  s3 = await startS3();
  admin = clientOf(s3.admin.arn);
  s3.world.events.on('resource-changed', (event) => {
    if (event.resourceType === 'AWS::KMS::Key') changed.push(event);
  });
});
afterAll(() => s3.aws.close());

const clientOf = (arn: string) => new KMSClient({ ...s3.aws.clientFor(arn), maxAttempts: 1 });

describe('a key', () => {
  it('is described by id, ARN, alias and alias ARN alike', async () => {
    const { KeyMetadata } = await admin.send(new CreateKeyCommand({ Description: 'recordings' }));
    const { KeyId = '', Arn = '' } = KeyMetadata ?? {};
    await admin.send(new CreateAliasCommand({ AliasName: 'alias/calls', TargetKeyId: KeyId }));
    const aliasArn = Arn.replace(`key/${KeyId}`, 'alias/calls');
    for (const name of [KeyId, Arn, 'alias/calls', aliasArn]) {
      const described = await admin.send(new DescribeKeyCommand({ KeyId: name }));
      expect(described.KeyMetadata).toMatchObject({
        KeyId,
        Arn,
        KeyState: 'Enabled',
        KeyManager: 'CUSTOMER',
        Enabled: true,
        MultiRegion: false,
      });
    }
    const { Aliases } = await admin.send(new ListAliasesCommand({ KeyId }));
    expect(Aliases).toMatchObject([{ AliasName: 'alias/calls', TargetKeyId: KeyId }]);
    await s3.world.events.idle();
    expect(changed).toMatchObject([{ resourceId: KeyId, arn: Arn, change: 'discovered' }]);
  });

  it('can lose its alias to another', async () => {
    const before = createKey(s3.world, home, { alias: 'alias/moved' });
    const after = createKey(s3.world, home);
    await admin.send(new UpdateAliasCommand({ AliasName: 'alias/moved', TargetKeyId: after.id }));
    const { KeyMetadata } = await admin.send(new DescribeKeyCommand({ KeyId: 'alias/moved' }));
    expect(KeyMetadata?.Arn).toBe(after.arn);
    const { Aliases } = await admin.send(new ListAliasesCommand({ KeyId: before.id }));
    expect(Aliases).toEqual([]);
  });

  it('has the tags that it was made with', async () => {
    const Tags = [{ TagKey: 'purpose', TagValue: 'recordings' }];
    const { KeyMetadata } = await admin.send(new CreateKeyCommand({ Tags }));
    const answer = await admin.send(new ListResourceTagsCommand({ KeyId: KeyMetadata?.KeyId }));
    expect(answer).toMatchObject({ Tags, Truncated: false });
  });

  it('of AWS comes into being when it is asked for', async () => {
    const { KeyMetadata } = await admin.send(new DescribeKeyCommand({ KeyId: 'alias/aws/s3' }));
    expect(KeyMetadata?.KeyManager).toBe('AWS');
    const again = await admin.send(new DescribeKeyCommand({ KeyId: KeyMetadata?.Arn ?? '' }));
    expect(again.KeyMetadata?.KeyId).toBe(KeyMetadata?.KeyId);
    const { KeyRotationEnabled } = await admin.send(
      new GetKeyRotationStatusCommand({ KeyId: KeyMetadata?.KeyId ?? '' }),
    );
    expect(KeyRotationEnabled).toBe(true);
  });

  it('keeps its id in every region when it is a multi-region key', async () => {
    const id = 'mrk-1234abcd12ab34cd56ef1234567890ab';
    createKey(s3.world, home, { id, multiRegion: true });
    createKey(s3.world, { ...home, region: 'us-west-2' }, { id, multiRegion: true });
    const here = await admin.send(new DescribeKeyCommand({ KeyId: id }));
    expect(here.KeyMetadata).toMatchObject({ MultiRegion: true, KeyId: id });
    const there = await admin.send(
      new DescribeKeyCommand({ KeyId: `arn:aws:kms:us-west-2:${home.account}:key/${id}` }),
    );
    expect(there.KeyMetadata?.Arn).not.toBe(here.KeyMetadata?.Arn);
  });

  it('rotates when told to, except for kinds that never do', async () => {
    const key = createKey(s3.world, home);
    const status = () => admin.send(new GetKeyRotationStatusCommand({ KeyId: key.id }));
    expect((await status()).KeyRotationEnabled).toBe(false);
    await admin.send(new EnableKeyRotationCommand({ KeyId: key.id, RotationPeriodInDays: 180 }));
    expect(await status()).toMatchObject({ KeyRotationEnabled: true, RotationPeriodInDays: 180 });
    const seeds = [{ spec: 'RSA_2048' }, { origin: 'EXTERNAL' }, { spec: 'HMAC_256' }];
    for (const seed of seeds) {
      const KeyId = createKey(s3.world, home, seed).id;
      await expect(admin.send(new GetKeyRotationStatusCommand({ KeyId }))).rejects.toThrow(
        UnsupportedOperationException,
      );
    }
  });

  it('that is not there is NotFoundException, also by alias', async () => {
    const names = ['11111111-2222-3333-4444-555555555555', 'alias/none', 'alias/aws/unheard-of'];
    for (const KeyId of names) {
      await expect(admin.send(new DescribeKeyCommand({ KeyId }))).rejects.toThrow(
        NotFoundException,
      );
    }
  });

  it('takes no alias where KMS takes none', async () => {
    addAlias(s3.world, createKey(s3.world, home), 'alias/named');
    const attempts = [
      admin.send(new ListGrantsCommand({ KeyId: 'alias/named' })),
      admin.send(new GetKeyPolicyCommand({ KeyId: 'alias/named' })),
      admin.send(new GetKeyRotationStatusCommand({ KeyId: 'alias/named' })),
    ];
    for (const attempt of attempts) await expect(attempt).rejects.toThrow(NotFoundException);
    const alias = `arn:aws:kms:eu-central-1:${home.account}:alias/named`;
    await expect(admin.send(new ListGrantsCommand({ KeyId: alias }))).rejects.toMatchObject({
      name: 'InvalidArnException',
    });
  });

  it('is listed page by page', async () => {
    const all = await admin.send(new ListKeysCommand({}));
    const first = await admin.send(new ListKeysCommand({ Limit: 2 }));
    expect(first).toMatchObject({ Truncated: true });
    const rest = await admin.send(new ListKeysCommand({ Marker: first.NextMarker }));
    expect([...(first.Keys ?? []), ...(rest.Keys ?? [])]).toEqual(all.Keys);
    await expect(admin.send(new ListKeysCommand({ Marker: 'x' }))).rejects.toMatchObject({
      name: 'InvalidMarkerException',
    });
  });
});

describe('a key policy', () => {
  it('is read and replaced, but not so that its author is shut out', async () => {
    const key = createKey(s3.world, home);
    const { PolicyNames } = await admin.send(new ListKeyPoliciesCommand({ KeyId: key.id }));
    expect(PolicyNames).toEqual(['default']);
    const own = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { AWS: s3.admin.arn }, Action: 'kms:*', Resource: '*' },
      ],
    });
    await admin.send(new PutKeyPolicyCommand({ KeyId: key.id, Policy: own }));
    expect((await admin.send(new GetKeyPolicyCommand({ KeyId: key.id }))).Policy).toBe(own);
    const others = own.replace(s3.admin.arn, `arn:aws:iam::${elsewhere.account}:root`);
    await expect(
      admin.send(new PutKeyPolicyCommand({ KeyId: key.id, Policy: others })),
    ).rejects.toMatchObject({ name: 'MalformedPolicyDocumentException' });
    await expect(
      admin.send(new PutKeyPolicyCommand({ KeyId: key.id, Policy: '{}' })),
    ).rejects.toMatchObject({ name: 'MalformedPolicyDocumentException' });
    expect(key.policy).toBe(own);
  });

  it('is what IAM policies depend on', async () => {
    const reader = s3.role('KeyReader', allow('kms:GetKeyPolicy'));
    const delegating = createKey(s3.world, home);
    const closed = createKey(s3.world, home, {
      policy: defaultKeyPolicy(home).replace(home.account, elsewhere.account),
    });
    const client = clientOf(reader.arn);
    await client.send(new GetKeyPolicyCommand({ KeyId: delegating.id }));
    await expect(client.send(new GetKeyPolicyCommand({ KeyId: closed.id }))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
    await expect(
      client.send(new DescribeKeyCommand({ KeyId: delegating.id })),
    ).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});

describe('a grant', () => {
  it('allows its grantee its operations, until it is revoked', async () => {
    const role = s3.role('AWSServiceRoleForAmazonConnect_x', allow('s3:GetObject'));
    const key = createKey(s3.world, home);
    const { CiphertextBlob } = await admin.send(
      new EncryptCommand({ KeyId: key.id, Plaintext: Buffer.from('call') }),
    );
    const decrypt = () => clientOf(role.arn).send(new DecryptCommand({ CiphertextBlob }));
    await expect(decrypt()).rejects.toMatchObject({ name: 'AccessDeniedException' });
    const { GrantId } = await admin.send(
      new CreateGrantCommand({
        KeyId: key.arn,
        GranteePrincipal: role.arn,
        Operations: ['Decrypt', 'DescribeKey'],
      }),
    );
    expect(Buffer.from((await decrypt()).Plaintext ?? []).toString()).toBe('call');
    const mine = await admin.send(
      new ListGrantsCommand({ KeyId: key.arn, GranteePrincipal: role.arn }),
    );
    expect(mine.Grants).toMatchObject([
      { GrantId, KeyId: key.arn, Operations: ['Decrypt', 'DescribeKey'] },
    ]);
    const nobodys = await admin.send(
      new ListGrantsCommand({ KeyId: key.id, GranteePrincipal: s3.admin.arn }),
    );
    expect(nobodys.Grants).toEqual([]);
    await admin.send(new RevokeGrantCommand({ KeyId: key.id, GrantId }));
    await expect(decrypt()).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it('holds only in the encryption context that it is for', async () => {
    const role = s3.role('Constrained', allow('s3:GetObject'));
    const key = createKey(s3.world, home);
    await admin.send(
      new CreateGrantCommand({
        KeyId: key.arn,
        GranteePrincipal: role.arn,
        Operations: ['GenerateDataKey'],
        Constraints: { EncryptionContextSubset: { bucket: 'recordings' } },
      }),
    );
    const ask = (EncryptionContext: Record<string, string>) =>
      clientOf(role.arn).send(
        new GenerateDataKeyCommand({ KeyId: key.arn, KeySpec: 'AES_256', EncryptionContext }),
      );
    expect((await ask({ bucket: 'recordings', object: '1' })).Plaintext).toHaveLength(32);
    await expect(ask({ bucket: 'reports' })).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
  });
});

describe('encryption', () => {
  it('gives back what was encrypted in the same context, and in no other', async () => {
    const key = createKey(s3.world, home);
    const context = fc.dictionary(
      fc.stringMatching(/^[a-z:]{1,8}$/),
      fc.stringMatching(/^[a-z]{0,8}$/),
      { maxKeys: 3 },
    );
    const law = fc.asyncProperty(
      fc.uint8Array({ minLength: 1, maxLength: 64 }),
      context,
      context,
      async (Plaintext, here, there) => {
        const { CiphertextBlob } = await admin.send(
          new EncryptCommand({ KeyId: key.id, Plaintext, EncryptionContext: here }),
        );
        const open = (EncryptionContext: Record<string, string>) =>
          admin.send(new DecryptCommand({ CiphertextBlob, EncryptionContext }));
        const shuffled = Object.fromEntries(Object.entries(here).reverse());
        expect(new Uint8Array((await open(shuffled)).Plaintext ?? [])).toEqual(
          new Uint8Array(Plaintext),
        );
        const entries = (record: object) => JSON.stringify(Object.entries(record).sort());
        if (entries(here) === entries(there)) return;
        await expect(open(there)).rejects.toMatchObject({ name: 'InvalidCiphertextException' });
      },
    );
    await fc.assert(law, { numRuns: 25 });
  });

  it('needs the right key, and an enabled one', async () => {
    const [key, other] = [createKey(s3.world, home), createKey(s3.world, home)];
    const { CiphertextBlob, KeyId } = await admin.send(
      new EncryptCommand({ KeyId: key.id, Plaintext: Buffer.from('x') }),
    );
    expect(KeyId).toBe(key.arn);
    await expect(
      admin.send(new DecryptCommand({ CiphertextBlob, KeyId: other.id })),
    ).rejects.toMatchObject({ name: 'IncorrectKeyException' });
    await expect(
      admin.send(new DecryptCommand({ CiphertextBlob: Buffer.from('nonsense') })),
    ).rejects.toMatchObject({ name: 'InvalidCiphertextException' });
    await admin.send(new DisableKeyCommand({ KeyId: key.id }));
    const decrypt = () => admin.send(new DecryptCommand({ CiphertextBlob }));
    await expect(decrypt()).rejects.toMatchObject({ name: 'DisabledException' });
    await admin.send(new EnableKeyCommand({ KeyId: key.id }));
    await decrypt();
    const { KeyState } = await admin.send(
      new ScheduleKeyDeletionCommand({ KeyId: key.id, PendingWindowInDays: 7 }),
    );
    expect(KeyState).toBe('PendingDeletion');
    await expect(decrypt()).rejects.toMatchObject({ name: 'KMSInvalidStateException' });
    await expect(admin.send(new EnableKeyCommand({ KeyId: key.id }))).rejects.toMatchObject({
      name: 'KMSInvalidStateException',
    });
  });
});
