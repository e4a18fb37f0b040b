/**
 * Pictures of every page in light, dark, on a phone and in Thai, for looking at them before a change of a page is done:
 * `node boot.cjs test/support/web-screenshots.ts <folder> [part of a name]`.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { PageAsk } from '#shared/contract/page-asks.ts';
import { launchTestBrowser } from './chromium.ts';
import { sampleAsks } from './web-asks.ts';
import { ann, localSite, sampleChanges, sampleConnection, sampleJob, samplePlan, sampleTutorial } from './web-data.ts';
import { startStandIn, type StandIn } from './web-fixtures.ts';
import { platformPictures, signInFrame } from './web-pictures.ts';
import { builtWebsite } from './website.ts';

const [folder, only = ''] = process.argv.slice(2);
if (!folder) throw new Error('Name the folder for the pictures');
await mkdir(folder, { recursive: true });

const looks = {
  light: { width: 1440, height: 900, colorScheme: 'light', language: 'en' },
  dark: { width: 1440, height: 900, colorScheme: 'dark', language: 'en' },
  phone: { width: 360, height: 740, colorScheme: 'light', language: 'en' },
  thai: { width: 1280, height: 860, colorScheme: 'light', language: 'th' },
  wide: { width: 2560, height: 1300, colorScheme: 'light', language: 'en' },
} as const;

const browser = await launchTestBrowser();
const website = await builtWebsite();
const pictures = await platformPictures(browser);
const finished = sampleTutorial(pictures);
const connection = sampleConnection();
const job = sampleJob({ status: 'capture', percent: 15 });
const failedJob = sampleJob({ status: 'failed', percent: 0, errorCode: 'RECONNECT_REQUIRED' });
const plannedJob = sampleJob({ status: 'approval', percent: 15, plan: samplePlan });
const lostJob = sampleJob({ status: 'failed', percent: 15, errorCode: 'GOAL_NOT_REACHED' });

interface Shot {
  path: string;
  prepare?: (standIn: StandIn) => void;
  act?: (page: Page, standIn: StandIn) => Promise<void>;
  /** Only what is in the window, for pages that fill it. */
  window?: boolean;
}

const openStream = async (page: Page, standIn: StandIn) => {
  await page.locator('input[type=checkbox]').check();
  await page.locator('button[type=submit]').click();
  await page.locator('[data-streaming]').waitFor();
  await waitUntil(() => standIn.stream.of('resize').length > 0);
  const { width, height } = standIn.stream.of('resize')[0] ?? { width: 1280, height: 800 };
  standIn.stream.send({
    type: 'location',
    url: 'https://crm.example.com/sign-in?next=%2Fcontacts',
    secure: true,
    canGoBack: true,
    canGoForward: false,
    loading: false,
  });
  await standIn.stream.frame(width, height, await signInFrame(browser, width, height));
  await page.locator('[data-streaming=live]').waitFor();
};
const openAsk = async (page: Page, standIn: StandIn, asks: PageAsk) => {
  await openStream(page, standIn);
  standIn.stream.send({ type: 'ask', ask: 1, asks });
  await page.locator('[data-streaming] :is(dialog, section, form)').first().waitFor();
};
const connectPath = '/platforms/connect?url=https%3A%2F%2Fcrm.example.com%2Fsign-in&name=Acme%20CRM';

const shots: Record<string, Shot> = {
  'sign-up': { path: '/sign-up', prepare: ({ state }) => (state.me = null) },
  'sign-up-errors': {
    path: '/sign-up',
    prepare: ({ state }) => (state.me = null),
    act: async (page) => {
      await page.locator('input[name=email]').fill('ann@');
      await page.locator('button[type=submit]').click();
    },
  },
  'sign-in': {
    path: '/sign-in',
    prepare: ({ state }) => (state.me = null),
    act: async (page) => {
      await page.locator('input[name=email]').fill('ann@example.com');
      await page.locator('input[name=password]').fill('not the password');
      await page.locator('button[type=submit]').click();
      await page.getByRole('alert').waitFor();
    },
  },
  'home-empty': { path: '/', prepare: ({ state }) => (state.connections = []) },
  'home-connected': { path: '/', prepare: ({ state }) => (state.connections = [connection]) },
  home: {
    path: '/',
    prepare: ({ state }) => {
      state.tutorials = [
        sampleTutorial(pictures, {
          status: 'making',
          jobStatus: 'capture',
          firstFrameId: null,
          score: null,
          title: '',
          goal: job.goal,
          createdAt: new Date().toISOString(),
        }),
        finished,
        sampleTutorial(pictures.slice(1), {
          title: 'Change the status of a deal to won',
          score: 74,
          createdAt: new Date(Date.now() - 4e8).toISOString(),
        }),
        sampleTutorial([], {
          status: 'failed',
          jobStatus: 'failed',
          title: '',
          goal: 'Export last month’s orders as a file and send it to the accountant',
          score: null,
          createdAt: new Date(Date.now() - 9e8).toISOString(),
        }),
      ];
    },
  },
  new: {
    path: '/new',
    act: async (page) => page.locator('textarea').fill('Add a contact named Mira Lang and set her status to customer'),
  },
  'new-none': { path: '/new', prepare: ({ state }) => (state.connections = []) },
  'new-language': {
    path: '/new',
    act: async (page) => void (await page.locator('select[name=language]').selectOption('de')),
  },
  plan: { path: `/jobs/${plannedJob.id}` },
  'plan-missing': {
    path: `/jobs/${plannedJob.id}`,
    act: async (page) => page.locator('button[type=submit]').click(),
  },
  progress: { path: `/jobs/${job.id}` },
  'progress-failed': { path: `/jobs/${failedJob.id}` },
  'progress-lost': { path: `/jobs/${lostJob.id}` },
  tutorial: { path: `/tutorials/${finished.id}` },
  'tutorial-step': {
    path: `/tutorials/${finished.id}`,
    window: true,
    act: async (page) => {
      await page.locator('#step-1').waitFor();
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowRight');
      await page.waitForTimeout(900);
    },
  },
  'tutorial-large': {
    path: `/tutorials/${finished.id}`,
    window: true,
    act: async (page) => {
      await page.locator('figure > button').nth(1).click();
    },
  },
  'tutorial-delete': {
    path: `/tutorials/${finished.id}`,
    window: true,
    act: async (page) => {
      await page.locator('article header button').click();
      await page.getByRole('menuitem').last().click();
    },
  },
  'tutorial-why': {
    path: `/tutorials/${finished.id}`,
    window: true,
    act: async (page) => {
      await page.locator('figure summary').nth(1).click();
      await page.locator('figure summary').nth(1).scrollIntoViewIfNeeded();
    },
  },
  'mark-frame': {
    path: `/tutorials/${finished.id}`,
    window: true,
    act: async (page) => {
      await page.locator('figcaption button').first().click();
      const box = (await page.locator('[data-marker]').boundingBox())!;
      await page.mouse.move(box.x + box.width * 0.3, box.y + box.height * 0.3);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width * 0.5, box.y + box.height * 0.36);
      await page.mouse.up();
      await page.locator('dialog[open]').getByRole('button').nth(2).click();
    },
  },
  'too-much-covered': {
    path: `/tutorials/${finished.id}`,
    window: true,
    act: async (page) => page.locator('figcaption button').nth(1).click(),
  },
  share: { path: `/tutorials/${finished.id}/share` },
  'share-confirmed': {
    path: `/tutorials/${finished.id}/share`,
    prepare: ({ sharing, url }) => {
      const at = new Date(Date.now() - 4e6).toISOString();
      const link = { url: `${url}/s/${sharing.token}${'A9'.repeat(14)}`, createdAt: at };
      sharing.set(finished.id, {
        lookOver: { at, current: true },
        links: [
          { ...link, id: '1d1c0c0e-0000-4000-8000-000000000001', expiresAt: new Date(Date.now() + 6e8).toISOString() },
          { ...link, id: '1d1c0c0e-0000-4000-8000-000000000002', expiresAt: null },
        ],
        publishedAt: at,
      });
    },
  },
  shared: {
    path: '/s/token-of-the-only-link',
    prepare: ({ state, sharing }) => {
      state.tutorials = [finished];
      state.me = null;
      sharing.set(finished.id, {
        links: [{ id: finished.id, url: 'http://x/s/1', createdAt: finished.createdAt, expiresAt: null }],
      });
    },
  },
  'shared-gone': { path: '/s/nothing', prepare: ({ state }) => (state.me = null) },
  showcase: {
    path: '/showcase',
    prepare: ({ state, sharing }) => {
      state.tutorials = [finished];
      sharing.set(finished.id, { publishedAt: finished.createdAt });
    },
  },
  report: {
    path: `/tutorials/${finished.id}`,
    window: true,
    act: async (page) => page.locator('figcaption button').nth(2).click(),
  },
  'operators-key': { path: '/operators' },
  operators: { path: '/operators', prepare: ({ operators }) => (operators.signedIn = true) },
  'operators-look': {
    path: '/operators',
    window: true,
    prepare: ({ operators }) => (operators.signedIn = true),
    act: async (page) => page.locator('li button').nth(1).click(),
  },
  'tutorial-draft': {
    path: `/tutorials/${finished.id}`,
    window: true,
    prepare: ({ state }) => {
      state.tutorials = [{ ...finished, draft: { tutorialId: job.tutorialId, jobId: job.id, status: 'ready' } }];
    },
  },
  'tutorial-again': {
    path: `/tutorials/${finished.id}`,
    window: true,
    act: async (page) => {
      await page.locator('article header button').click();
      await page.getByRole('menuitem').first().click();
    },
  },
  changes: {
    path: `/tutorials/${finished.id}/changes`,
    prepare: ({ state }) => {
      state.changes = sampleChanges(finished);
    },
  },
  'changes-take': {
    path: `/tutorials/${finished.id}/changes`,
    window: true,
    prepare: ({ state }) => {
      state.changes = sampleChanges(finished);
    },
    act: async (page) => page.locator('li > div > button').first().click(),
  },
  'progress-delete': {
    path: `/jobs/${job.id}`,
    window: true,
    act: async (page) => page.locator('main button').first().click(),
  },
  platforms: {
    path: '/platforms',
    prepare: ({ state }) =>
      (state.connections = [
        connection,
        sampleConnection({
          displayName: 'Directus',
          platformUrl: 'https://cms.example.org/admin',
          lastUsedAt: null,
          expiresAt: new Date(Date.now() + 2e8).toISOString(),
        }),
      ]),
  },
  'platforms-empty': { path: '/platforms', prepare: ({ state }) => (state.connections = []) },
  'platforms-revoke': {
    path: '/platforms',
    window: true,
    act: async (page) => page.locator('article button').first().click(),
  },
  'connect-form': { path: '/platforms/connect', act: async (page) => page.locator('button[type=submit]').click() },
  'connect-demo': {
    path: `/platforms/connect?url=${encodeURIComponent(localSite.demoPlatform?.url ?? '')}&name=Demo%20platform`,
  },
  'connect-starting': {
    path: connectPath,
    window: true,
    act: async (page) => {
      await page.locator('input[type=checkbox]').check();
      await page.locator('button[type=submit]').click();
      await page.locator('[data-streaming=starting]').waitFor();
    },
  },
  'connect-stream': { path: connectPath, window: true, act: openStream },
  'connect-not-signed-in': {
    path: connectPath,
    window: true,
    act: async (page, standIn) => {
      await openStream(page, standIn);
      standIn.stream.send({
        type: 'location',
        url: 'http://crm.example.com/sign-in',
        secure: false,
        canGoBack: false,
        canGoForward: false,
        loading: true,
      });
      standIn.stream.send({ type: 'not_signed_in' });
      await page.getByRole('alert').waitFor();
    },
  },
  'connect-leave': {
    path: '/platforms',
    window: true,
    act: async (page, standIn) => {
      await page.locator('a[href="/platforms/connect"]').first().click();
      await page.locator('input[name=platformUrl]').fill('https://crm.example.com');
      await openStream(page, standIn);
      await page.evaluate(() => history.back());
      await page.locator('dialog[open]').waitFor();
    },
  },
  'connect-dialog': {
    path: connectPath,
    window: true,
    act: (page, standIn) => openAsk(page, standIn, sampleAsks.dialog),
  },
  'connect-credentials': {
    path: connectPath,
    window: true,
    act: (page, standIn) => openAsk(page, standIn, sampleAsks.credentials),
  },
  'connect-list': {
    path: connectPath,
    window: true,
    act: (page, standIn) => openAsk(page, standIn, sampleAsks.list),
  },
  'connect-suggestions': {
    path: connectPath,
    window: true,
    act: (page, standIn) => openAsk(page, standIn, sampleAsks.suggestions),
  },
  'connect-reconnecting': {
    path: connectPath,
    window: true,
    act: async (page, standIn) => {
      await openStream(page, standIn);
      standIn.stream.send({ type: 'ticket', ticket: 'next', graceSeconds: 30 });
      standIn.stream.upgrade = (_asked, socket) => void socket.destroy();
      standIn.stream.drop();
      await page.getByRole('alert').waitFor();
    },
  },
  'connect-date': {
    path: connectPath,
    window: true,
    act: (page, standIn) => openAsk(page, standIn, sampleAsks.value),
  },
  'connect-tabs': {
    path: connectPath,
    window: true,
    act: async (page, standIn) => {
      await openStream(page, standIn);
      standIn.stream.send({
        type: 'tabs',
        front: 'b',
        tabs: [
          { id: 'a', url: 'https://crm.example.com/sign-in', title: 'Sign in to Acme CRM' },
          { id: 'b', url: 'https://accounts.example.net/oauth', title: 'Choose an account' },
        ],
      });
      standIn.stream.send({ type: 'refused', what: 'passkey' });
      await page.getByRole('alert').waitFor();
    },
  },
  'connect-verifying': {
    path: connectPath,
    window: true,
    act: async (page, standIn) => {
      await openStream(page, standIn);
      standIn.stream.send({ type: 'verifying' });
      await page.locator('[data-streaming=verifying]').waitFor();
    },
  },
  'connect-queue': {
    path: connectPath,
    window: true,
    act: async (page, standIn) => {
      await page.locator('input[type=checkbox]').check();
      await page.locator('button[type=submit]').click();
      await page.locator('[data-streaming]').waitFor();
      await waitUntil(() => standIn.stream.ticket !== undefined);
      standIn.stream.send({ type: 'queued', place: 2, seconds: 130 });
      await page.waitForTimeout(300);
    },
  },
  'connect-storage': {
    path: connectPath,
    window: true,
    act: async (page, standIn) => {
      await openStream(page, standIn);
      standIn.stream.send({ type: 'storage_consent', origin: 'https://crm.example.com' });
      await page.getByRole('alertdialog').waitFor();
    },
  },
  'connect-ended': {
    path: connectPath,
    act: async (page, standIn) => {
      await openStream(page, standIn);
      standIn.stream.send({ type: 'ended', reason: 'session_not_carried', connectionId: null });
      await page.locator('[data-streaming]').waitFor({ state: 'detached' });
    },
  },
  'connect-done': {
    path: connectPath,
    act: async (page, standIn) => {
      await openStream(page, standIn);
      standIn.stream.send({ type: 'ended', reason: 'connected', connectionId: connection.id });
      await page.locator('[data-streaming]').waitFor({ state: 'detached' });
      await page.waitForTimeout(200);
    },
  },
  shortcuts: {
    path: '/',
    window: true,
    prepare: ({ state }) => (state.connections = [connection]),
    act: async (page) => page.keyboard.press('?'),
  },
  menu: {
    path: '/',
    window: true,
    prepare: ({ state }) => (state.connections = [connection]),
    act: async (page) => page.locator('header button').last().click(),
  },
  'not-found': { path: '/nowhere' },
  broken: { path: '/', prepare: ({ state }) => state.failures.set('GET /api/accounts/me', 'INTERNAL') },
};

for (const [lookName, look] of Object.entries(looks)) {
  const context = await browser.newContext({
    viewport: { width: look.width, height: look.height },
    colorScheme: look.colorScheme,
    locale: look.language,
    reducedMotion: 'no-preference',
    hasTouch: lookName === 'phone',
  });
  for (const [name, shot] of Object.entries(shots)) {
    const file = `${name}-${lookName}.png`;
    if (!file.includes(only)) continue;
    const standIn = await startStandIn(website, {
      me: { ...ann, language: look.language },
      site: localSite,
      connections: [connection],
      tutorials: shot.path.startsWith('/tutorials') ? [finished] : [],
      jobs: [job, failedJob, lostJob, plannedJob],
      pictures: new Map(
        finished.steps.map((step, index) => [step.frame?.assetId ?? '', pictures[index] as (typeof pictures)[0]]),
      ),
    });
    standIn.progress.send(job.id, { status: 'capture', percent: 38 });
    shot.prepare?.(standIn);
    const page = await context.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error' && !/status of (401|503|500)/.test(message.text()))
        console.log(file, message.text());
    });
    page.on('pageerror', (error) => console.log(file, error.message));
    try {
      await page.goto(standIn.url + shot.path, { waitUntil: 'load' });
      await page.waitForTimeout(name === 'broken' ? 3500 : 500);
      await shot.act?.(page, standIn);
      await page.waitForTimeout(400);
      if (!shot.window) {
        // Pictures further down load when they come near.
        await page.evaluate(() => document.querySelectorAll('img').forEach((img) => (img.loading = 'eager')));
        await page.evaluate(() => Promise.all([...document.images].map((img) => img.decode().catch(() => undefined))));
      }
      await page.screenshot({ path: join(folder, file), fullPage: !shot.window });
    } catch (error) {
      console.log(file, String(error).split('\n')[0]);
    }
    await page.close();
    await standIn.close();
  }
  await context.close();
}
await browser.close();

async function waitUntil(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 100 && !holds(); tries++) await new Promise((resolve) => setTimeout(resolve, 50));
}
