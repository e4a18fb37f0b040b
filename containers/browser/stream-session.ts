import { setTimeout as sleep } from 'node:timers/promises';
import type { RawData, WebSocket } from 'ws';
import { pinPublicAddress, portOf, type AddressDeps } from '#shared/browser/public-address.ts';
import { ProductError } from '#shared/contract/errors.ts';
import type { SessionLimits } from '#shared/contract/session-limits.ts';
import {
  inputMessage,
  openMessage,
  type EndReason,
  type InputMessage,
  type OpenMessage,
  type SignedInMessage,
  type ViewMessage,
} from '#shared/contract/stream.ts';
import type { CdpClient, CdpEvent } from './cdp.ts';
import { copies, selectedText } from './copied-text.ts';
import { CursorShape } from './cursor-shape.ts';
import { Dragging } from './dragging.ts';
import { FrameSender } from './frame-sender.ts';
import type { FreshBrowsers } from './fresh-browsers.ts';
import { dispatchInput } from './input.ts';
import { PageRequests } from './page-requests.ts';
import { Screencast, type Viewport } from './screencast.ts';
import { SessionClock } from './session-clock.ts';
import { SharpStill } from './sharp-still.ts';
import { SignInLoop } from './sign-in-loop.ts';
import { Tabs, type Tab } from './tabs.ts';
import { TabLocation } from './tab-location.ts';

export interface StreamOptions extends AddressDeps {
  limits: Pick<SessionLimits, 'idleSeconds' | 'totalSeconds'>;
  /** In which a captured session is tried. */
  fresh: FreshBrowsers;
}

/** A platform that has not begun to answer by then is taken for away. */
const firstAnswerMs = 45_000;

/**
 * One streamed session, from the gateway's `open` to its end: frames and view messages go out, input comes in, sign-in
 * is watched for and checked. Resolves when the session is over; the caller then destroys the browser.
 */
export class StreamSession {
  private readonly cdp: CdpClient;
  private readonly socket: WebSocket;
  private readonly options: StreamOptions;
  private readonly frames: FrameSender;
  private readonly screencast: Screencast;
  private readonly still: SharpStill;
  private readonly dragging: Dragging;
  private readonly cursor: CursorShape;
  private readonly location: TabLocation;
  private readonly requests: PageRequests;
  private tabs: Tabs | undefined;
  private context: string | undefined;
  private platform: URL | undefined;
  /** As the page wants it: it may say so before there is a tab. */
  private viewport: Viewport = { width: 0, height: 0, scale: 1 };
  private touch = false;
  private signIn: SignInLoop | undefined;
  /** The platform has begun to answer: before that there is only the empty page that every tab begins with. */
  private opened = false;
  private over = false;
  /** A key or a button that was pressed last. */
  private lastPress = Number.NEGATIVE_INFINITY;
  private readonly clock: SessionClock;
  private finish: () => void = () => undefined;
  private readonly finished = new Promise<void>((resolve) => (this.finish = resolve));

  constructor(cdp: CdpClient, socket: WebSocket, options: StreamOptions) {
    this.cdp = cdp;
    this.socket = socket;
    this.options = options;
    this.clock = new SessionClock(options.limits);
    this.frames = new FrameSender((message) => socket.send(message));
    this.screencast = new Screencast(cdp, this.frames, (tab) => this.tabs?.mendSize(tab));
    this.still = new SharpStill(cdp, this.frames);
    this.dragging = new Dragging(cdp);
    this.cursor = new CursorShape(cdp, (cursor) => this.tell({ type: 'cursor', cursor }));
    const tell = (message: ViewMessage) => this.tell(message);
    this.location = new TabLocation(cdp, {
      tell,
      named: () => this.tellTabs(),
      isRefused: (url) => this.isRefused(url),
    });
    this.requests = new PageRequests(cdp, { tell, bringToFront: (tab) => this.tabs?.show(tab) });
  }

  async run(): Promise<void> {
    this.socket.on('message', (data, binary) => this.receive(data, binary));
    this.socket.once('close', () => this.stop());
    this.socket.resume();
    const limits = setInterval(() => this.checkLimits(), 1_000);
    await this.finished;
    clearInterval(limits);
  }

  private receive(data: RawData, binary: boolean): void {
    if (this.over) return;
    try {
      if (binary) throw new Error('Input is text');
      const message: unknown = JSON.parse((data as Buffer).toString('utf8'));
      if (this.platform) this.act(inputMessage.parse(message));
      else void this.open(openMessage.parse(message)).catch((error: unknown) => this.end(reasonOf(error)));
    } catch {
      this.end('protocol_error');
    }
  }

  private async open({ url, width, height, scale, touch = false }: OpenMessage): Promise<void> {
    const platform = new URL(url);
    this.platform = platform;
    this.clock.start();
    this.viewport = { width, height, scale };
    this.touch = touch;
    this.tell({ type: 'starting' });
    this.frames.measure();
    if (!/^https?:$/.test(platform.protocol)) throw new ProductError('ADDRESS_REFUSED', 'protocol');
    await pinPublicAddress(this.options, platform.hostname, portOf(platform));
    const { browserContextId } = await this.cdp.send<{ browserContextId: string }>('Target.createBrowserContext', {});
    this.context = browserContextId;
    await Promise.all([
      this.cdp.send('Browser.setDownloadBehavior', { behavior: 'deny', browserContextId }),
      // Granting nothing is refusing everything, without a question that nobody sees.
      this.cdp.send('Browser.grantPermissions', { permissions: [], browserContextId }),
    ]);
    this.tabs = new Tabs(this.cdp, browserContextId, this.viewport, {
      prepare: (tab) => {
        this.location.add(tab);
        this.requests.prepare(tab);
      },
      prepareFrame: (session, frame) => this.requests.prepareFrame(session, frame),
      front: (tab) => this.show(tab),
      closed: (tab) => {
        this.location.closed(tab);
        this.requests.closed(tab);
        this.tellTabs();
      },
      lost: () => this.end('window_closed'),
      refused: () => this.requests.refuse('pop_up'),
      event: (tab, target, event) => this.hear(tab, target, event),
    });
    this.tabs.takesFingers(this.touch);
    const { sessionId } = await this.tabs.openFirst();
    const answer = await this.firstAnswer(url, sessionId);
    if (this.requests.certificateRefused) return this.end('certificate_refused');
    if (answer.errorText && answer.errorText !== 'net::ERR_ABORTED') {
      throw new ProductError('PLATFORM_UNREACHABLE', 'navigation');
    }
    if (this.over) return;
    this.opened = true;
    this.tellTabs();
    if (this.tabs.front) this.stream(this.tabs.front.sessionId);
    this.signIn = new SignInLoop({
      cdp: this.cdp,
      context: browserContextId,
      tabs: this.tabs,
      fresh: this.options.fresh,
      platform,
      gaveCredentials: (origin) => this.requests.gaveCredentials(origin),
      sincePress: () => performance.now() - this.lastPress,
      tell: (message) => this.tell(message),
    });
    const outcome = await this.signIn.run();
    if (typeof outcome === 'string') this.end(outcome);
    else if (outcome) this.handOver(outcome);
  }

  /** Resolves when the platform begins to answer, has failed to, or is late; the user may have to say who they are. */
  private async firstAnswer(url: string, tab: string): Promise<{ errorText?: string }> {
    const navigation = this.cdp.send<{ errorText?: string }>('Page.navigate', { url }, tab);
    for (;;) {
      const late = sleep(firstAnswerMs, undefined, { ref: false });
      const answer = await Promise.race([navigation, late]);
      if (answer) return answer;
      if (!this.requests.pending) return { errorText: 'late' };
    }
  }

  private show({ sessionId: tab }: Tab): void {
    if (this.over) return;
    this.tellTabs();
    this.location.follow(tab);
    this.requests.show(tab);
    this.dragging.follow(tab);
    if (this.opened) this.stream(tab);
  }

  private stream(tab: string): void {
    this.screencast.start(tab, this.viewport);
    this.still.follow(tab, this.viewport.scale);
  }

  private hear(tab: string, target: string, event: CdpEvent): void {
    if (event.method === 'Page.screencastFrame') return this.screencast.take(tab, event.params);
    if (event.method === 'Input.dragIntercepted') this.dragging.begin(tab, event.params.data);
    this.location.hear(tab, target, event);
    this.requests.hear(tab, target, event);
    // A page that crashed has taken its screencast along.
    const reloaded = event.method === 'Inspector.targetReloadedAfterCrash';
    if (reloaded && tab === this.tabs?.front?.sessionId) this.stream(tab);
  }

  private tellTabs(): void {
    const { all = [], front } = this.tabs ?? {};
    if (!front || !this.opened) return;
    const tabs = all.map(({ targetId, sessionId }) => ({ id: targetId, ...this.location.name(sessionId) }));
    this.tell({ type: 'tabs', front: front.targetId, tabs });
  }

  private async isRefused(address: string): Promise<boolean> {
    const url = URL.parse(address);
    if (!url) return false;
    const judged = pinPublicAddress(this.options, url.hostname, portOf(url));
    return await judged.then(
      () => false,
      (error: unknown) => error instanceof ProductError && error.code === 'ADDRESS_REFUSED',
    );
  }

  private act(message: InputMessage): void {
    const tab = this.tabs?.front?.sessionId;
    if (message.type !== 'ack' && message.type !== 'refresh') this.clock.input();
    switch (message.type) {
      case 'ack':
        this.frames.acknowledge(message.sequence);
        return;
      case 'cancel':
        this.end('cancelled');
        return;
      case 'stay':
        return;
      case 'confirm':
        this.signIn?.confirm();
        return;
      case 'storage_answer':
        this.signIn?.answerStorage(message.answer);
        return;
      case 'refresh':
        this.frames.renew();
        return;
      case 'resize':
        this.touch = message.touch ?? this.touch;
        this.tabs?.takesFingers(this.touch);
        this.resize({ width: message.width, height: message.height, scale: message.scale });
        return;
      case 'history':
        if (!tab) return;
        this.requests.calm(tab);
        void this.location.go(tab, message.action);
        return;
      case 'tab':
        this.tabs?.[message.action](message.tab);
        return;
      case 'answer':
        if (tab) this.location.used(tab);
        this.requests.answer(message.ask, message.answer);
        return;
      default:
        if (!tab) return;
        this.still.moved();
        if (isGesture(message)) {
          this.lastPress = performance.now();
          this.location.used(tab);
        }
        if (copies(message)) {
          // Keys overtake questions in Chromium, and a cut takes away what is asked for.
          void this.copy(tab).finally(() => dispatchInput(this.cdp, tab, message));
          return;
        }
        if (message.type === 'mouse' && this.dragging.take(message)) return;
        dispatchInput(this.cdp, tab, message);
        if (message.type === 'mouse' && message.action === 'down') this.requests.press(message);
        if (message.type === 'touch' && message.points[0]) this.requests.press(message.points[0]);
        if (message.type === 'mouse' && message.action === 'move') this.cursor.at(tab, message.x, message.y);
    }
  }

  private async copy(tab: string): Promise<void> {
    const text = await selectedText(this.cdp, tab);
    if (text) this.tell({ type: 'copied', text });
  }

  private resize(viewport: Viewport): void {
    const known = this.viewport;
    const same = viewport.width === known.width && viewport.height === known.height && viewport.scale === known.scale;
    if (same) return;
    this.viewport = viewport;
    this.tabs?.resize(viewport);
    const tab = this.tabs?.front;
    if (tab && this.opened) this.stream(tab.sessionId);
  }

  /** The session goes to the gateway and to nobody else; the gateway tells the page. */
  private handOver(message: SignedInMessage): void {
    this.socket.send(JSON.stringify(message), () => this.stop());
  }

  private checkLimits(): void {
    const news = this.clock.check();
    if (news === 'over') this.end('timed_out');
    else if (news !== undefined) this.tell({ type: 'ends_soon', end: news });
  }

  /** Ends the session with a reason that the page shows. */
  end(reason: EndReason): void {
    if (this.over) return;
    this.over = true;
    this.signIn?.stop();
    this.endFrames();
    this.socket.send(JSON.stringify({ type: 'ended', reason, connectionId: null } satisfies ViewMessage), () =>
      this.stop(),
    );
  }

  private stop(): void {
    this.over = true;
    this.signIn?.stop();
    this.endFrames();
    if (this.context) this.cdp.post('Target.disposeBrowserContext', { browserContextId: this.context });
    this.finish();
  }

  private endFrames(): void {
    this.screencast.stop();
    this.still.follow(undefined);
    this.frames.close();
  }

  private tell(message: ViewMessage): void {
    if (!this.over) this.socket.send(JSON.stringify(message));
  }
}

/** What Chromium, too, takes for the user's own doing: not what a pointer does on its way, and no wheel. */
function isGesture(message: InputMessage): boolean {
  if (message.type === 'mouse' || message.type === 'key') return message.action === 'down';
  if (message.type === 'touch') return message.action === 'end';
  return message.type === 'text' || message.type === 'compose';
}

function reasonOf(error: unknown): EndReason {
  if (!(error instanceof ProductError)) return 'browser_lost';
  if (error.code === 'ADDRESS_REFUSED') return 'address_refused';
  return error.code === 'PLATFORM_UNREACHABLE' ? 'platform_unreachable' : 'browser_lost';
}
