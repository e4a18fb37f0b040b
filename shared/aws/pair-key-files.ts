import type { PairContext, PairKeys } from '#shared/crypto/pair-keys.ts';
import { deleteFile } from './files.ts';

/** Where the wrapped key of a pair lies in the bucket of keys. */
export const pairKeyFile = ({ userId, platformId }: PairContext) => `keys/${userId}/${platformId}`;

/** For programs that may delete keys but not use them: they come without a client of KMS. */
export function pairKeyRemoval(bucket: string): Pick<PairKeys, 'remove'> {
  return { remove: (pair) => deleteFile(bucket, pairKeyFile(pair)) };
}
