import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { openDatabase, type Database } from '#shared/db/database.ts';
import { en } from '../../web/messages/en.ts';
import {
  askForTutorial,
  newPerson,
  openProduct,
  openStreamedBrowser,
  signInOnCanvas,
  signUp,
  type PlatformAccess,
} from '../support/person.ts';

export interface JourneyResult {
  connected: 'yes' | 'no';
  /** What carries the session. */
  kept?: string;
  tutorialId?: string;
  steps?: number;
  score?: number;
  /** Regions that were made unreadable, in all frames together. */
  regions?: number;
  error?: string;
}

const jobLimit = 12 * 60_000;

/**
 * The main job through the page, as a person does it: sign up, connect the platform on the canvas, ask for a tutorial, read
 * it. Without a goal it is over when the platform is connected. Ends with a result for everything that the product itself says; throws for what it should not do.
 */
export async function makeTutorial(
  { browser, product }: { browser: Browser; product: { url: string; databaseUrl: string } },
  platform: PlatformAccess,
  goal: string | undefined,
  picture: (page: Page) => Promise<void>,
): Promise<JourneyResult> {
  const page = await openProduct(browser, product.url);
  const db = openDatabase(async () => product.databaseUrl, 1);
  try {
    const person = newPerson();
    await signUp(page, product.url, person);
    const atRest = watchStream(page);
    await openStreamedBrowser(page, product.url, platform);
    await atRest();
    await signInOnCanvas(page, platform);
    const connected = await connectedOrNot(page, platform);
    if (connected === 'no') return { connected, error: await told(page) };
    const kept = await keptOf(db, person.email);
    if (goal === undefined) return { connected, kept };
    await askForTutorial(page, product.url, goal, platform.name);
    const job = await endedJob(db, person.email);
    if (job.status !== 'done') {
      await picture(page);
      return { connected, kept, error: job.error_code ?? job.status };
    }
    await page.getByRole('link', { name: en.progress.open }).click();
    await page.locator('main img').first().waitFor();
    await picture(page);
    return { connected, kept, tutorialId: job.tutorial_id, ...(await measures(db, job.tutorial_id)) };
  } catch (error) {
    await picture(page).catch(() => undefined);
    throw error;
  } finally {
    await page.context().close();
    await db.destroy();
  }
}

/** Resolves once the streamed page has stopped changing: an application draws itself after its sign-in page has loaded. */
function watchStream(page: Page): () => Promise<void> {
  const seen = { frames: 0, last: Date.now() };
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => {
      if (typeof payload === 'string') return;
      seen.frames += 1;
      seen.last = Date.now();
    }),
  );
  return async () => {
    const end = Date.now() + 20_000;
    while (Date.now() < end && (seen.frames === 0 || Date.now() - seen.last < 1500)) await sleep(100);
  };
}

async function connectedOrNot(page: Page, platform: PlatformAccess): Promise<JourneyResult['connected']> {
  const heading = (name: string) => page.getByRole('heading', { name });
  const yes = heading(en.connect.connectedTitle(platform.name));
  // The page says "connected" first and the connection's name a moment later.
  const { connected: _, ...others } = en.connect.ended;
  const ends = Object.values(others).map(({ title }) => title);
  const any = ends.reduce((found, title) => found.or(heading(title)), yes);
  const storage = page.getByRole('button', { name: en.connect.storageKeep });
  const shown = () =>
    any
      .or(storage)
      .first()
      .waitFor({ timeout: 90_000 })
      .catch(() => undefined);
  await shown();
  if (await storage.isVisible()) {
    await storage.click();
    await storage.waitFor({ state: 'hidden' });
    await shown();
  }
  return (await yes.isVisible()) ? 'yes' : 'no';
}

/** What the page says in its heading. */
async function told(page: Page): Promise<string> {
  return (await page.locator('main h1, main h2').allInnerTexts()).join(' / ');
}

async function endedJob(db: Database, email: string) {
  const end = Date.now() + jobLimit;
  for (;;) {
    const job = await db
      .selectFrom('jobs')
      .innerJoin('users', 'users.id', 'jobs.user_id')
      .select(['jobs.status', 'jobs.error_code', 'jobs.tutorial_id'])
      .where('users.email', '=', email)
      .executeTakeFirst();
    if (job?.status === 'done' || job?.status === 'failed') return job;
    if (Date.now() > end) throw new Error(`The job has not ended after ${jobLimit / 60_000} minutes`);
    await sleep(500);
  }
}

async function keptOf(db: Database, email: string): Promise<string> {
  const { connection_type: type } = await db
    .selectFrom('connections')
    .innerJoin('users', 'users.id', 'connections.user_id')
    .select('connection_type')
    .where('users.email', '=', email)
    .executeTakeFirstOrThrow();
  return type === 'cookies' ? 'cookies' : 'storage too';
}

async function measures(db: Database, tutorialId: string) {
  const steps = await db.selectFrom('steps').select('id').where('tutorial_id', '=', tutorialId).execute();
  const { review } = await db
    .selectFrom('tutorials')
    .select('review')
    .where('id', '=', tutorialId)
    .executeTakeFirstOrThrow();
  const audits = await db
    .selectFrom('redaction_audit')
    .select('regions')
    .where('tutorial_id', '=', tutorialId)
    .where('asset_id', 'is not', null)
    .execute();
  const regions = audits.reduce((sum, audit) => sum + audit.regions, 0);
  return { steps: steps.length, regions, ...(review ? { score: review.total } : {}) };
}
