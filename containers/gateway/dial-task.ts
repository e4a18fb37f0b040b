import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import type { BrowserTasks } from '#shared/browser/browser-tasks.ts';
import { ProductError } from '#shared/contract/errors.ts';
import { browserTaskPort } from '#shared/contract/stream.ts';

/** A Fargate task takes 20–40 s from its request to running. */
const limitMs = 75_000;
/** Frames and screenshots. */
const answerLimit = 64 * 1024 * 1024;

/**
 * Waits until the task runs and listens, and opens its WebSocket, paused. Throws BROWSER_LOST when the task has ended,
 * nobody listens in time, or `signal` says that nobody waits any more.
 */
export async function dialTask(
  tasks: Pick<BrowserTasks, 'find'>,
  taskArn: string,
  path: string,
  signal: AbortSignal,
): Promise<WebSocket> {
  let pause = 100;
  for (const until = Date.now() + limitMs; Date.now() < until && !signal.aborted;) {
    const task = await tasks.find(taskArn);
    if (task.state === 'gone') break;
    const socket = task.state === 'running' ? await dial(`wss://${task.address}:${browserTaskPort}${path}`) : undefined;
    if (socket) {
      if (!signal.aborted) return socket;
      socket.terminate();
    }
    await sleep(pause);
    pause = Math.min(pause * 1.3, 1_500);
  }
  throw new ProductError('BROWSER_LOST', 'task');
}

function dial(url: string): Promise<WebSocket | undefined> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url, {
      perMessageDeflate: false,
      handshakeTimeout: 5_000,
      maxPayload: answerLimit,
      // A task makes its certificate itself; that it is the one that was started says its address.
      rejectUnauthorized: false,
    });
    socket.once('open', () => {
      socket.pause();
      resolve(socket);
    });
    socket.on('error', () => {
      socket.terminate();
      resolve(undefined);
    });
  });
}
