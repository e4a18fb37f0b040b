import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { builtFolder } from '../../../infra/programs.ts';
import { projectRoot } from '../../../infra/project-root.ts';
import { startTestBrowserTask, type TestBrowserTask } from '../../support/browser-task.ts';
import { StreamPage, until } from '../../support/stream-page.ts';
import { spread } from './latency.ts';
import { field, type RemotePages } from './remote-pages.ts';

/** A task as the product runs it: from its bundle. */
const startTask = (remote: RemotePages) =>
  startTestBrowserTask({ allow: [remote.host], program: join(projectRoot, builtFolder('browser'), 'main.mjs') });

const ready = (task: TestBrowserTask) =>
  until(
    () => task.log().includes('browser.ready'),
    60_000,
    () => 'not ready',
  );

async function opened(task: TestBrowserTask, remote: RemotePages): Promise<StreamPage> {
  const page = await StreamPage.dial(`wss://${task.address}:9000/stream`);
  page.open(`${remote.origin}/form`, 1280, 800);
  await page.waitForFrame();
  return page;
}

/**
 * Milliseconds to the first frame of a page: from a ready task's first word (warm), and from the start of the task's
 * process (cold), medians. And what a session holds in memory then, in MB.
 */
export async function startFigures(remote: RemotePages, times: number) {
  const taken = { warm: [] as number[], cold: [] as number[], memory: [] as number[] };
  for (let turn = 0; turn < times; turn++) {
    const begun = performance.now();
    const cold = await startTask(remote);
    const page = await opened(cold, remote);
    taken.cold.push(performance.now() - begun);
    page.click(field.x, field.y);
    page.type('some letters');
    await sleep(3_000);
    taken.memory.push(await memoryOf(cold));
    await cold.remove();
    const warm = await startTask(remote);
    await ready(warm);
    await sleep(1_000);
    const asked = performance.now();
    await opened(warm, remote);
    taken.warm.push(performance.now() - asked);
    await warm.remove();
  }
  return { warm: spread(taken.warm).median, cold: spread(taken.cold).median, memory: spread(taken.memory).median };
}

/**
 * What a task would hold on a machine of its own, in MB: the private pages of all its processes, and of the shared ones
 * what the process with most of them maps. A proportional size would be split with other browsers that run here.
 */
export async function memoryOf(task: TestBrowserTask): Promise<number> {
  const pids = await descendants(task.process.pid!);
  const sizes = await Promise.all(
    pids.map(async (pid) => {
      const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
      const sum = (kind: string) =>
        [...rollup.matchAll(new RegExp(`^${kind}_(?:Clean|Dirty):\\s+(\\d+)`, 'gm'))].reduce(
          (kb, [, size]) => kb + Number(size),
          0,
        );
      return { private: sum('Private'), shared: sum('Shared') };
    }),
  );
  const own = sizes.reduce((kb, size) => kb + size.private, 0);
  return (own + Math.max(...sizes.map((size) => size.shared))) / 1_024;
}

/** A process and all that it and its own have started. */
async function descendants(root: number): Promise<number[]> {
  const parents = new Map<number, number>();
  for (const entry of await readdir('/proc')) {
    const stat = /^\d+$/.test(entry) ? await readFile(`/proc/${entry}/stat`, 'latin1').catch(() => '') : '';
    // The name in brackets may hold anything.
    const parent = /^.*\) \S (\d+)/s.exec(stat)?.[1];
    if (parent) parents.set(Number(entry), Number(parent));
  }
  const found = [root];
  for (const pid of found) for (const [child, parent] of parents) if (parent === pid) found.push(child);
  return found;
}

/**
 * People who type at once, each with a task of their own, three letters a second: from the key to the frame that shows
 * it at the other end of the task's WebSocket, in milliseconds. Their own pages would run on their own machines.
 */
export async function crowd(remote: RemotePages, people: number, seconds: number) {
  const tasks = await Promise.all(Array.from({ length: people }, () => startTask(remote)));
  const taken: number[] = [];
  try {
    await Promise.all(tasks.map(ready));
    const pages = await Promise.all(tasks.map((task) => opened(task, remote)));
    for (const page of pages) page.click(field.x, field.y);
    await sleep(4_000);
    const end = performance.now() + seconds * 1_000;
    await Promise.all(
      pages.map(async (page) => {
        while (performance.now() < end) {
          await sleep(200 + Math.random() * 200);
          taken.push(await typed(page));
        }
      }),
    );
  } finally {
    await Promise.all(tasks.map((task) => task.remove()));
  }
  return spread(taken);
}

/** The marker changes with each letter, and a caret does not reach it. */
async function typed(page: StreamPage): Promise<number> {
  const begun = performance.now();
  const shown = new Promise<number>((resolve) => {
    const look = () => {
      if (!page.frame?.patches.some(({ x, y }) => x < 60 && y < 60)) return;
      page.socket.off('message', look);
      resolve(performance.now() - begun);
    };
    page.socket.on('message', look);
  });
  page.type('e');
  return await Promise.race([shown, sleep(5_000, 5_000)]);
}
