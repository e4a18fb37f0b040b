import { setTimeout as sleep } from 'node:timers/promises';
import { samePlatform } from '#shared/browser/platform-site.ts';
import type { PageProbe } from '#shared/browser/page-probe.ts';
import { settledPage } from '#shared/browser/settled-page.ts';
import { asksToSignIn, looksTheSame } from '#shared/browser/sign-in-signs.ts';
import type { SessionCookie } from '#shared/contract/stream.ts';
import type { CdpClient } from './cdp.ts';
import { probeTab } from './probe-tab.ts';
import type { Viewport } from './screencast.ts';
import { readCookies, writeCookies } from './session-cookies.ts';

export interface VerifiedSession {
  /** The platform, opened afresh with these cookies alone, does not ask to sign in. */
  carried: boolean;
  /** It also shows something else than to a stranger, which proves the session without the user's word. */
  proven: boolean;
  /** The cookies after the check: some platforms replace a token whenever it is used. */
  cookies: SessionCookie[];
  /** The address that was opened. */
  url: string;
  /** What it showed. */
  seen: PageProbe | undefined;
}

const quietMs = 8_000;

/**
 * Opens `url` in a fresh browser context with the captured cookies alone, and beside it in one with none, and compares.
 * `shown` is what the user's own tab shows. Both contexts are gone afterwards.
 */
export async function verifySession(
  cdp: CdpClient,
  {
    platform,
    url,
    cookies,
    viewport,
    shown,
  }: { platform: URL; url: string; cookies: SessionCookie[]; viewport: Viewport; shown: PageProbe },
): Promise<VerifiedSession> {
  const [withCookies, stranger] = await Promise.all([
    visit(cdp, { url, cookies, viewport }),
    visit(cdp, { url, cookies: [], viewport }),
  ]);
  const seen = withCookies.probe;
  const asks = !seen || asksToSignIn(seen) || !samePlatform(platform, new URL(seen.url));
  const proven = !asks && !(stranger.probe && looksTheSame(seen, stranger.probe));
  // Neither view asks for a password, but only the user's own tab shows more than a stranger sees.
  const leftBehind = !asks && !proven && !looksTheSame(seen, shown);
  return {
    carried: !asks && !leftBehind,
    proven,
    cookies: withCookies.cookies,
    url,
    seen,
  };
}

async function visit(
  cdp: CdpClient,
  { url, cookies, viewport }: { url: string; cookies: SessionCookie[]; viewport: Viewport },
): Promise<{ probe: PageProbe | undefined; cookies: SessionCookie[] }> {
  const { browserContextId } = await cdp.send<{ browserContextId: string }>('Target.createBrowserContext', {
    disposeOnDetach: true,
  });
  try {
    await writeCookies(cdp, browserContextId, cookies);
    const size = { ...viewport, deviceScaleFactor: 1, mobile: false };
    const { targetId } = await cdp.send<{ targetId: string }>('Target.createTarget', {
      url: 'about:blank',
      browserContextId,
    });
    const { sessionId } = await cdp.send<{ sessionId: string }>('Target.attachToTarget', { targetId, flatten: true });
    cdp.post('Emulation.setDeviceMetricsOverride', size, sessionId);
    cdp.post('Emulation.setFocusEmulationEnabled', { enabled: true }, sessionId);
    await cdp.send('Page.enable', {}, sessionId);
    await cdp.send('Page.setLifecycleEventsEnabled', { enabled: true }, sessionId);
    const quiet = networkQuiet(cdp, sessionId, targetId);
    const { errorText } = await cdp.send<{ errorText?: string }>('Page.navigate', { url }, sessionId);
    if (errorText) return { probe: undefined, cookies };
    await Promise.race([quiet, sleep(quietMs)]);
    const probe = await settledPage(() => probeTab(cdp, { targetId, sessionId }));
    return { probe, cookies: await readCookies(cdp, browserContextId) };
  } finally {
    await cdp.send('Target.disposeBrowserContext', { browserContextId }).catch(() => undefined);
  }
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
