import { sql } from 'kysely';
import { NoRoomForBrowser, type BrowserTasks } from '#shared/browser/browser-tasks.ts';
import type { SessionLimits } from '#shared/contract/session-limits.ts';
import type { Database } from '#shared/db/database.ts';
import { log, logError } from '#shared/log/log.ts';

interface WarmDeps {
  db: Database;
  tasks: BrowserTasks;
  now: () => Date;
}

export interface TakenBrowser {
  arn: string;
  /** It was started ahead. */
  warm: boolean;
}

/** A task that nobody comes to ends by itself: one for a session soon, one that is kept warm after its time. */
const sessionWaitSeconds = 90;
const warmWaitSeconds = 15 * 60;
/** Replaced before it would end by itself. */
const oldestMs = 12 * 60_000;
/** A Fargate task takes 20–40 s from its request to running; one that does not by then never will. */
const startingMs = 90_000;
const keepEveryMs = 30_000;
/** A browser that starts takes a core for a second, which the one that was taken needs more. */
const replaceAfterMs = 3_000;

/**
 * Browser tasks that are started ahead and wait for a session. Each serves one session, as every task does: taking one is
 * deleting its row, which only one can do.
 */
export class WarmBrowsers {
  private readonly deps: WarmDeps;
  private readonly limits: SessionLimits['warm'];
  private keeping: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;
  private replacing: NodeJS.Timeout | undefined;

  constructor(deps: WarmDeps, limits: SessionLimits) {
    this.deps = deps;
    this.limits = limits.warm;
  }

  /** Keeps as many as there should be from now on. */
  start(): void {
    this.timer = setInterval(() => void this.keep(), keepEveryMs).unref();
    void this.keep();
  }

  stop(): void {
    clearInterval(this.timer);
    clearTimeout(this.replacing);
  }

  /** A task of one's own: one that is warm, or else a new one. */
  async take(): Promise<TakenBrowser> {
    for (const arn of await this.oldestFirst()) {
      if (!(await this.isRunning(arn))) continue;
      const taken = await this.deps.db.deleteFrom('warm_browsers').where('task_arn', '=', arn).executeTakeFirst();
      if (taken.numDeletedRows !== 1n) continue;
      clearTimeout(this.replacing);
      this.replacing = setTimeout(() => void this.keep(), replaceAfterMs).unref();
      return { arn, warm: true };
    }
    return { arn: await this.deps.tasks.start(sessionWaitSeconds), warm: false };
  }

  /** Ends what is too old, too many or gone, and starts what is missing. One after another, also of two gateways. */
  keep(): Promise<void> {
    this.keeping = this.keeping
      .then(() => this.keepOnce())
      .catch((error: unknown) => void logError('warm_browsers.not_kept', error));
    return this.keeping;
  }

  private async keepOnce(): Promise<void> {
    const { db, tasks, now } = this.deps;
    const surplus: string[] = [];
    await db.transaction().execute(async (trx) => {
      await sql`select pg_advisory_xact_lock(hashtext('warm_browsers'))`.execute(trx);
      const rows = await trx.selectFrom('warm_browsers').selectAll().orderBy('started_at', 'desc').execute();
      let kept = 0;
      const wanted = this.wanted();
      for (const { task_arn: arn, started_at: startedAt } of rows) {
        const age = now().getTime() - startedAt.getTime();
        const alive = age < startingMs ? !(await this.isGone(arn)) : await this.isRunning(arn);
        if (alive && age < oldestMs && kept < wanted) kept += 1;
        else surplus.push(arn);
      }
      if (surplus.length > 0) await trx.deleteFrom('warm_browsers').where('task_arn', 'in', surplus).execute();
      for (; kept < wanted; kept += 1) {
        const arn = await this.startOne();
        if (!arn) break;
        await trx.insertInto('warm_browsers').values({ task_arn: arn, started_at: now() }).execute();
        log('warm_browsers.started');
      }
    });
    await Promise.all(surplus.map((arn) => tasks.stop(arn)));
  }

  /**
   * One more, or nothing where none could be started: what was started before it keeps its row. Without, nobody would take
   * it or end it, and the next try would start another.
   */
  private async startOne(): Promise<string | undefined> {
    try {
      return await this.deps.tasks.start(warmWaitSeconds);
    } catch (error) {
      if (error instanceof NoRoomForBrowser) log('warm_browsers.no_room');
      else logError('warm_browsers.not_started', error);
      return undefined;
    }
  }

  /** How many there should be at this time of day. */
  private wanted(): number {
    const { size, fromHour, toHour, timeZone } = this.limits;
    const format = new Intl.DateTimeFormat('en-GB', { hour: 'numeric', hourCycle: 'h23', timeZone });
    const hour = Number(format.format(this.deps.now()));
    return hour >= fromHour && hour < toHour ? size : 0;
  }

  private async oldestFirst(): Promise<string[]> {
    const youngerThan = new Date(this.deps.now().getTime() - warmWaitSeconds * 1_000 + 30_000);
    const rows = await this.deps.db
      .selectFrom('warm_browsers')
      .select('task_arn')
      .where('started_at', '>', youngerThan)
      .orderBy('started_at')
      .execute();
    return rows.map((row) => row.task_arn);
  }

  private async isRunning(arn: string): Promise<boolean> {
    return (await this.deps.tasks.find(arn)).state === 'running';
  }

  private async isGone(arn: string): Promise<boolean> {
    return (await this.deps.tasks.find(arn)).state === 'gone';
  }
}
