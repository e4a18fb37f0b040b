import type { RawData, WebSocket } from 'ws';
import { storageConsent } from '#shared/contract/consent.ts';
import { ProductError } from '#shared/contract/errors.ts';
import { gatewayPaths } from '#shared/contract/routes.ts';
import {
  inputMessage,
  openMessage,
  signedInMessage,
  storageAnswer,
  streamLimits,
  viewMessage,
  type EndReason,
  type ViewMessage,
} from '#shared/contract/stream.ts';
import { log, logError } from '#shared/log/log.ts';
import { dialTask } from './dial-task.ts';
import type { GatewayDeps } from './gateway.ts';
import type { RedeemedSession } from './redeem-ticket.ts';
import { passOn } from './relay.ts';
import { storeConnection } from './store-connection.ts';

const heartbeatMs = 15_000;
const usualSize = { width: 1280, height: 800, scale: 1 };

/**
 * One session between a client (the page of a stream, or a driving function) and its task. However it ends, the task is
 * stopped and the session's row is gone. What passes through is neither logged nor kept.
 */
export class RelayedSession {
  private readonly deps: GatewayDeps;
  private readonly client: WebSocket;
  private readonly session: RedeemedSession;
  private readonly gone = new AbortController();
  private task: WebSocket | undefined;
  private storing = false;
  /** The user has agreed that site storage is kept too (C6). */
  private storageAgreed = false;
  private firstSize = usualSize;
  private ending: Promise<void> | undefined;
  private finish: () => void = () => undefined;
  private readonly finished = new Promise<void>((resolve) => (this.finish = resolve));

  constructor(deps: GatewayDeps, client: WebSocket, session: RedeemedSession) {
    this.deps = deps;
    this.client = client;
    this.session = session;
  }

  async run(): Promise<void> {
    const stopBeating = this.watchClient();
    const limit = setTimeout(() => void this.end('timed_out'), streamLimits.totalMs + 90_000);
    this.client.on('message', (data, binary) => this.fromClient(data, binary));
    // A driving function speaks at once and waits; a page is listened to, so that its leaving is noticed.
    if (this.session.scope === 'stream') this.client.resume();
    try {
      this.tell({ type: 'starting' });
      const path = gatewayPaths[this.session.scope];
      const task = await dialTask(this.deps.tasks, this.session.task_arn, path, this.gone.signal);
      this.task = task;
      task.on('close', () => this.taskClosed());
      task.on('error', () => task.terminate());
      task.on('message', (data, binary) => this.fromTask(task, data, binary));
      if (this.session.scope === 'stream') {
        task.send(
          JSON.stringify(openMessage.parse({ type: 'open', url: this.session.platform_url, ...this.firstSize })),
        );
      }
      task.resume();
      this.client.resume();
    } catch (error) {
      if (!this.gone.signal.aborted) logError('session.not_opened', error, { sessionId: this.session.id });
      void this.end('browser_lost');
    }
    await this.finished;
    clearTimeout(limit);
    stopBeating();
  }

  /** Ends the session for a reason that the page shows; only the first call counts. */
  end(reason: EndReason, connectionId: string | null = null): Promise<void> {
    this.ending ??= this.close(reason, connectionId);
    return this.ending;
  }

  private async close(reason: EndReason, connectionId: string | null): Promise<void> {
    const { deps, session } = this;
    this.gone.abort();
    this.tell({ type: 'ended', reason, connectionId });
    this.client.resume();
    this.client.close(1000);
    this.task?.terminate();
    const endings = await Promise.allSettled([
      deps.tasks.stop(session.task_arn),
      deps.db.deleteFrom('browser_sessions').where('id', '=', session.id).execute(),
    ]);
    for (const ending of endings) {
      if (ending.status === 'rejected') logError('session.not_ended', ending.reason, { sessionId: session.id });
    }
    log('session.ended', { sessionId: session.id, scope: session.scope, reason });
    this.finish();
  }

  private fromClient(data: RawData, binary: boolean): void {
    if (this.ending) return;
    if (binary) void this.end('protocol_error');
    else if (this.session.scope === 'stream' && isOfType(data, 'storage_answer')) void this.answerStorage(data);
    else if (this.task) passOn(this.client, this.task, data, binary);
    else this.beforeTask(data);
  }

  /** While the task starts there is nothing to click: only the page's size and a change of mind count. */
  private beforeTask(data: RawData): void {
    try {
      const message = inputMessage.parse(JSON.parse((data as Buffer).toString('utf8')));
      if (message.type === 'cancel') void this.end('cancelled');
      if (message.type === 'resize') {
        this.firstSize = { width: message.width, height: message.height, scale: message.scale };
      }
    } catch {
      void this.end('protocol_error');
    }
  }

  /** A consent is recorded before the task hears of it; one to a text that is not the current one ends the session. */
  private async answerStorage(data: RawData): Promise<void> {
    try {
      const { answer, version } = storageAnswer.parse(jsonOf(data));
      if (answer === 'keep') {
        if (version !== storageConsent.version) throw new ProductError('CONSENT_REQUIRED', 'version');
        const consent = { user_id: this.session.user_id, kind: 'keep_site_storage', version } as const;
        await this.deps.db
          .insertInto('consents')
          .values({ ...consent, given_at: this.deps.now() })
          .execute();
        this.storageAgreed = true;
      }
      if (this.task && !this.ending) passOn(this.client, this.task, data, false);
    } catch (error) {
      logError('consent.not_recorded', error, { sessionId: this.session.id });
      await this.end('protocol_error');
    }
  }

  /** A task has opened foreign pages and is not trusted: only what the contract names passes. */
  private fromTask(task: WebSocket, data: RawData, binary: boolean): void {
    if (this.ending) return;
    if (this.session.scope === 'drive' || binary) return passOn(task, this.client, data, binary);
    try {
      if (isOfType(data, 'signed_in')) {
        if (!this.storing) void this.store(jsonOf(data));
        return;
      }
      const view = viewMessage.parse(jsonOf(data));
      if (view.type !== 'ended') return passOn(task, this.client, data, binary);
      void this.end(view.reason === 'connected' ? 'protocol_error' : view.reason);
    } catch {
      void this.end('protocol_error');
    }
  }

  private async store(message: unknown): Promise<void> {
    this.storing = true;
    try {
      const captured = signedInMessage.parse(message);
      if (captured.storage && !this.storageAgreed) throw new ProductError('CONSENT_REQUIRED', 'storage');
      const connectionId = await storeConnection(this.deps, this.session, captured);
      await this.end('connected', connectionId);
    } catch (error) {
      logError('connection.not_stored', error, { sessionId: this.session.id });
      const notCarried = error instanceof ProductError && error.code === 'SESSION_NOT_CARRIED';
      await this.end(notCarried ? 'session_not_carried' : 'browser_lost');
    }
  }

  private taskClosed(): void {
    // The task closes as soon as it has handed the session over.
    if (!this.storing) void this.end('browser_lost');
  }

  /** A page that has gone without a word is found by its missing answers. */
  private watchClient(): () => void {
    let alive = true;
    this.client.on('pong', () => (alive = true));
    this.client.once('close', () => {
      if (!this.storing) void this.end('cancelled');
    });
    // It may have left while its ticket was looked at, before anybody listened.
    if (this.client.readyState !== this.client.OPEN) void this.end('cancelled');
    const beat = setInterval(() => {
      if (!alive && !this.client.isPaused) this.client.terminate();
      alive = false;
      this.client.ping();
    }, heartbeatMs);
    return () => clearInterval(beat);
  }

  private tell(message: ViewMessage): void {
    if (this.session.scope !== 'stream' || this.client.readyState !== this.client.OPEN) return;
    this.client.send(JSON.stringify(message));
  }
}

function jsonOf(data: RawData): unknown {
  return JSON.parse((data as Buffer).toString('utf8'));
}

/** Messages that are not JSON are of no type; whoever they are passed to refuses them. */
function isOfType(data: RawData, type: string): boolean {
  if (!(data as Buffer).includes(`"${type}"`)) return false;
  try {
    const message = jsonOf(data);
    return typeof message === 'object' && message !== null && 'type' in message && message.type === type;
  } catch {
    return false;
  }
}
