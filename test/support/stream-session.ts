import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { streamProtocol } from '#shared/contract/stream.ts';
import { connectConsent } from '#shared/contract/consent.ts';
import { processesInGroups, processesUsing } from './processes.ts';
import { api, db, demoPlatform, newSignedUpPerson, product } from './journey.ts';
import { openStreamedBrowser, type PlatformAccess } from './person.ts';
import { StreamPage } from './stream-page.ts';

const tasksFolder = join(product.dataFolder, 'tasks');

/** Homes of all tasks that there are: the gateway's and those of browsers. */
export const homesOfTasks = (): string[] => readdirSync(tasksFolder).map((id) => join(tasksFolder, id));

export interface OpenSession {
  page: Page;
  userId: string;
  /** Folder of the session's task, the only one that it writes to. */
  home: string;
  /** The task's processes when the session began; Chromium's are in a group that one of these leads. */
  processes: number[];
}

/** A person with the platform's sign-in page in a streamed browser that works. */
export async function openSession(
  platform: PlatformAccess = demoPlatform,
  watch: (page: Page) => unknown = () => undefined,
): Promise<OpenSession> {
  const { page, userId } = await newSignedUpPerson();
  watch(page);
  const before = homesOfTasks();
  await openStreamedBrowser(page, product.url, platform);
  await page.locator('[data-streaming=live]').waitFor({ timeout: 60_000 });
  const [home, ...more] = homesOfTasks().filter((one) => !before.includes(one));
  expect(more).toEqual([]);
  const processes = await processesUsing(home!);
  // The page itself runs in one that is told no folder.
  expect(processes.some((pid) => commandOf(pid).includes('--type=renderer'))).toBe(true);
  return { page, userId, home: home!, processes };
}

/** Processes of a task's Chromium. */
export async function chromiumOf(home: string): Promise<number[]> {
  const pids = await processesUsing(home);
  return pids.filter((pid) => commandOf(pid).includes('chromium'));
}

function commandOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/exe`) + readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

/** No process, no file and no row of the session is left. */
export async function nothingIsLeft({ userId, home, processes }: Omit<OpenSession, 'page'>): Promise<void> {
  await expect.poll(homesOfTasks, { timeout: 30_000 }).not.toContain(home);
  await expect.poll(() => processesUsing(home), { timeout: 10_000 }).toEqual([]);
  // Renderers that came later are of the same groups.
  await expect.poll(() => processesInGroups(processes), { timeout: 10_000 }).toEqual([]);
  const rows = () => db.selectFrom('browser_sessions').selectAll().where('user_id', '=', userId).execute();
  await expect.poll(rows, { timeout: 10_000 }).toEqual([]);
}

/** The page's end of a stream of its own, as the page would open it, without showing it. */
export async function openStreamOf(page: Page): Promise<StreamPage> {
  const asked = await api(page, 'POST', '/api/connections', {
    platformUrl: demoPlatform.url,
    consentVersion: connectConsent.version,
  });
  expect(asked.status).toBe(201);
  const { ticket } = asked.body as { ticket: string };
  return StreamPage.dial(`${product.url.replace('http', 'ws')}/stream`, [streamProtocol, ticket], {
    Origin: product.url,
  });
}
