import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { chromiumFiles, prepareChromium } from '../../../containers/browser/chromium-files.ts';

// Below the project, because the packages are looked for upwards, as beside a bundle.
const cache = join(import.meta.dirname, '../../../node_modules/.cache');
mkdirSync(cache, { recursive: true });
const here = mkdtempSync(join(cache, 'chromium-'));
afterAll(() => rmSync(here, { recursive: true, force: true }));

test('starts side by side make one whole folder and leave nothing half done', async () => {
  await Promise.all([prepareChromium(here), prepareChromium(here), prepareChromium(here)]);
  expect(readdirSync(here)).toEqual(['chromium']);
  const files = await chromiumFiles(here);
  expect(files.executable).toBe(join(here, 'chromium/chromium'));
  const fonts = readdirSync(join(files.env.FONTCONFIG_PATH, 'fonts'));
  expect(fonts.filter((name) => name.startsWith('Noto'))).toHaveLength(4);
  expect(existsSync(join(files.env.FONTCONFIG_PATH, 'libGLESv2.so'))).toBe(true);
});
