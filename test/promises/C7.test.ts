import { readdirSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import type { EndReason } from '#shared/contract/stream.ts';
import { en } from '../../web/messages/en.ts';
import { startTestBrowserTask, type TestBrowserTask } from '../support/browser-task.ts';
import { demoPlatform, product } from '../support/journey.ts';
import { signInOnCanvas } from '../support/person.ts';
import { processesInGroups, processesUsing } from '../support/processes.ts';
import { filesWith } from '../support/search-bytes.ts';
import { startSignInApp } from '../support/sign-in-app.ts';
import { StreamPage } from '../support/stream-page.ts';
import { chromiumOf, homesOfTasks, nothingIsLeft, openSession, type OpenSession } from '../support/stream-session.ts';

const endedWith = (reason: Exclude<EndReason, 'connected'>, { page }: OpenSession) =>
  page.getByRole('heading', { name: en.connect.ended[reason].title }).waitFor({ timeout: 60_000 });

function kill(pids: number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // Its parent took it along.
    }
  }
}

test('C7: two sessions have a browser each, and neither writes where it has been', async () => {
  const first = await openSession();
  const second = await openSession();
  const [one, other] = [await chromiumOf(first.home), await chromiumOf(second.home)];
  expect(one).not.toEqual([]);
  expect(one.filter((pid) => other.includes(pid))).toEqual([]);
  // History, cache and storage are in memory alone, also while the session goes on.
  expect(filesWith(new URL(demoPlatform.url).host, [first.home, second.home])).toEqual([]);
  for (const session of [first, second]) {
    await session.page.getByRole('button', { name: en.connect.cancel }).click();
    await nothingIsLeft(session);
  }
});

test('C7: nothing is left when the user has signed in', async () => {
  const session = await openSession();
  await signInOnCanvas(session.page, demoPlatform);
  await session.page.getByRole('heading', { name: en.connect.connectedTitle('Harbor') }).waitFor({ timeout: 60_000 });
  await nothingIsLeft(session);
  expect(await chromiumOf(session.home)).toEqual([]);
});

test('C7: a closed page is waited for a while, then nothing is left', async () => {
  const session = await openSession();
  await session.page.close();
  expect(homesOfTasks()).toContain(session.home);
  await nothingIsLeft(session);
});

test('C7: nothing is left when Chromium crashes', async () => {
  const session = await openSession();
  kill(await chromiumOf(session.home));
  await endedWith('browser_lost', session);
  await nothingIsLeft(session);
  expect(await chromiumOf(session.home)).toEqual([]);
});

test('C7: nothing is left of a session whose gateway crashes, and the next one works', async () => {
  const session = await openSession();
  const gateways = homesOfTasks().filter((home) => home !== session.home);
  expect(gateways).toHaveLength(1);
  kill(await processesUsing(gateways[0]!));
  await endedWith('browser_lost', session);
  await expect.poll(homesOfTasks, { timeout: 30_000 }).not.toContain(session.home);
  await expect.poll(() => processesInGroups(session.processes), { timeout: 10_000 }).toEqual([]);
  await expect.poll(async () => (await fetch(`${product.url}/stream`)).status, { timeout: 30_000 }).toBeLessThan(500);
  const next = await openSession();
  await next.page.getByRole('button', { name: en.connect.cancel }).click();
  await nothingIsLeft(next);
});

describe('C7: limits of time', () => {
  let task: TestBrowserTask | undefined;
  afterEach(() => task?.remove());

  test.each([
    ['without input', { idleSeconds: 3, totalSeconds: 600 }, false],
    ['in all, however busy', { idleSeconds: 600, totalSeconds: 4 }, true],
  ])('C7: nothing is left of a session that has lasted its time %s', async (_, limits, busy) => {
    const app = await startSignInApp();
    task = await startTestBrowserTask({ allow: [app.host], limits });
    const page = await StreamPage.dial(`wss://${task.address}:9000/stream`);
    page.open(`${app.origin}/field`);
    await page.waitForFrame(0, 30_000);
    const processes = await processesUsing(task.folder);
    const typing = setInterval(() => busy && page.socket.readyState === 1 && page.type('a'), 200);
    expect(await page.hear('ended', 30_000)).toMatchObject({ reason: 'timed_out' });
    clearInterval(typing);
    expect(await task.exited).toBe(0);
    expect(readdirSync(task.folder)).toEqual([]);
    expect(processes.length).toBeGreaterThan(3);
    expect(await processesInGroups(processes)).toEqual([]);
    await app.stop();
  });

  test('C7: a browser that nobody comes to ends by itself', async () => {
    task = await startTestBrowserTask({ waitSeconds: 1 });
    expect(await task.exited).toBe(0);
    expect(readdirSync(task.folder)).toEqual([]);
  });
});
