import { sql } from 'kysely';
import { ProductError } from '#shared/contract/errors.ts';
import type { SessionLimits } from '#shared/contract/session-limits.ts';
import type { Database } from '#shared/db/database.ts';
import { logError } from '#shared/log/log.ts';
import { estimatedWait, isAdmitted, waitingInTurn, type LiveSession } from './turns.ts';

type Scope = 'stream' | 'drive';

interface Waiter {
  scope: Scope;
  tell: (place: number, seconds: number) => void;
  admit: () => void;
  told: string;
}

/** A gateway that has not been heard of for so long is gone, and its sessions hold no places any more. */
const forgottenMs = 45_000;
export const beatMs = 10_000;
/** Places may become free at another gateway. */
const lookEveryMs = 2_000;
/** After a browser was refused, nobody gets a place for so long. */
export const noRoomPauseMs = 10_000;
/** What a sign-in takes until some have been seen. */
const firstGuessSeconds = 90;

export interface WaitOptions {
  tell: Waiter['tell'];
  signal: AbortSignal;
}

/**
 * Gives sessions their places, at most so many at once (C8). The sessions' rows are the truth, so that two gateways,
 * while one replaces the other, keep one limit.
 */
export class WaitingRoom {
  private readonly deps: { db: Database; now: () => Date };
  private readonly places: Record<Scope, number>;
  private readonly waiters = new Map<string, Waiter>();
  private readonly passing: Record<Scope, Promise<void>> = { stream: Promise.resolve(), drive: Promise.resolve() };
  private usualSeconds = firstGuessSeconds;
  private noRoomUntil = 0;
  private looking: NodeJS.Timeout | undefined;

  constructor(deps: { db: Database; now: () => Date }, { streams, drives }: SessionLimits) {
    this.deps = deps;
    this.places = { stream: streams, drive: drives };
  }

  /** Resolves when the session has its place; `tell` hears its place and the estimated seconds meanwhile. */
  async enter({ id, scope }: { id: string; scope: Scope }, options: WaitOptions): Promise<void> {
    await this.takeTurn(id, scope);
    await this.wait(id, scope, options);
  }

  /**
   * For a session that has a place and found no room for its browser: it waits for a place again, with the turn that it
   * had, and nobody gets one for a while.
   */
  async enterAgain({ id, scope }: { id: string; scope: Scope }, options: WaitOptions): Promise<void> {
    this.noRoomUntil = this.deps.now().getTime() + noRoomPauseMs;
    const update = this.deps.db.updateTable('browser_sessions').set({ admitted_at: null }).where('id', '=', id);
    // Not beside a pass, which would find the place that is given back here and give it again.
    const given = this.passing[scope].then(async () => void (await update.execute()));
    this.passing[scope] = given.catch(() => undefined);
    await given;
    await this.wait(id, scope, options);
  }

  private async wait(id: string, scope: Scope, { tell, signal }: WaitOptions): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const leave = () => {
        this.waiters.delete(id);
        reject(new ProductError('BROWSER_LOST', 'left'));
      };
      if (signal.aborted) return leave();
      signal.addEventListener('abort', leave, { once: true });
      this.waiters.set(id, { scope, tell, admit: resolve, told: '' });
      this.advance(scope);
      this.looking ??= setInterval(() => this.look(), lookEveryMs).unref();
    });
  }

  private async takeTurn(id: string, scope: Scope): Promise<void> {
    const { db, now } = this.deps;
    await db
      .updateTable('browser_sessions')
      .set((row) => ({
        queued_at: now(),
        seen_at: now(),
        turn: row
          .selectFrom('browser_sessions as other')
          .select(({ fn }) => sql<number>`${fn.countAll()} + 1`.as('turn'))
          .whereRef('other.user_id', '=', 'browser_sessions.user_id')
          .where('other.scope', '=', scope)
          .where('other.queued_at', 'is not', null)
          .where('other.seen_at', '>', this.forgotten()),
      }))
      .where('id', '=', id)
      .execute();
  }

  private forgotten(): Date {
    return new Date(this.deps.now().getTime() - forgottenMs);
  }

  /** A session's row is gone: whoever is next gets its place. */
  left(scope: Scope, lastedMs: number | undefined): void {
    if (scope === 'stream' && lastedMs !== undefined) {
      this.usualSeconds += (lastedMs / 1_000 - this.usualSeconds) * 0.2;
    }
    this.advance(scope);
  }

  private look(): void {
    for (const scope of new Set([...this.waiters.values()].map((waiter) => waiter.scope))) this.advance(scope);
    if (this.waiters.size > 0) return;
    clearInterval(this.looking);
    this.looking = undefined;
  }

  private advance(scope: Scope): void {
    this.passing[scope] = this.passing[scope]
      .then(() => this.pass(scope))
      .catch((error: unknown) => void logError('waiting_room.not_advanced', error));
  }

  private async pass(scope: Scope): Promise<void> {
    if (![...this.waiters.values()].some((waiter) => waiter.scope === scope)) return;
    const { running, waiting } = await this.admitNext(scope);
    const now = this.deps.now().getTime();
    const ages = running.map(({ admittedAt }) => (now - admittedAt!.getTime()) / 1_000);
    for (const { id } of running) {
      this.waiters.get(id)?.admit();
      this.waiters.delete(id);
    }
    waiting.forEach(({ id }, at) => {
      const waiter = this.waiters.get(id);
      const place = at + 1;
      // To the next ten seconds: a countdown would promise more than is known.
      const seconds = Math.ceil(estimatedWait(place, ages, this.usualSeconds) / 10) * 10 || noRoomPauseMs / 1_000;
      const told = `${place} ${seconds}`;
      if (!waiter || waiter.told === told) return;
      waiter.told = told;
      waiter.tell(place, seconds);
    });
  }

  private async admitNext(scope: Scope): Promise<{ running: LiveSession[]; waiting: LiveSession[] }> {
    const now = this.deps.now();
    return await this.deps.db.transaction().execute(async (trx) => {
      await sql`select pg_advisory_xact_lock(hashtext(${`browser_sessions.${scope}`}))`.execute(trx);
      const rows = await trx
        .selectFrom('browser_sessions')
        .select(['id', 'turn', 'queued_at', 'admitted_at'])
        .where('scope', '=', scope)
        .where('queued_at', 'is not', null)
        .where('seen_at', '>', this.forgotten())
        .execute();
      const live = rows.map((row) => ({
        id: row.id,
        turn: row.turn ?? 1,
        queuedAt: row.queued_at!,
        admittedAt: row.admitted_at,
      }));
      const running = live.filter(isAdmitted);
      const waiting = waitingInTurn(live);
      const free = now.getTime() < this.noRoomUntil ? 0 : this.places[scope] - running.length;
      const next = waiting.splice(0, Math.max(free, 0));
      if (next.length > 0) {
        const ids = next.map(({ id }) => id);
        await trx.updateTable('browser_sessions').set({ admitted_at: now }).where('id', 'in', ids).execute();
      }
      return { running: [...running, ...next.map((one) => ({ ...one, admittedAt: now }))], waiting };
    });
  }
}
