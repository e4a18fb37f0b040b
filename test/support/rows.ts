import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { sessionCookie, type Language } from '#shared/contract/accounts.ts';
import type { JobStatus } from '#shared/contract/pipeline.ts';
import type { Database } from '#shared/db/database.ts';

export const publicUrl = 'https://stepify.test';

/** Headers of a page of ours: without them nothing changes state. */
export const ownPage = { Origin: publicUrl, 'Content-Type': 'application/json' };

export interface SignedInUser {
  id: string;
  name: string;
  email: string;
  /** `Cookie` and own origin, for any request of this user's page. */
  headers: Record<string, string>;
}

/** A user with a sign-in session, as sign-up leaves them, without the work of a password. */
export async function addUser(db: Database, language: Language = 'en'): Promise<SignedInUser> {
  const name = 'Nina Falk';
  const email = `${randomUUID()}@people.test`;
  const { id } = await db
    .insertInto('users')
    .values({ name, email, password_hash: 'none', preferences: JSON.stringify({ language }) })
    .returning('id')
    .executeTakeFirstOrThrow();
  const token = randomBytes(32).toString('base64url');
  await db
    .insertInto('sessions')
    .values({
      token_hash: createHash('sha256').update(token).digest(),
      user_id: id,
      expires_at: new Date(Date.now() + 86_400_000),
    })
    .execute();
  return { id, name, email, headers: { ...ownPage, Cookie: `${sessionCookie}=${token}` } };
}

export async function addConnection(
  db: Database,
  userId: string,
  given: { expiresAt?: Date; platformId?: string; platformUrl?: string } = {},
): Promise<{ id: string; platformId: string }> {
  const platformId = given.platformId ?? randomUUID();
  const { id } = await db
    .insertInto('connections')
    .values({
      user_id: userId,
      platform_id: platformId,
      platform_url: given.platformUrl ?? 'https://crm.example.com/',
      display_name: 'CRM',
      connection_type: 'cookies',
      cookies: randomBytes(40),
      site_storage: null,
      connected_at: new Date(),
      last_used_at: null,
      expires_at: given.expiresAt ?? new Date(Date.now() + 30 * 86_400_000),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return { id, platformId };
}

/** A job and its tutorial in a given state. */
export async function addJob(
  db: Database,
  userId: string,
  given: { status?: JobStatus; connectionId?: string; updatedAt?: Date; percent?: number } = {},
): Promise<{ jobId: string; tutorialId: string }> {
  const status = given.status ?? 'queued';
  const tutorial = await db
    .insertInto('tutorials')
    .values({
      user_id: userId,
      title: 'Add a contact',
      goal: 'Add a contact',
      language: 'en',
      platform_name: 'CRM',
      platform_url: 'https://crm.example.com/',
      status: status === 'done' ? 'ready' : status === 'failed' ? 'failed' : 'making',
      review: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const job = await db
    .insertInto('jobs')
    .values({
      user_id: userId,
      connection_id: given.connectionId ?? null,
      tutorial_id: tutorial.id,
      request_key: randomUUID(),
      goal: 'Add a contact',
      language: 'en',
      status,
      percent: given.percent ?? 0,
      error_code: status === 'failed' ? 'BROWSER_LOST' : null,
      plan: null,
      updated_at: given.updatedAt ?? new Date(),
      finished_at: status === 'done' || status === 'failed' ? new Date() : null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return { jobId: job.id, tutorialId: tutorial.id };
}

/** A step with a promoted frame; returns their ids. The picture itself is not stored. */
export async function addStepWithFrame(db: Database, tutorialId: string, position: number) {
  const step = await db
    .insertInto('steps')
    .values({
      tutorial_id: tutorialId,
      position,
      action: JSON.stringify({ kind: 'select', role: 'button', name: 'Add', value: '' }),
      labels: JSON.stringify(['Add']),
      staged: null,
      text: 'Select **Add**.',
      why: '',
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const asset = await db
    .insertInto('assets')
    .values({
      tutorial_id: tutorialId,
      step_id: step.id,
      kind: 'frame',
      key: `assets/${tutorialId}/${step.id}.webp`,
      content_type: 'image/webp',
      bytes: 4,
      sha256: 'x',
      width: 1440,
      height: 900,
      highlight: JSON.stringify({ x: 1, y: 2, width: 3, height: 4 }),
      redactions: JSON.stringify({ name: 2 }),
    })
    .returning(['id', 'key'])
    .executeTakeFirstOrThrow();
  return { stepId: step.id, assetId: asset.id, key: asset.key };
}
