/** A session that the gateway holds: it has been given a place, or waits for one. */
export interface LiveSession {
  id: string;
  /** Which of its user's open sessions it was when it came, from 1. */
  turn: number;
  queuedAt: Date;
  admittedAt: Date | null;
}

/**
 * Who waits, in the order of their turns. First sessions come before anybody's second, and so on; those of the same turn
 * come as they asked. So nobody who opens many pages keeps others waiting, and nobody's place depends on what ends first.
 */
export function waitingInTurn(live: readonly LiveSession[]): LiveSession[] {
  return live
    .filter((session) => !isAdmitted(session))
    .toSorted((a, b) => a.turn - b.turn || a.queuedAt.getTime() - b.queuedAt.getTime() || a.id.localeCompare(b.id));
}

export function isAdmitted(session: LiveSession): boolean {
  return session.admittedAt !== null;
}

/** Shortest time that an open session is taken to go on for, however long it has lasted. */
const soonestSeconds = 10;

/**
 * Seconds until the waiter at this place (from 1) gets its turn: places are taken to become free when their sessions,
 * of these ages, have lasted as long as sessions usually do.
 */
export function estimatedWait(place: number, agesSeconds: readonly number[], usualSeconds: number): number {
  const freeAt = agesSeconds.map((age) => Math.max(usualSeconds - age, soonestSeconds));
  let seconds = 0;
  for (let next = 0; next < place; next += 1) {
    const earliest = Math.min(...freeAt);
    if (!Number.isFinite(earliest)) return 0;
    seconds = earliest;
    freeAt[freeAt.indexOf(earliest)] = earliest + usualSeconds;
  }
  return Math.round(seconds);
}
