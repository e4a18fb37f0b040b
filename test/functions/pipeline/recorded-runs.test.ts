import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchTestBrowser } from '../../support/chromium.ts';
import { makeTutorial } from '../../support/make-tutorial.ts';
import { startTestDatabase, type TestDatabase } from '../../support/postgres.ts';
import { recordedGoals } from '../../support/recorded-goals.ts';
import { replaying, type RecordedRun } from '../../support/recorded-run.ts';
import { openRecipeSite } from '../../support/recipe-walk.ts';
import { startTestS3, type TestS3 } from '../../support/s3.ts';

const folder = fileURLToPath(new URL('../../support/recordings/', import.meta.url));

let browser: Browser;
let database: TestDatabase;
let s3: TestS3;
beforeAll(async () => {
  [browser, database, s3] = await Promise.all([launchTestBrowser(), startTestDatabase(), startTestS3()]);
});
afterAll(() => Promise.all([browser.close(), database.stop(), s3.stop()]));

describe('a recorded run', { timeout: 240_000 }, () => {
  test.each(recordedGoals)('$file asks today what it asked when it was recorded (npm run record)', async (given) => {
    const run = JSON.parse(readFileSync(join(folder, `${given.file}.json`), 'utf8')) as RecordedRun;
    const session = await openRecipeSite(browser, given.site);
    const model = replaying(run, (asked, recorded) => expect(asked).toEqual(recorded));
    try {
      const made = await makeTutorial({ database, s3, model }, { name: 'Kitchen', goal: run.goal, session });
      expect(made).toMatchObject({ failedGates: 0, strangeNames: 0 });
      expect(model.left()).toBe(0);
    } finally {
      await session.close();
    }
  });
});
