import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import type { Account } from '#shared/contract/accounts.ts';
import type { Connection, SiteInfo } from '#shared/contract/connections.ts';
import type { ErrorCode } from '#shared/contract/errors.ts';
import type { Job } from '#shared/contract/jobs.ts';
import type { TutorialChanges } from '#shared/contract/rerun.ts';
import type { Tutorial } from '#shared/contract/tutorials.ts';
import { StandInApi } from './web-stand-in-api.ts';
import { StandInProgress } from './web-stand-in-progress.ts';
import type { StandInOperators } from './web-stand-in-operators.ts';
import type { StandInSharing } from './web-stand-in-sharing.ts';
import { StandInStream } from './web-stand-in-stream.ts';

/** The policy of production: everything from this origin, nothing inline. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** What the stand-in's API tells; a test changes it as it likes. */
export interface StandInState {
  me: Account | null;
  site: SiteInfo;
  connections: Connection[];
  tutorials: Tutorial[];
  jobs: Job[];
  /** What a draft would change in whatever tutorial is asked for. */
  changes: TutorialChanges | null;
  /** Answers of the given method and path that fail, until taken out. */
  failures: Map<string, ErrorCode>;
  /** Answers of the given method and path that wait for this. */
  holds: Map<string, Promise<void>>;
  /** Pictures by asset id; others get the first one. */
  pictures: Map<string, { bytes: Buffer; contentType: string }>;
  /** Bodies of the requests that change something, in order. */
  received: { call: string; body: unknown }[];
}

export interface StandIn {
  url: string;
  state: StandInState;
  progress: StandInProgress;
  stream: StandInStream;
  sharing: StandInSharing;
  operators: StandInOperators;
  close: () => Promise<void>;
}

const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
};

/** Serves a built website with the production policy, and in memory what the API and the gateway would answer. */
export async function startStandIn(website: string, part: Partial<StandInState> = {}): Promise<StandIn> {
  const state: StandInState = {
    me: null,
    site: { demoPlatform: null, outboxUrl: null, offlineModel: false },
    connections: [],
    tutorials: [],
    jobs: [],
    changes: null,
    failures: new Map(),
    holds: new Map(),
    pictures: new Map(),
    received: [],
    ...part,
  };
  const progress = new StandInProgress();
  const stream = new StandInStream();
  const api = new StandInApi(state);

  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://127.0.0.1').pathname;
    const answer = path.startsWith('/api/progress/')
      ? progress.answer(path.split('/')[3] ?? '', request, response)
      : path.startsWith('/api/')
        ? api.answer(path, request, response)
        : answerFile(website, path, request, response);
    answer.catch((error: unknown) => response.destroy(error as Error));
  });
  server.on('upgrade', (request, socket, head) => stream.upgrade(request, socket, head));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    state,
    progress,
    stream,
    sharing: api.sharing,
    operators: api.operators,
    close: async () => {
      stream.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answerFile(website: string, path: string, _: IncomingMessage, response: ServerResponse): Promise<void> {
  const file = extname(path) ? path : '/index.html';
  const bytes = await readFile(join(website, file)).catch(() => undefined);
  response.writeHead(bytes ? 200 : 404, {
    'content-type': contentTypes[extname(file)] ?? 'application/octet-stream',
    'content-security-policy': contentSecurityPolicy,
    'x-content-type-options': 'nosniff',
  });
  response.end(bytes);
}
