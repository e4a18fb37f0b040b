import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { projectRoot } from '../../infra/project-root.ts';
import { launchTestBrowser } from '../support/chromium.ts';
import { startTestStack } from '../support/local-stack.ts';
import { outcomeIsThere } from './platform-check.ts';
import { makeTutorial, type JourneyResult } from './platform-journey.ts';
import { PlatformScripts, type PlatformGoal, type RunningPlatform } from './platform-scripts.ts';

const usage = `npm run e2e:platforms -- [--scripts FOLDER] [--only NAME] [--goals N|all] [--match TEXT] [--sign-in] [--pictures FOLDER]

Makes tutorials on real applications, through the page, and looks into the applications' own data afterwards.
  --scripts FOLDER   holds unpack.sh and goals.json (../shared/platforms unless told otherwise)
  --only NAME        one application
  --goals N|all      how many goals of each application, the first one unless told otherwise
  --match TEXT       only goals that hold this text
  --sign-in          connects each application once and makes no tutorial
  --pictures FOLDER  keeps a picture of each finished tutorial`;

interface Row extends JourneyResult {
  application: string;
  goal: string;
  reached: boolean;
  passed: boolean;
  seconds: number;
}

/** A goal that is too common to be left to chance, for the application that has what it names. */
const alwaysTried: PlatformGoal = {
  app: 'directus',
  goal: 'Create an article titled Hello',
  check: { sqlite: 'data/db.sqlite', query: "select count(*) from posts where title='Hello'", equals: 1 },
};

const { values: options } = parseArgs({
  options: {
    scripts: { type: 'string', default: resolve(projectRoot, '../shared/platforms') },
    only: { type: 'string' },
    goals: { type: 'string', default: '1' },
    match: { type: 'string' },
    'sign-in': { type: 'boolean' },
    pictures: { type: 'string' },
    help: { type: 'boolean' },
  },
});
const cleanUp: (() => Promise<unknown>)[] = [];
let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => void stopAll().then(() => process.exit(1)));
}

try {
  if (options.help) console.log(usage);
  else if (!(await main())) process.exitCode = 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await stopAll();
}
process.exit();

async function stopAll() {
  if (stopping) return;
  stopping = true;
  for (const one of cleanUp.splice(0).toReversed()) await one().catch((error: unknown) => console.error(error));
}

async function main(): Promise<boolean> {
  const scripts = await PlatformScripts.unpack(resolve(options.scripts));
  const goals = chosenGoals(scripts.goals);
  if (goals.length === 0) throw new Error('No goal is left to try. See --help.');
  const platforms = await startPlatforms(scripts, [...new Set(goals.map(({ app }) => app))]);

  const allowHosts = [...platforms.values()].map(({ url }) => new URL(url).host);
  const product = await startTestStack({ allowHosts, report: (line) => console.log(line) });
  cleanUp.push(() => product.remove());
  const browser = await launchTestBrowser();
  cleanUp.push(() => browser.close());

  const rows: Row[] = [];
  for (const goal of goals) {
    const row = await tryGoal({ scripts, browser, product }, platforms.get(goal.app)!, goal);
    rows.push(row);
    console.log(line(row));
  }
  console.log(`\n${line()}\n${rows.map((row) => line(row)).join('\n')}`);
  const passed = rows.filter((row) => row.passed).length;
  console.log(`${passed} passed, ${rows.length - passed} failed`);
  return passed === rows.length;
}

function chosenGoals(goals: readonly PlatformGoal[]): PlatformGoal[] {
  const most = options.goals === 'all' ? Infinity : Number(options.goals);
  if (!(most >= 1)) throw new Error(`--goals takes a number or "all".\n${usage}`);
  const names = [...new Set(goals.map(({ app }) => app))];
  const wanted = (goal: PlatformGoal) => !options.match || goal.goal.includes(options.match);
  return names
    .filter((name) => !options.only || name === options.only)
    .flatMap((name) => [
      ...(name === alwaysTried.app && !options['sign-in'] ? [alwaysTried].filter(wanted) : []),
      ...goals.filter((goal) => goal.app === name && wanted(goal)).slice(0, options['sign-in'] ? 1 : most),
    ]);
}

async function startPlatforms(scripts: PlatformScripts, names: string[]): Promise<Map<string, RunningPlatform>> {
  const platforms = new Map<string, RunningPlatform>();
  for (const name of names) {
    console.log(`Starting ${name} …`);
    // Somebody else's stays up, with the data that it had at first.
    const stays = scripts.isRunning(name);
    cleanUp.push(() => (stays ? scripts.restore(name) : scripts.stop(name)));
    platforms.set(name, await scripts.start(name));
  }
  return platforms;
}

async function tryGoal(
  {
    scripts,
    browser,
    product,
  }: { scripts: PlatformScripts; browser: Browser; product: { url: string; databaseUrl: string } },
  { name, url, user, password }: RunningPlatform,
  { goal, check }: PlatformGoal,
): Promise<Row> {
  const picture = (page: Page) => keepPicture(page, `${name}-${goal}`);
  await scripts.restore(name);
  const started = Date.now();
  let result: JourneyResult;
  try {
    const access = { url, user, password, name };
    result = await makeTutorial({ browser, product }, access, options['sign-in'] ? undefined : goal, picture);
  } catch (error) {
    result = {
      connected: 'no',
      error: error instanceof Error ? error.message.split('\n').slice(0, 3).join(' ') : 'unknown',
    };
  }
  const seconds = Math.round((Date.now() - started) / 1000);
  if (options['sign-in']) {
    const passed = result.connected === 'yes';
    return { application: name, goal: '(signing in)', ...result, reached: false, passed, seconds };
  }
  const reached = result.connected === 'yes' && (await outcomeIsThere(scripts.folderOf(name), check));
  const passed = reached && result.error === undefined;
  return { application: name, goal, ...result, reached, passed, seconds };
}

async function keepPicture(page: Page, name: string): Promise<void> {
  if (!options.pictures) return;
  const folder = resolve(options.pictures);
  mkdirSync(folder, { recursive: true });
  for (const frame of await page.locator('main img').all()) {
    await frame.scrollIntoViewIfNeeded();
    await frame.evaluate((img: HTMLImageElement) => img.decode());
  }
  const path = join(folder, `${name.replaceAll(/[^\w]+/g, '-')}.png`);
  await page.screenshot({ path, fullPage: true });
}

/** One row of the table, or its head. */
function line(row?: Row): string {
  const cells: [unknown, number][] = row
    ? [
        [row.passed ? 'passed' : 'FAILED', 7],
        [row.application, 10],
        [row.goal.slice(0, 50), 51],
        [row.kept ?? row.connected, 12],
        [row.reached ? 'yes' : 'no', 8],
        [row.steps ?? '-', 6],
        [row.score ?? '-', 6],
        [row.seconds, 8],
        [row.regions ?? '-', 8],
        [row.error ?? '', 0],
      ]
    : [
        ['', 7],
        ['where', 10],
        ['goal', 51],
        ['connected', 12],
        ['reached', 8],
        ['steps', 6],
        ['score', 6],
        ['seconds', 8],
        ['regions', 8],
        ['error', 0],
      ];
  return cells
    .map(([text, width]) => String(text).padEnd(width))
    .join('')
    .trimEnd();
}
