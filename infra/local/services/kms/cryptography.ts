import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { DecryptRequest, EncryptRequest, GenerateDataKeyRequest } from '@aws-sdk/client-kms';
import { AwsError, type Call, type Operation } from '../../service.ts';
import { keyCheck } from './access.ts';
import { findKey, requireKey } from './key-lookup.ts';
import type { Key } from './state.ts';

type EncryptionContext = Readonly<Record<string, string>> | undefined;

const maximumPlaintext = 4096;
const nonceLength = 12;
const tagLength = 16;

/** The context is not kept in the ciphertext, it only has to be the same again. */
const additionalData = (context: EncryptionContext): Buffer =>
  Buffer.from(JSON.stringify(Object.entries(context ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))));

/** Two bytes length, the key's ARN, nonce, tag, and what AES-256-GCM made of the text. */
function seal(key: Key, plaintext: Uint8Array, context: EncryptionContext): Uint8Array {
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv('aes-256-gcm', key.material, nonce);
  cipher.setAAD(additionalData(context));
  const text = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  const arn = Buffer.from(key.arn);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(arn.length);
  return Buffer.concat([length, arn, nonce, cipher.getAuthTag(), text]);
}

/** @throws AwsError `InvalidCiphertextException`. */
function open(key: Key, blob: Uint8Array, context: EncryptionContext): Uint8Array {
  const sealed = Buffer.from(blob).subarray(2 + Buffer.byteLength(key.arn));
  const nonce = sealed.subarray(0, nonceLength);
  const tag = sealed.subarray(nonceLength, nonceLength + tagLength);
  try {
    const decipher = createDecipheriv('aes-256-gcm', key.material, nonce);
    decipher.setAAD(additionalData(context));
    decipher.setAuthTag(tag);
    const text = decipher.update(sealed.subarray(nonceLength + tagLength));
    return Buffer.concat([text, decipher.final()]);
  } catch {
    throw invalidCiphertext();
  }
}

const invalidCiphertext = () => new AwsError('InvalidCiphertextException', 'InvalidCiphertext');

/** The key that a ciphertext names. @throws AwsError `InvalidCiphertextException`. */
function sealingKey(call: Call<object>, blob: Uint8Array | undefined): Key {
  const bytes = Buffer.from(blob ?? []);
  const length = bytes.length >= 2 ? bytes.readUInt16BE() : 0;
  const arn = bytes.subarray(2, 2 + length).toString();
  const key = arn === '' ? undefined : findKey(call.world, call.scope, arn);
  if (!key) throw invalidCiphertext();
  return key;
}

/** @throws AwsError `DisabledException`, `KMSInvalidStateException`, `InvalidKeyUsageException`. */
function usable(key: Key): Key {
  if (key.state === 'Disabled') throw new AwsError('DisabledException', `${key.arn} is disabled.`);
  if (key.state !== 'Enabled') {
    throw new AwsError(
      'KMSInvalidStateException',
      `${key.arn} is ${key.state === 'PendingDeletion' ? 'pending deletion' : key.state}.`,
    );
  }
  if (key.usage !== 'ENCRYPT_DECRYPT') {
    throw new AwsError(
      'InvalidKeyUsageException',
      `${key.arn} key usage is ${key.usage} which is not valid for this operation.`,
    );
  }
  return key;
}

const named = (call: Call<{ readonly KeyId?: string | undefined }>): Key =>
  requireKey(call.world, call.scope, call.input.KeyId, { aliases: true });

const algorithm = 'SYMMETRIC_DEFAULT';

const encrypt: Operation<EncryptRequest> = {
  access: (call) => [
    keyCheck(call, named(call), 'Encrypt', { encryptionContext: call.input.EncryptionContext }),
  ],
  run: (call) => {
    const { Plaintext = new Uint8Array(), EncryptionContext } = call.input;
    if (Plaintext.length > maximumPlaintext) {
      throw new AwsError(
        'ValidationException',
        `1 validation error detected: Value at 'plaintext' failed to satisfy constraint: Member must have length less than or equal to ${maximumPlaintext}`,
      );
    }
    const key = usable(named(call));
    return {
      KeyId: key.arn,
      EncryptionAlgorithm: algorithm,
      CiphertextBlob: seal(key, Plaintext, EncryptionContext),
    };
  },
};

const decrypt: Operation<DecryptRequest> = {
  access: (call) => [
    keyCheck(call, sealingKey(call, call.input.CiphertextBlob), 'Decrypt', {
      encryptionContext: call.input.EncryptionContext,
    }),
  ],
  run: (call) => {
    const { CiphertextBlob = new Uint8Array(), EncryptionContext, KeyId } = call.input;
    const key = usable(sealingKey(call, CiphertextBlob));
    if (KeyId !== undefined && named(call) !== key) {
      throw new AwsError(
        'IncorrectKeyException',
        'The key ID in the request does not identify a CMK that can perform this operation.',
      );
    }
    return {
      KeyId: key.arn,
      EncryptionAlgorithm: algorithm,
      Plaintext: open(key, CiphertextBlob, EncryptionContext),
    };
  },
};

const generateDataKey: Operation<GenerateDataKeyRequest> = {
  access: (call) => [
    keyCheck(call, named(call), 'GenerateDataKey', {
      encryptionContext: call.input.EncryptionContext,
    }),
  ],
  run: (call) => {
    const { KeySpec, NumberOfBytes, EncryptionContext } = call.input;
    if ((KeySpec === undefined) === (NumberOfBytes === undefined)) {
      throw new AwsError(
        'ValidationException',
        'Please specify either number of bytes or key spec.',
      );
    }
    const key = usable(named(call));
    const plaintext = randomBytes(NumberOfBytes ?? (KeySpec === 'AES_128' ? 16 : 32));
    return {
      KeyId: key.arn,
      Plaintext: plaintext,
      CiphertextBlob: seal(key, plaintext, EncryptionContext),
    };
  },
};

export const cryptographicOperations: Readonly<Record<string, Operation>> = {
  Encrypt: encrypt,
  Decrypt: decrypt,
  GenerateDataKey: generateDataKey,
};
