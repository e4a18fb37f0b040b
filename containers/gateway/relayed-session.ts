import { setTimeout as sleep } from 'node:timers/promises';
import type { RawData, WebSocket } from 'ws';
import { newTicket, ticketHash } from '#shared/browser/ask-for-browser.ts';
import { NoRoomForBrowser } from '#shared/browser/browser-tasks.ts';
import { storageConsent } from '#shared/contract/consent.ts';
import { ProductError } from '#shared/contract/errors.ts';
import { gatewayPaths } from '#shared/contract/routes.ts';
import {
  inputMessage,
  openMessage,
  signedInMessage,
  storageAnswer,
  viewMessage,
  type EndReason,
  type InputMessage,
  type ViewMessage,
} from '#shared/contract/stream.ts';
import { log, logError } from '#shared/log/log.ts';
import { isOfType, jsonOf } from './control-message.ts';
import { dialTask } from './dial-task.ts';
import type { GatewayDeps } from './gateway.ts';
import { watchLine } from './line.ts';
import type { RedeemedSession } from './redeem-ticket.ts';
import { passOn } from './relay.ts';
import { ShownState } from './shown-state.ts';
import { storeConnection } from './store-connection.ts';
import type { WaitingRoom, WaitOptions } from './waiting-room.ts';
import type { TakenBrowser, WarmBrowsers } from './warm-browsers.ts';

/** A page that has not said its size by then gets the usual one. */
const sizeMs = 700;
const usualSize = { width: 1280, height: 800, scale: 1 };
/** How often a session without room for its browser waits again: about ten minutes. */
const noRoomTries = 60;
/** The task keeps the limits itself; this is for one that does not. */
const overtimeMs = 30_000;

export interface SessionDeps extends GatewayDeps {
  room: WaitingRoom;
  browsers: Pick<WarmBrowsers, 'take'>;
}

/**
 * One session between a client (the page of a stream, or a driving function) and its task: it waits for its place, gets a
 * browser, is relayed, and outlives a cut of the page's line for a while. However it ends, the task is stopped and the
 * session's row is gone. What passes through is neither logged nor kept.
 */
export class RelayedSession {
  private readonly deps: SessionDeps;
  private readonly session: RedeemedSession;
  private client: WebSocket | undefined;
  private stopWatching: () => void = () => undefined;
  private readonly gone = new AbortController();
  private readonly shown = new ShownState();
  private task: WebSocket | undefined;
  private taskArn: string | undefined;
  private startedAt: number | undefined;
  private grace: NodeJS.Timeout | undefined;
  private storing = false;
  /** The user has agreed that site storage is kept too (C6). */
  private storageAgreed = false;
  private firstSize: Omit<Extract<InputMessage, { type: 'resize' }>, 'type'> = usualSize;
  private sized: () => void = () => undefined;
  private readonly knowsSize = new Promise<void>((resolve) => (this.sized = resolve));
  private ending: Promise<void> | undefined;
  /** Why it ended, told to a page that comes back in time. */
  private outcome: ViewMessage | undefined;
  private finish: () => void = () => undefined;
  private readonly finished = new Promise<void>((resolve) => (this.finish = resolve));

  constructor(deps: SessionDeps, session: RedeemedSession) {
    this.deps = deps;
    this.session = session;
  }

  private get isStream(): boolean {
    return this.session.scope === 'stream';
  }

  async run(client: WebSocket): Promise<void> {
    this.attach(client);
    const totalMs = this.deps.limits.totalSeconds * 1_000 + overtimeMs;
    let limit: NodeJS.Timeout | undefined;
    try {
      const taken = await this.takeBrowser();
      limit = setTimeout(() => void this.end('timed_out'), totalMs);
      await this.open(taken);
    } catch (error) {
      if (!this.gone.signal.aborted) logError('session.not_opened', error, { sessionId: this.session.id });
      void this.end('browser_lost');
    }
    await this.finished;
    clearTimeout(limit);
  }

  /** Gives the page its line back; of two lines the newer one counts. */
  resume(client: WebSocket): void {
    clearTimeout(this.grace);
    const before = this.client;
    this.attach(client);
    before?.terminate();
    if (this.outcome) return this.tellOutcome();
    this.shown.replay((message) => client.send(message));
    this.task?.send(JSON.stringify({ type: 'refresh' }));
    void this.offerTicket().catch((error: unknown) => logError('ticket.not_offered', error));
  }

  /** Ends the session for a reason that the page shows; only the first call counts. */
  end(reason: EndReason, connectionId: string | null = null): Promise<void> {
    this.ending ??= this.close(reason, connectionId);
    return this.ending;
  }

  /** Waits for a place and takes a browser; while there is no room for one, the place is given back and waited for again. */
  private async takeBrowser(): Promise<TakenBrowser> {
    const { room, browsers } = this.deps;
    const waiting: WaitOptions = {
      tell: (place, seconds) => this.tell({ type: 'queued', place, seconds }),
      signal: this.gone.signal,
    };
    await room.enter(this.session, waiting);
    for (let tries = noRoomTries; ; tries -= 1) {
      this.startedAt = performance.now();
      this.tell({ type: 'starting' });
      try {
        return await browsers.take();
      } catch (error) {
        if (!(error instanceof NoRoomForBrowser) || tries === 0) throw error;
        this.startedAt = undefined;
        log('session.no_room', { sessionId: this.session.id, scope: this.session.scope });
        await room.enterAgain(this.session, waiting);
      }
    }
  }

  private async open({ arn, warm }: TakenBrowser): Promise<void> {
    const { deps, session } = this;
    const began = this.startedAt!;
    this.taskArn = arn;
    if (this.ending) return await this.stopTask();
    await deps.db
      .updateTable('browser_sessions')
      .set({ task_arn: this.taskArn })
      .where('id', '=', session.id)
      .execute();
    if (this.isStream) await this.offerTicket();
    const task = await dialTask(deps.tasks, this.taskArn, gatewayPaths[session.scope], this.gone.signal);
    // A slow page says late how large it is and whether it has fingers, and the platform asks as soon as it loads.
    if (this.isStream) await Promise.race([this.knowsSize, sleep(sizeMs)]);
    if (task.readyState !== task.OPEN) throw new ProductError('BROWSER_LOST', 'task');
    this.task = task;
    const ms = Math.round(performance.now() - began);
    log('session.started', { sessionId: session.id, scope: session.scope, warm, ms });
    task.on('close', () => this.taskClosed());
    task.on('error', () => task.terminate());
    task.on('message', (data, binary) => this.fromTask(task, data, binary));
    if (this.isStream) {
      task.send(JSON.stringify(openMessage.parse({ type: 'open', url: session.platform_url, ...this.firstSize })));
    }
    task.resume();
    this.client?.resume();
  }

  private attach(client: WebSocket): void {
    this.stopWatching();
    this.client = client;
    this.stopWatching = watchLine(client, () => this.clientGone(client));
    client.on('message', (data, binary) => {
      if (client === this.client) this.fromClient(client, data, binary);
    });
    // A driving function speaks at once and waits; a page is listened to, so that its leaving is noticed.
    if (this.isStream || this.task) client.resume();
  }

  /** One who waits for a place loses it with the line; a page whose browser is open may come back. */
  private clientGone(client: WebSocket): void {
    if (client !== this.client) return;
    this.client = undefined;
    if (this.outcome) return this.finish();
    if (!this.isStream || this.startedAt === undefined) return void this.end('cancelled');
    this.task?.resume();
    this.grace = setTimeout(() => {
      if (this.outcome) this.finish();
      else if (!this.storing) void this.end('cancelled');
    }, this.deps.limits.graceSeconds * 1_000);
  }

  private async close(reason: EndReason, connectionId: string | null): Promise<void> {
    const { deps, session } = this;
    this.gone.abort();
    this.outcome = { type: 'ended', reason, connectionId };
    const pageMayReturn = !this.client && this.isStream && reason !== 'cancelled';
    this.tellOutcome();
    this.task?.terminate();
    await this.stopTask();
    // A session that is over holds no place, whether or not its page still has to hear of it.
    await this.inDatabase(() =>
      deps.db
        .updateTable('browser_sessions')
        .set({ queued_at: null, end_reason: reason, end_connection_id: connectionId })
        .where('id', '=', session.id)
        .execute(),
    );
    deps.room.left(session.scope, this.startedAt && performance.now() - this.startedAt);
    log('session.ended', { sessionId: session.id, scope: session.scope, reason });
    if (pageMayReturn) await this.finished;
    clearTimeout(this.grace);
    await this.inDatabase(() => deps.db.deleteFrom('browser_sessions').where('id', '=', session.id).execute());
    this.finish();
  }

  private tellOutcome(): void {
    const { client, outcome } = this;
    if (!client || !outcome) return;
    this.tell(outcome);
    client.resume();
    client.close(1000);
  }

  private async stopTask(): Promise<void> {
    if (!this.taskArn) return;
    await this.deps.tasks
      .stop(this.taskArn)
      .catch((error: unknown) => logError('task.not_stopped', error, { sessionId: this.session.id }));
  }

  private async inDatabase(work: () => Promise<unknown>): Promise<void> {
    await work().catch((error: unknown) => logError('session.not_ended', error, { sessionId: this.session.id }));
  }

  private fromClient(client: WebSocket, data: RawData, binary: boolean): void {
    if (this.ending) return;
    if (binary) void this.end('protocol_error');
    // At once, also while the browser is still starting.
    else if (this.isStream && isOfType(data, 'cancel')) void this.end('cancelled');
    else if (this.isStream && isOfType(data, 'storage_answer')) void this.answerStorage(client, data);
    else if (this.task) passOn(client, this.task, data, binary);
    else this.beforeTask(data);
  }

  /** While the task starts there is nothing to click: only the page's size counts. */
  private beforeTask(data: RawData): void {
    try {
      const message = inputMessage.parse(jsonOf(data));
      if (message.type === 'resize') {
        const { type: _, ...size } = message;
        this.firstSize = size;
        this.sized();
      }
    } catch {
      void this.end('protocol_error');
    }
  }

  /** A consent is recorded before the task hears of it; one to a text that is not the current one ends the session. */
  private async answerStorage(client: WebSocket, data: RawData): Promise<void> {
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
      if (this.task && !this.ending) passOn(client, this.task, data, false);
    } catch (error) {
      logError('consent.not_recorded', error, { sessionId: this.session.id });
      await this.end('protocol_error');
    }
  }

  /** A task has opened foreign pages and is not trusted: only what the contract names passes. */
  private fromTask(task: WebSocket, data: RawData, binary: boolean): void {
    const { client } = this;
    if (this.ending) return;
    if (!this.isStream || binary) {
      if (client) passOn(task, client, data, binary);
      return;
    }
    try {
      if (isOfType(data, 'signed_in')) {
        if (!this.storing) void this.store(jsonOf(data));
        return;
      }
      const view = viewMessage.parse(jsonOf(data));
      if (view.type === 'ended') return void this.end(view.reason === 'connected' ? 'protocol_error' : view.reason);
      this.shown.take(view);
      if (client) passOn(task, client, data, binary);
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

  /** The page comes back with this one after a cut. Each line gets a new one, and a ticket that was used opens nothing. */
  private async offerTicket(): Promise<void> {
    const { db, now, limits } = this.deps;
    const ticket = newTicket();
    const lastsMs = (limits.totalSeconds + limits.graceSeconds) * 1_000 + overtimeMs;
    await db
      .updateTable('browser_sessions')
      .set({
        ticket_hash: ticketHash(ticket),
        ticket_used_at: null,
        ticket_expires_at: new Date(now().getTime() + lastsMs),
      })
      .where('id', '=', this.session.id)
      .execute();
    this.tell({ type: 'ticket', ticket, graceSeconds: limits.graceSeconds });
  }

  private tell(message: ViewMessage): void {
    if (this.isStream && this.client?.readyState === this.client?.OPEN) this.client?.send(JSON.stringify(message));
  }
}
