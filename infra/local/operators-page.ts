import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LocalEcs } from './ecs.ts';
import type { ExecutionStore } from './execution-store.ts';
import { executionPage, executionsPage } from './operators/executions.ts';
import { logPage, logsPage } from './operators/logs.ts';
import { mailHtml, mailPage, outboxPage } from './operators/outbox.ts';
import { queuePage, queuesPage } from './operators/queues.ts';
import { tasksPage } from './operators/tasks.ts';
import type { Outbox } from './resend.ts';
import type { Queue } from './sqs-queue.ts';

interface OperatorsDeps {
  executions: ExecutionStore;
  queues: Queue[];
  ecs: Pick<LocalEcs, 'tasks'>;
  outbox: Outbox;
  dataFolder: string;
}

const style = new URL('operators/style.css', import.meta.url);
const policy =
  "default-src 'none'; style-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
/** A mail styles itself inline and may show pictures; it runs nothing. */
const mailPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data: https:; frame-ancestors 'self'; sandbox allow-top-navigation-by-user-activation";

/** Everything under `/_local`, for this machine alone. Whether the request was for it. */
export function createOperatorsPage(deps: OperatorsDeps) {
  return (pathname: string, request: IncomingMessage, response: ServerResponse): boolean => {
    if (pathname !== '/_local' && !pathname.startsWith('/_local/')) return false;
    // A foreign name that resolves to this machine must not let a foreign page read along.
    if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(request.headers.host ?? '')) {
      response.writeHead(403, { 'content-type': 'text/plain' }).end('Only on this machine');
    } else if (request.method === 'POST' && redrive(deps, pathname, request)) {
      response.writeHead(303, { location: '/_local' }).end();
    } else if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { allow: 'GET, HEAD' }).end();
    } else respond(deps, pathname.split('/').slice(2).map(decodeURIComponent), response);
    return true;
  };
}

/**
 * `POST /_local/executions/<name>/redrive`: puts the message of an operator onto the jobs queue, as the SQS console would.
 * `POST /_local/queues/<name>/redrive`: puts dead letters back into the queues that they came from.
 * Only from this very page, as the browser itself says: without a referrer it tells no origin. Whether it was done.
 */
function redrive({ executions, queues }: OperatorsDeps, pathname: string, { headers }: IncomingMessage): boolean {
  const [, , section, name, act] = pathname.split('/').map(decodeURIComponent);
  if (act !== 'redrive' || headers['sec-fetch-site'] !== 'same-origin') return false;
  const letters = queues.find(({ options }) => section === 'queues' && options.name === name);
  if (letters) letters.redriveTo(queues);
  if (section !== 'executions') return letters !== undefined;
  const execution = executions.list().find((one) => one.name === name);
  const queue = queues.find(({ options }) => options.name.endsWith('-jobs'));
  if (execution?.status !== 'FAILED' || !queue) return false;
  queue.send(JSON.stringify({ ...(JSON.parse(execution.input) as object), redrive: true }));
  return true;
}

function respond(deps: OperatorsDeps, path: string[], response: ServerResponse) {
  const mail = path[0] === 'outbox' && path[2] === 'html' ? deps.outbox.get(path[1] ?? '') : undefined;
  const found = content(deps, path);
  if (path[0] === 'style.css') send(response, 'text/css; charset=utf-8', readFileSync(style, 'utf8'), policy);
  else if (mail) send(response, 'text/html; charset=utf-8', mailHtml(mail), mailPolicy);
  else if (found) send(response, 'text/html; charset=utf-8', found, policy);
  else response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('There is no such page');
}

function content(deps: OperatorsDeps, [section, id]: string[]): string | undefined {
  switch (section) {
    case undefined:
    case '':
      return executionsPage(deps.executions.list());
    case 'executions': {
      const execution = deps.executions.list().find(({ name }) => name === id);
      return execution && executionPage(execution);
    }
    case 'queues': {
      if (id === undefined) return queuesPage(deps.queues);
      const queue = deps.queues.find(({ options }) => options.name === id);
      return queue && queuePage(queue);
    }
    case 'tasks':
      return tasksPage(deps.ecs.tasks());
    case 'logs':
      return id === undefined ? logsPage(deps.dataFolder) : logPage(deps.dataFolder, id);
    case 'outbox': {
      if (id === undefined) return outboxPage(deps.outbox.list());
      const mail = deps.outbox.get(id);
      return mail && mailPage(mail);
    }
  }
  return undefined;
}

function send(response: ServerResponse, type: string, body: string, contentPolicy: string) {
  response.writeHead(200, {
    'content-type': type,
    'content-security-policy': contentPolicy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  });
  response.end(body);
}
