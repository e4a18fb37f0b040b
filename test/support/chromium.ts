import { chromium, type Browser } from 'playwright-core';
import { chromiumFiles } from '../../containers/browser/chromium-files.ts';
import { chromiumArgs, chromiumEnv } from '../../containers/browser/chromium.ts';

/** The product's own Chromium under Playwright, for tests; the caller closes it. */
export async function launchTestBrowser(): Promise<Browser> {
  const files = await chromiumFiles();
  return chromium.launch({
    executablePath: files.executable,
    args: chromiumArgs(),
    env: chromiumEnv({ ...files.env, HOME: '/tmp' }),
  });
}
