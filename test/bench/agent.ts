import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser } from 'playwright-core';
import { createAnthropicStandIn } from '../../infra/local/anthropic/server.ts';
import { projectRoot } from '../../infra/project-root.ts';
import { launchTestBrowser } from '../support/chromium.ts';
import { makeTutorial, type Made, type Workshop } from '../support/make-tutorial.ts';
import { modelServer } from '../support/offline-model.ts';
import { startTestDatabase } from '../support/postgres.ts';
import { startTestS3 } from '../support/s3.ts';
import { benchGoals, type BenchGoal } from './agent/goals.ts';
import { Meter, type Exchange, type Measured } from './agent/meter.ts';
import { signedIn } from './agent/signed-in.ts';
import { leaksIn } from './agent/leaks.ts';
import { keepTrace } from './agent/trace.ts';
import { quantile, reportBench, type Measure } from './report.ts';

const usage = `npm run bench:agent -- [--only NAME] [--match TEXT] [--scripts FOLDER] [--trace FOLDER]

Makes tutorials on the demo platform and on real applications, from the plan to the score, and looks into the
applications' own data afterwards.
  --only NAME        one application: demo, or one of the scripts' folder
  --match TEXT       only goals that hold this text
  --scripts FOLDER   holds unpack.sh and goals.json (../shared/platforms unless told otherwise; without it the demo alone)
  --trace FOLDER     keeps the last outline and history of each goal, redacted as the model saw them`;

interface Row extends Made, Measured {
  application: string;
  goal: string;
  reached: boolean;
  leaks: number;
}

/** Own time a step, in milliseconds; US dollars for eight steps at list price. */
const targets = { ownMs: 250, dollars: 0.06 };

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    match: { type: 'string', default: '' },
    scripts: { type: 'string', default: resolve(projectRoot, '../shared/platforms') },
    trace: { type: 'string' },
    help: { type: 'boolean' },
  },
});
if (options.help) {
  console.log(usage);
  process.exit();
}

const cleanUp: (() => unknown)[] = [];
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => void cleanAll().then(() => process.exit(1)));
}
try {
  await main();
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await cleanAll();
}
process.exit();

async function cleanAll(): Promise<void> {
  for (const one of cleanUp.splice(0).toReversed()) await one();
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'stepify-bench-'));
  cleanUp.push(() => rmSync(folder, { recursive: true, force: true }));
  const workshop = await openWorkshop();
  const rows: Row[] = [];
  console.log(line());
  for await (const goal of benchGoals({ ...options, folder, cleanUp })) {
    const row = await tryGoal(workshop, goal);
    rows.push(row);
    console.log(line(row));
  }
  if (rows.length === 0) throw new Error(`No goal is left to try.\n${usage}`);
  summary(rows);
}

interface Bench extends Workshop {
  browser: Browser;
  meter: Meter;
}

async function openWorkshop(): Promise<Bench> {
  const meter = new Meter();
  const [database, s3, offline, browser] = await Promise.all([
    startTestDatabase(),
    startTestS3(),
    modelServer(createAnthropicStandIn()),
    launchTestBrowser(),
  ]);
  cleanUp.push(
    () => database.stop(),
    () => s3.stop(),
    () => offline.stop(),
    () => browser.close(),
  );
  meter.watch(browser);
  return { browser, database, s3, meter, model: meter.model(offline.model) };
}

async function tryGoal(workshop: Bench, { application, goal, access, people, reached }: BenchGoal): Promise<Row> {
  const { meter, browser } = workshop;
  const session = await signedIn(browser, access);
  meter.start();
  const made = await makeTutorial(workshop, { name: application, goal, session, lap: () => meter.lap() });
  const measured = meter.read();
  await session.context.close().catch(() => undefined);
  if (options.trace) keepTrace(options.trace, `${application}-${goal}`, meter.exchanges);
  const leaks = leaksIn(sentTexts(meter.exchanges), people, goal);
  return { application, goal, ...made, ...measured, reached: await reached(), leaks: leaks.length };
}

function sentTexts(exchanges: readonly Exchange[]): string[] {
  return exchanges.flatMap(({ request }) =>
    request.messages.flatMap(({ content }) =>
      typeof content === 'string' ? content : content.map((block) => ('text' in block ? block.text : '')),
    ),
  );
}

/** Of the walk: looking, redacting, outlining, writing down. */
function walkMsPerStep({ walk, actions }: Row): number {
  return (1000 * walk.clock) / Math.max(1, actions);
}

/** Of all states together, the gate over every frame included. */
function allMsPerStep({ seconds, actions }: Row): number {
  return (1000 * seconds.own) / Math.max(1, actions);
}

/** As `walkMsPerStep`, but only while the processor worked for us: what a busy machine does not lengthen. */
function processorMsPerStep({ walk, actions }: Row): number {
  return (1000 * walk.processor) / Math.max(1, actions);
}

/** With the work that is done while the page or the model is waited for. */
function wholeProcessorMsPerStep({ walk, actions }: Row): number {
  return (1000 * walk.whole) / Math.max(1, actions);
}

function dollarsForEight({ costMicros, steps }: Row): number {
  return ((costMicros / 1e6) * 8) / Math.max(1, steps);
}

function line(row?: Row): string {
  const cells: [unknown, number][] = row
    ? [
        [row.application, 10],
        [row.goal.slice(0, 48), 49],
        [row.reached && !row.error ? 'yes' : row.reached ? 'unseen' : 'no', 8],
        [row.steps || '-', 6],
        [row.actions ? row.actions - row.steps : '-', 7],
        [row.calls, 6],
        [row.tokens.input + row.tokens.output, 8],
        [(row.costMicros / 1e6).toFixed(4), 8],
        [row.seconds.model.toFixed(1), 6],
        [row.seconds.browser.toFixed(1), 8],
        [row.seconds.own.toFixed(2), 7],
        [row.score ?? '-', 6],
        [row.error ?? '', 0],
      ]
    : [
        ['where', 10],
        ['goal', 49],
        ['reached', 8],
        ['steps', 6],
        ['pruned', 7],
        ['calls', 6],
        ['tokens', 8],
        ['$', 8],
        ['model', 6],
        ['browser', 8],
        ['own s', 7],
        ['score', 6],
        ['error', 0],
      ];
  return cells
    .map(([text, width]) => String(text).padEnd(width))
    .join('')
    .trimEnd();
}

/** The measures with their targets, and every goal's row in the line of JSON. */
function summary(rows: Row[]): void {
  const finished = rows.filter(({ score }) => score !== undefined);
  const sum = (value: (row: Row) => number) => rows.reduce((total, row) => total + value(row), 0);
  const median = (value: (row: Row) => number) => quantile(finished.map(value), 0.5);
  const reached = rows.filter((row) => row.reached && !row.error).length;
  const none = { unit: '', target: { most: 0 } };
  console.log();
  const measures: Measure[] = [
    { measure: 'goals reached', value: reached, unit: '', target: { least: rows.length } },
    {
      measure: 'own time a step of the walk, median',
      value: median(walkMsPerStep),
      unit: 'ms',
      target: { most: targets.ownMs },
    },
    { measure: 'own time a step of all states, median', value: median(allMsPerStep), unit: 'ms' },
    { measure: 'processor time a step of the walk, median', value: median(processorMsPerStep), unit: 'ms' },
    { measure: 'the same with work beside waiting, median', value: median(wholeProcessorMsPerStep), unit: 'ms' },
    {
      measure: 'cost of eight steps, median',
      value: median(dollarsForEight),
      unit: '$',
      target: { most: targets.dollars },
    },
    { measure: 'personal texts sent', value: sum(({ leaks }) => leaks), ...none },
    { measure: 'labels that the page does not have', value: sum(({ strangeNames }) => strangeNames), ...none },
    { measure: 'gates that failed', value: sum(({ failedGates = 0 }) => failedGates), ...none },
  ];
  reportBench('agent', measures, { rows });
}
