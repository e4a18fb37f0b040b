import { DecryptCommand, GenerateDataKeyCommand, InvalidCiphertextException, KMSClient } from '@aws-sdk/client-kms';
import type { PairContext, PairKeys } from '#shared/crypto/pair-keys.ts';
import { lazyClient } from './lazy-client.ts';
import { getFile, putFile } from './files.ts';
import { pairKeyFile, pairKeyRemoval } from './pair-key-files.ts';

export const kms = lazyClient(() => new KMSClient({}));

const contextOf = ({ userId, platformId }: PairContext) => ({ userId, platformId });

/** Pair keys wrapped by KMS under the encryption context of their pair, kept in the bucket of keys. */
export function pairKeys(env: Record<'KEYS_BUCKET' | 'MASTER_KEY_ARN', string>): PairKeys {
  const { KEYS_BUCKET: bucket, MASTER_KEY_ARN: masterKey } = env;
  return {
    async create(pair) {
      const made = await kms().send(
        new GenerateDataKeyCommand({ KeyId: masterKey, KeySpec: 'AES_256', EncryptionContext: contextOf(pair) }),
      );
      if (!made.Plaintext || !made.CiphertextBlob) throw new Error('KMS made no data key');
      const key = Buffer.from(made.Plaintext);
      made.Plaintext.fill(0);
      try {
        await putFile(bucket, pairKeyFile(pair), made.CiphertextBlob, 'application/octet-stream');
        return key;
      } catch (error) {
        key.fill(0);
        throw error;
      }
    },
    async read(pair) {
      const wrapped = await getFile(bucket, pairKeyFile(pair));
      if (!wrapped) return undefined;
      try {
        const opened = await kms().send(
          new DecryptCommand({ KeyId: masterKey, CiphertextBlob: wrapped, EncryptionContext: contextOf(pair) }),
        );
        if (!opened.Plaintext) throw new Error('KMS opened no data key');
        const key = Buffer.from(opened.Plaintext);
        opened.Plaintext.fill(0);
        return key;
      } catch (error) {
        if (error instanceof InvalidCiphertextException) return undefined;
        throw error;
      }
    },
    ...pairKeyRemoval(bucket),
  };
}
