import { createHash, randomBytes } from 'node:crypto';
import { ticketSeconds } from '#shared/contract/connections.ts';
import type { Database } from '#shared/db/database.ts';
import type { BrowserTasks } from './browser-tasks.ts';

export interface BrowserSessionRequest {
  userId: string;
  scope: 'stream' | 'drive';
  platformUrl: string;
  displayName: string;
}

export interface StartedBrowserSession {
  sessionId: string;
  taskArn: string;
  /** Opens the session once, within `ticketSeconds`; only its hash is kept. */
  ticket: string;
}

export const ticketHash = (ticket: string): Buffer => createHash('sha256').update(ticket).digest();

/** Starts a browser task and records the session that its one-time ticket opens. */
export async function startBrowserTask(
  { db, tasks, now }: { db: Database; tasks: Pick<BrowserTasks, 'start' | 'stop'>; now: () => Date },
  { userId, scope, platformUrl, displayName }: BrowserSessionRequest,
): Promise<StartedBrowserSession> {
  const taskArn = await tasks.start();
  const ticket = randomBytes(32).toString('base64url');
  try {
    const { id } = await db
      .insertInto('browser_sessions')
      .values({
        user_id: userId,
        scope,
        platform_url: platformUrl,
        display_name: displayName,
        task_arn: taskArn,
        ticket_hash: ticketHash(ticket),
        ticket_expires_at: new Date(now().getTime() + ticketSeconds * 1_000),
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    return { sessionId: id, taskArn, ticket };
  } catch (error) {
    await tasks.stop(taskArn).catch(() => undefined);
    throw error;
  }
}
