/** A mail that cannot be sent is given up after so many tries, about half a day after the first. */
export const mailTries = 8;
const firstPauseMs = 5 * 60_000;

/**
 * Whether a mail that is owed since then and was tried so often in vain is to be tried now: at once, and then after pauses
 * that double. The provider drops a repeated mail for a day, which the last try is well within.
 */
export function isDueForMail(owedSince: Date, tries: number, now: Date): boolean {
  return tries < mailTries && now.getTime() - owedSince.getTime() >= firstPauseMs * (2 ** tries - 1);
}
