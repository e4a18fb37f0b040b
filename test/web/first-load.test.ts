import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchTestBrowser } from '../support/chromium.ts';
import { ann, sampleConnection, sampleTutorial } from '../support/web-data.ts';
import { startStandIn } from '../support/web-fixtures.ts';
import { openPage } from '../support/web-page.ts';
import { builtWebsite } from '../support/website.ts';

let browser: Browser;
let website: string;

beforeAll(async () => {
  [browser, website] = await Promise.all([launchTestBrowser(), builtWebsite()]);
}, 60_000);
afterAll(() => browser.close());

/** Kilobytes of compressed script that a page loads before anybody does anything. */
async function scriptKilobytes(path: string, signedIn: boolean): Promise<number> {
  const tutorial = sampleTutorial([{ highlight: null }]);
  const standIn = await startStandIn(website, {
    me: signedIn ? ann : null,
    connections: [sampleConnection()],
    tutorials: [tutorial],
  });
  const { page, scripts, close } = await openPage(browser, standIn, path.replace('first', tutorial.id));
  await page.locator('h1').waitFor();
  await page.waitForLoadState('networkidle');
  const sizes = await Promise.all(
    [...new Set(scripts)].map(async (file) => gzipSync(await readFile(join(website, file))).length),
  );
  await close();
  await standIn.close();
  return sizes.reduce((sum, size) => sum + size, 0) / 1024;
}

test.each([
  ['/sign-in', false, 150],
  ['/sign-up', false, 150],
  ['/', true, 250],
  ['/new', true, 250],
  ['/tutorials/first', true, 250],
  ['/platforms/connect', true, 250],
] as const)('%s loads at most its budget of script', async (path, signedIn, budget) => {
  const kilobytes = await scriptKilobytes(path, signedIn);
  console.log(`${path}: ${kilobytes.toFixed(1)} KB of compressed script, budget ${budget} KB`);
  expect(kilobytes).toBeLessThanOrEqual(budget);
});
