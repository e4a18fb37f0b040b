import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { processesUsing, startTestBrowserTask, type TestBrowserTask } from '../../support/browser-task.ts';
import { StreamPage, until } from '../../support/stream-page.ts';
import { spread } from './latency.ts';
import { field, type RemotePages } from './remote-pages.ts';

const ready = (task: TestBrowserTask) =>
  until(
    () => task.log().includes('browser.ready'),
    60_000,
    () => 'not ready',
  );

async function opened(task: TestBrowserTask, remote: RemotePages): Promise<StreamPage> {
  const page = await StreamPage.dial(`ws://${task.address}:9000/stream`);
  page.open(`${remote.origin}/form`, 1280, 800);
  await page.waitForFrame();
  return page;
}

/**
 * Milliseconds to the first frame of a page: from a ready task's first word (warm), and from the start of the task's
 * process (cold), medians. And what a session holds in memory then: proportional set size of all its processes, MB.
 */
export async function startFigures(remote: RemotePages, times: number) {
  const taken = { warm: [] as number[], cold: [] as number[], memory: [] as number[] };
  for (let turn = 0; turn < times; turn++) {
    const begun = performance.now();
    const cold = await startTestBrowserTask({ allow: [remote.host] });
    const page = await opened(cold, remote);
    taken.cold.push(performance.now() - begun);
    page.click(field.x, field.y);
    page.type('some letters');
    await sleep(3_000);
    taken.memory.push(await memoryOf(cold));
    await cold.remove();
    const warm = await startTestBrowserTask({ allow: [remote.host] });
    await ready(warm);
    await sleep(1_000);
    const asked = performance.now();
    await opened(warm, remote);
    taken.warm.push(performance.now() - asked);
    await warm.remove();
  }
  return { warm: spread(taken.warm).median, cold: spread(taken.cold).median, memory: spread(taken.memory).median };
}

/** Proportional set size: what processes share counts once. */
async function memoryOf(task: TestBrowserTask): Promise<number> {
  const pids = new Set([...(await processesUsing(task.folder)), task.process.pid!]);
  const sizes = await Promise.all(
    [...pids].map(async (pid) => {
      const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
      return Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0);
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0) / 1_024;
}

/**
 * People who type at once, each with a task of their own, three letters a second: from the key to the frame that shows
 * it at the other end of the task's WebSocket, in milliseconds. Their own pages would run on their own machines.
 */
export async function crowd(remote: RemotePages, people: number, seconds: number) {
  const tasks = await Promise.all(Array.from({ length: people }, () => startTestBrowserTask({ allow: [remote.host] })));
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
