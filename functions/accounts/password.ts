import { compare, hash as hashWithSalt } from 'bcryptjs';

/** 2^12 rounds: a fifth of a second on a small Lambda, which is what a guess costs as well. */
const cost = 12;

/** bcrypt over 128 random bits nobody kept: matches no password, and takes as long to refuse as a real one. */
const hashOfNobody = '$2b$12$76rRa/k/bb0N0ocpc3Vs9e8LxcRsRmAE4/0rS9kq5niFWkRNokw8K';

export const hashPassword = (password: string): Promise<string> => hashWithSalt(password, cost);

/** Verifies against the hash, or against nobody's when there is no such account: same work, same time (X4). */
export async function passwordMatches(password: string, hash: string | undefined): Promise<boolean> {
  const matches = await compare(password, hash ?? hashOfNobody);
  return matches && hash !== undefined;
}
