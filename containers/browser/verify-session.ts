import { setTimeout as sleep } from 'node:timers/promises';
import { samePlatform } from '#shared/browser/platform-site.ts';
import type { PageProbe } from '#shared/browser/page-probe.ts';
import { settledPage } from '#shared/browser/settled-page.ts';
import { asksToSignIn, looksLikeStep, looksTheSame } from '#shared/browser/sign-in-signs.ts';
import type { SiteStorage } from '#shared/contract/site-storage.ts';
import type { SessionCookie } from '#shared/contract/stream.ts';
import type { CdpClient } from './cdp.ts';
import { probeTab } from './probe-tab.ts';
import type { Viewport } from './screencast.ts';
import { readCookies, writeCookies } from './session-cookies.ts';
import { readStorage, writeStorage } from './site-storage.ts';

/** What is tried: cookies alone, or with site storage where the user has agreed to that. */
export interface CapturedSession {
  cookies: SessionCookie[];
  storage?: SiteStorage | undefined;
}

export interface VerifiedSession extends CapturedSession {
  /** The platform, opened afresh with this session alone, does not ask to sign in. */
  carried: boolean;
  /** It also shows something else than to a stranger, which proves the session without the user's word. */
  proven: boolean;
  /** The address that was opened. */
  url: string;
  /** What it showed. */
  seen: PageProbe | undefined;
}

const quietMs = 8_000;

/**
 * Opens `url` in a context of its own of a fresh browser, with the captured session alone, and beside it in one with
 * none, and compares. `shown` is what the user's own tab shows. The result's cookies and storage are those after the
 * check: some platforms replace a token whenever it is used.
 */
export async function verifySession(
  cdp: CdpClient,
  {
    platform,
    url,
    captured,
    viewport,
    shown,
  }: { platform: URL; url: string; captured: CapturedSession; viewport: Viewport; shown: PageProbe },
): Promise<VerifiedSession> {
  const [{ probe: seen, ...after }, stranger] = await Promise.all([
    visit(cdp, url, captured, viewport),
    visit(cdp, url, { cookies: [] }, viewport),
  ]);
  const asks = !seen || asksToSignIn(seen) || !samePlatform(platform, new URL(seen.url));
  const proven = !asks && !looksLikeStep(seen) && !(stranger.probe && looksTheSame(seen, stranger.probe));
  // Neither view asks for a password, but only the user's own tab shows more than a stranger sees.
  const leftBehind = !asks && !proven && !looksTheSame(seen, shown);
  return {
    carried: !asks && !leftBehind,
    proven,
    ...after,
    url,
    seen,
  };
}

async function visit(
  cdp: CdpClient,
  url: string,
  captured: CapturedSession,
  viewport: Viewport,
): Promise<CapturedSession & { probe: PageProbe | undefined }> {
  const { browserContextId } = await cdp.send<{ browserContextId: string }>('Target.createBrowserContext', {
    disposeOnDetach: true,
  });
  try {
    await writeCookies(cdp, browserContextId, captured.cookies);
    const size = { ...viewport, deviceScaleFactor: 1, mobile: false };
    const { targetId } = await cdp.send<{ targetId: string }>('Target.createTarget', {
      url: 'about:blank',
      browserContextId,
    });
    const { sessionId } = await cdp.send<{ sessionId: string }>('Target.attachToTarget', { targetId, flatten: true });
    cdp.post('Emulation.setDeviceMetricsOverride', size, sessionId);
    cdp.post('Emulation.setFocusEmulationEnabled', { enabled: true }, sessionId);
    await cdp.send('Page.enable', {}, sessionId);
    if (captured.storage) await writeStorage(cdp, sessionId, captured.storage);
    await cdp.send('Page.setLifecycleEventsEnabled', { enabled: true }, sessionId);
    const quiet = networkQuiet(cdp, sessionId, targetId);
    const { errorText } = await cdp.send<{ errorText?: string }>('Page.navigate', { url }, sessionId);
    if (errorText) return { ...captured, probe: undefined };
    await Promise.race([quiet, sleep(quietMs)]);
    const tab = { targetId, sessionId };
    const probe = await settledPage(() => probeTab(cdp, tab));
    return { probe, ...(await sessionAfter(cdp, browserContextId, tab, captured)) };
  } finally {
    await cdp.send('Target.disposeBrowserContext', { browserContextId }).catch(() => undefined);
  }
}

async function sessionAfter(
  cdp: CdpClient,
  context: string,
  tab: { targetId: string; sessionId: string },
  { storage }: CapturedSession,
): Promise<CapturedSession> {
  const cookies = await readCookies(cdp, context);
  if (!storage) return { cookies };
  const { origin } = storage;
  const after = await readStorage(cdp, tab, { origin, databases: storage.databases.length > 0 }).catch(() => undefined);
  return { cookies, storage: after ?? storage };
}

function networkQuiet(cdp: CdpClient, tab: string, frameId: string): Promise<void> {
  return new Promise((resolve) => {
    let navigated = false;
    const stop = cdp.on(({ method, params, sessionId }) => {
      if (sessionId !== tab || method !== 'Page.lifecycleEvent' || params.frameId !== frameId) return;
      if (params.name === 'init') navigated = true;
      if (params.name === 'networkIdle' && navigated) {
        stop();
        resolve();
      }
      if (params.name === 'networkAlmostIdle' && navigated) void sleep(2_500).then(() => (stop(), resolve()));
    });
  });
}
