const longestName = 60;
/** Letters of any script with their marks, and what stands between the parts of a name. */
const nameCharacters = /^[\p{L}\p{M}\p{Nd} .,'’‘·()\p{Join_Control}-]+$/u;
/** What mail programs turn into a link or a number to call: a dot within a word, and a run of digits. */
const linkLike = /[\p{L}\p{M}\p{Nd}]\.\p{L}{2}|^www\b|(?:\p{Nd}[ .()-]*){5}/iu;

/**
 * The name as it may be greeted in a mail, or undefined. Nobody proves that an address is theirs, so whoever signs up
 * with another's address must not get words of their own into that person's mailbox: what is no plain name is left out.
 */
export function nameInMail(name: string): string | undefined {
  const plain = name.normalize('NFC').trim();
  return plain.length <= longestName && nameCharacters.test(plain) && !linkLike.test(plain) ? plain : undefined;
}
