import { readSecret } from '#shared/aws/secrets.ts';
import { programEnv, readEnv } from '#shared/contract/env.ts';
import { openDatabase } from '#shared/db/database.ts';
import type { JobRow } from '#shared/db/jobs.ts';
import { stateHandler, type StateDeps } from './run-state.ts';

/**
 * Makes the tutorial readable and the job done, in one transaction: whoever sees `done` can read the tutorial. What is
 * left to do, the mail, can no longer undo it.
 */
export async function publish({ db, now }: StateDeps, job: JobRow) {
  return db.transaction().execute(async (trx) => {
    await trx.updateTable('tutorials').set({ status: 'ready' }).where('id', '=', job.tutorial_id).execute();
    const done = await trx
      .updateTable('jobs')
      .set({ status: 'done', percent: 100, error_code: null, updated_at: now(), finished_at: now() })
      .where('id', '=', job.id)
      .where('attempt', '=', job.attempt)
      .returning('id')
      .executeTakeFirstOrThrow();
    await trx.insertInto('progress_events').values({ job_id: done.id, status: 'done', percent: 100 }).execute();
    const { steps } = await trx
      .selectFrom('steps')
      .select((eb) => eb.fn.countAll<string>().as('steps'))
      .where('tutorial_id', '=', job.tutorial_id)
      .executeTakeFirstOrThrow();
    return { steps: Number(steps) };
  });
}

export const handler = stateHandler(
  'publish',
  () => {
    const env = readEnv(programEnv.publish);
    return { db: openDatabase(() => readSecret(env.DATABASE_SECRET_ARN)), now: () => new Date() };
  },
  publish,
);
