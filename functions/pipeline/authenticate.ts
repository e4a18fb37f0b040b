import { readSecret } from '#shared/aws/secrets.ts';
import { programEnv, readEnv } from '#shared/contract/env.ts';
import { openDatabase } from '#shared/db/database.ts';
import type { JobRow } from '#shared/db/jobs.ts';
import { sessionDeps, withPlatformSession, type SessionDeps } from './platform-session.ts';
import { stateHandler } from './run-state.ts';

/** Checks the stored session on the platform before anything is planned or paid for (T2). */
export async function authenticate(deps: SessionDeps, job: JobRow) {
  await withPlatformSession(deps, job, async () => undefined);
  return { signedIn: 1 };
}

export const handler = stateHandler(
  'authenticate',
  () => {
    const env = readEnv(programEnv.authenticate);
    return { db: openDatabase(() => readSecret(env.DATABASE_SECRET_ARN)), now: () => new Date(), ...sessionDeps(env) };
  },
  authenticate,
);
