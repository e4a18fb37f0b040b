import { developmentHosts } from '#shared/browser/public-address.ts';
import { programEnv, readEnv } from '#shared/contract/env.ts';
import { readSessionLimits } from '#shared/contract/session-limits.ts';
import { browserTaskPort } from '#shared/contract/stream.ts';
import { logError } from '#shared/log/log.ts';
import { runBrowserTask } from './browser-task.ts';
import { prepareChromium } from './chromium-files.ts';
import { ownAddress } from './own-address.ts';

/** `main.mjs prepare` is run when the image is built; otherwise this is one session's browser. */
async function main(): Promise<void> {
  if (process.argv[2] === 'prepare') return await prepareChromium();
  const env = readEnv(programEnv.browser);
  const stop = new AbortController();
  // Heard every time: a second request to stop must not cut the cleaning up short.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => stop.abort());
  await runBrowserTask({
    address: await ownAddress(),
    port: browserTaskPort,
    limits: readSessionLimits(env.SESSION_LIMITS),
    waitSeconds: Number(env.WAIT_SECONDS),
    developmentHosts: developmentHosts(env.ALLOWED_DEVELOPMENT_HOSTS),
    signal: stop.signal,
  });
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    logError('browser.failed', error);
    process.exit(1);
  },
);
