import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AwsError, type Input, type JsonService } from './aws-server.ts';
import { encryptionContext } from './iam/key-calls.ts';
import type { LocalTemplate } from './template.ts';

/** Ciphertext: version byte, 36 bytes key id, 12 bytes nonce, 16 bytes tag, then AES-256-GCM's output. */
const version = 1;
const keyIdBytes = 36;
const headerBytes = 1 + keyIdBytes + 12 + 16;

/** KMS with the keys of the template. Key material lies in the data folder, readable by its owner alone. */
export function createKms(template: LocalTemplate, dataFolder: string): JsonService {
  const folder = join(dataFolder, 'kms');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const keys = new Map(template.resources('AWS::KMS::Key').map(({ names }) => [names.ref, names.attributes['Arn']!]));

  function material(keyId: string): Buffer {
    const file = join(folder, `${keyId}.key`);
    if (!existsSync(file)) writeFileSync(file, randomBytes(32), { mode: 0o600, flag: 'wx' });
    return readFileSync(file);
  }
  function keyId(given: unknown): string {
    const id = String(given).replace(/^arn:aws:kms:[^:]*:\d*:key\//, '');
    if (!keys.has(id)) throw new AwsError('NotFoundException', 'This key does not exist');
    return id;
  }
  /** The key a call is about: the one it names, or the one its ciphertext was made with. */
  function arnOf(input: Input): string {
    const id =
      input['KeyId'] === undefined
        ? keyIdOf(Buffer.from(String(input['CiphertextBlob']), 'base64'))
        : keyId(input['KeyId']);
    return keys.get(id) ?? '*';
  }
  const asked = (action: string) => (input: Input) => [
    { action: `kms:${action}`, resource: arnOf(input), context: encryptionContext(input['EncryptionContext']) },
  ];
  function encrypt(id: string, plaintext: Buffer, context: unknown): string {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', material(id), nonce).setAAD(canonicalContext(context));
    const encrypted = Buffer.concat([cipher.update(plaintext), cipher.final()]);
    const header = [Buffer.from([version]), Buffer.from(id), nonce, cipher.getAuthTag()];
    return Buffer.concat([...header, encrypted]).toString('base64');
  }

  return {
    target: 'TrentService',
    contentType: 'application/x-amz-json-1.1',
    signedFor: 'kms',
    calls: {
      GenerateDataKey: asked('GenerateDataKey'),
      Encrypt: asked('Encrypt'),
      Decrypt: asked('Decrypt'),
      DescribeKey: asked('DescribeKey'),
    },
    operations: {
      GenerateDataKey(input) {
        const id = keyId(input['KeyId']);
        const plaintext = randomBytes(dataKeyBytes(input));
        const blob = encrypt(id, plaintext, input['EncryptionContext']);
        return { KeyId: keys.get(id), Plaintext: plaintext.toString('base64'), CiphertextBlob: blob };
      },
      Encrypt(input) {
        const id = keyId(input['KeyId']);
        const plaintext = Buffer.from(String(input['Plaintext']), 'base64');
        if (plaintext.length > 4096) throw new AwsError('ValidationException', 'At most 4096 bytes can be encrypted');
        return { KeyId: keys.get(id), CiphertextBlob: encrypt(id, plaintext, input['EncryptionContext']) };
      },
      Decrypt(input) {
        const { id, plaintext } = decrypt(input, keys, material);
        if (input['KeyId'] !== undefined && keyId(input['KeyId']) !== id) {
          throw new AwsError('IncorrectKeyException', 'The ciphertext was made with another key');
        }
        return { KeyId: keys.get(id), Plaintext: plaintext.toString('base64') };
      },
      DescribeKey(input) {
        const id = keyId(input['KeyId']);
        return {
          KeyMetadata: {
            KeyId: id,
            Arn: keys.get(id),
            Enabled: true,
            KeyState: 'Enabled',
            KeyUsage: 'ENCRYPT_DECRYPT',
          },
        };
      },
    },
  };
}

/** Either a kind of key or a number of bytes must be named, as the API reference says. */
function dataKeyBytes({ KeySpec, NumberOfBytes }: Input): number {
  const bySpec: Record<string, number> = { AES_128: 16, AES_256: 32 };
  const bytes = NumberOfBytes === undefined ? bySpec[KeySpec] : Number(NumberOfBytes);
  if ((KeySpec === undefined) === (NumberOfBytes === undefined) || !bytes || bytes > 1024) {
    throw new AwsError('ValidationException', 'Please specify either number of bytes or key spec.');
  }
  return bytes;
}

function decrypt(input: Input, keys: Map<string, string>, material: (id: string) => Buffer) {
  const blob = Buffer.from(String(input['CiphertextBlob']), 'base64');
  const id = keyIdOf(blob);
  try {
    if (blob[0] !== version || blob.length < headerBytes || !keys.has(id)) throw new Error('not ours');
    const nonce = blob.subarray(1 + keyIdBytes, 1 + keyIdBytes + 12);
    const decipher = createDecipheriv('aes-256-gcm', material(id), nonce);
    decipher.setAAD(canonicalContext(input['EncryptionContext']));
    decipher.setAuthTag(blob.subarray(headerBytes - 16, headerBytes));
    return { id, plaintext: Buffer.concat([decipher.update(blob.subarray(headerBytes)), decipher.final()]) };
  } catch {
    throw new AwsError(
      'InvalidCiphertextException',
      'The ciphertext or its encryption context is not the original one',
    );
  }
}

const keyIdOf = (blob: Buffer) => blob.subarray(1, 1 + keyIdBytes).toString();

/** The same pairs give the same bytes in whatever order they come. */
function canonicalContext(context: unknown): Buffer {
  const pairs = Object.entries((context ?? {}) as Record<string, string>).sort(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.from(JSON.stringify(pairs));
}
