import { jobStatuses, type JobStatus } from '#shared/contract/pipeline.ts';
import type { Database } from '#shared/db/database.ts';
import { log } from '#shared/log/log.ts';

export interface JobGauge {
  status: JobStatus;
  jobs: number;
  /** Age of the oldest job in this state, 0 when there is none. */
  oldestSeconds: number;
}

/** How many jobs stand in each state that is not an end, and for how long the oldest was made. */
export async function jobGauges({ db, now }: { db: Database; now: () => Date }): Promise<JobGauge[]> {
  const unfinished = jobStatuses.filter((status) => status !== 'done' && status !== 'failed');
  const rows = await db
    .selectFrom('jobs')
    .select((eb) => ['status', eb.fn.countAll<string>().as('jobs'), eb.fn.min('created_at').as('oldest')])
    .where('status', 'in', unfinished)
    .groupBy('status')
    .execute();
  return unfinished.map((status) => {
    const row = rows.find((one) => one.status === status);
    const oldestSeconds = row ? Math.round((now().getTime() - row.oldest.getTime()) / 1000) : 0;
    return { status, jobs: Number(row?.jobs ?? 0), oldestSeconds };
  });
}

export interface SessionGauge {
  /** Browser sessions that have a place. */
  sessions: number;
  /** Who waits for one. */
  waiting: number;
}

export async function sessionGauge(db: Database): Promise<SessionGauge> {
  const row = await db
    .selectFrom('browser_sessions')
    .select((eb) => [
      eb.fn.countAll<string>().filterWhere('admitted_at', 'is not', null).as('sessions'),
      eb.fn
        .countAll<string>()
        .filterWhere((one) => one('queued_at', 'is not', null).and('admitted_at', 'is', null))
        .as('waiting'),
    ])
    .executeTakeFirstOrThrow();
  return { sessions: Number(row.sessions), waiting: Number(row.waiting) };
}

/** Writes the lines that the operators' dashboard draws its gauges from. */
export async function logGauges(deps: { db: Database; now: () => Date }): Promise<void> {
  for (const gauge of await jobGauges(deps)) log('gauge.jobs', { ...gauge });
  log('gauge.sessions', { ...(await sessionGauge(deps.db)) });
}
