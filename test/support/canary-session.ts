import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { logNames } from '../../infra/local/logs.ts';
import { en } from '../../web/messages/en.ts';
import { databaseDump, demoPlatform, product, recordedModelRequests } from './journey.ts';
import { signInOnCanvas } from './person.ts';
import { filesWith, formsOf, processesWith, tellingPiece } from './search-bytes.ts';
import { nothingIsLeft, openSession } from './stream-session.ts';

/** Where something was found; nowhere, if all is well. */
interface Found {
  files: string[];
  rows: boolean;
  requests: number;
  processes: string[];
}
export const nowhere: Found = { files: [], rows: false, requests: 0, processes: [] };

/** Looks at every file below the data folder (queues, logs, histories and the database's own files are there), and at the rest. */
async function whereIs(needles: readonly (string | Buffer)[]): Promise<Found> {
  const dump = await databaseDump();
  const forms = needles.flatMap(formsOf).map((form) => form.toString('latin1'));
  const requests = await recordedModelRequests();
  return {
    files: filesWith(needles, [product.dataFolder]),
    rows: forms.some((form) => dump.includes(form)),
    requests: requests.filter((request) => forms.some((form) => request.includes(form))).length,
    processes: needles.flatMap((needle) => (typeof needle === 'string' ? processesWith(needle) : [])),
  };
}

export interface CanarySession {
  /** Typed key by key, and pasted in one piece, into the platform's password field. */
  passwords: { typed: string; pasted: string };
  /** What the page sent, to see that the passwords did travel. */
  sent: string[];
  /** Pieces out of frames that the page received. */
  frames: Buffer[];
  /** Where these were while the session was open, and when it was over. */
  found: Record<'passwords' | 'frames', { during: Found; after: Found }>;
  /** What functions and tasks logged from the first key to the last. */
  logsWhileTyping: string;
}

let made: Promise<CanarySession> | undefined;

/** One session for all who ask, in which unique passwords are typed and pasted, and which is then cancelled. */
export function canarySession(): Promise<CanarySession> {
  return (made ??= makeCanarySession());
}

const logs = () =>
  new Map(
    logNames(product.dataFolder).map((name) => [
      name,
      readFileSync(join(product.dataFolder, 'logs', `${name}.log`), 'utf8'),
    ]),
  );

async function makeCanarySession(): Promise<CanarySession> {
  const passwords = { typed: `Typed-${randomUUID()}`, pasted: `Pasted-${randomUUID()}` };
  const sent: string[] = [];
  const received: Buffer[] = [];
  const open = await openSession(demoPlatform, (page) =>
    page.on('websocket', (socket) => {
      socket.on('framereceived', ({ payload }) => typeof payload !== 'string' && received.push(payload));
      socket.on('framesent', ({ payload }) => sent.push(String(payload)));
    }),
  );
  const before = logs();
  await signInOnCanvas(open.page, { ...demoPlatform, password: passwords.typed });
  await open.page.waitForTimeout(1_000);
  await open.page.keyboard.insertText(passwords.pasted);
  await expect.poll(() => sent.join('').includes(passwords.pasted), { timeout: 10_000 }).toBe(true);
  await open.page.waitForTimeout(1_000);
  const logsWhileTyping = [...logs()].map(([name, text]) => text.slice(before.get(name)?.length ?? 0)).join('');

  const frames = received
    .toSorted((a, b) => b.length - a.length)
    .flatMap((frame) => tellingPiece(frame) ?? [])
    .slice(0, 8);
  const search = async () => ({
    passwords: await whereIs(Object.values(passwords)),
    frames: await whereIs(frames),
  });
  const during = await search();
  await open.page.getByRole('button', { name: en.connect.cancel }).click();
  await nothingIsLeft(open);
  const after = await search();
  return {
    passwords,
    sent,
    frames,
    found: {
      passwords: { during: during.passwords, after: after.passwords },
      frames: { during: during.frames, after: after.frames },
    },
    logsWhileTyping,
  };
}
