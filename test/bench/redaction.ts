import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launchTestBrowser } from '../support/chromium.ts';
import { stages, takeOut } from './redaction/ablation.ts';
import { atMost, type FrameTime } from './redaction/measures.ts';
import { cleanInk } from './redaction/score.ts';
import { reportBench, type Measure } from './report.ts';

/**
 * Without an argument the whole bench; `--platforms FOLDER [NAME [PICTURES]]` looks at real applications instead. With another
 * argument a part of it in a process of its own, whose answer is the last line.
 */
const [part, argument = '', ...more] = process.argv.slice(2);

if (part === 'ablation') await ablate(argument);
else if (part === 'memory') await memory();
else if (part === 'time') await time();
else if (part === '--platforms') await platforms();
else await bench();

async function bench(): Promise<void> {
  const { benchPages, runPage } = await import('./redaction/pages.ts');
  const { measures, timeMeasures } = await import('./redaction/measures.ts');
  const { dictionaryAttack } = await import('./redaction/dictionary.ts');
  const browser = await launchTestBrowser();
  const table: Measure[] = [];
  try {
    const pages = benchPages(2);
    const results = [];
    for (const page of pages) {
      const result = await runPage(browser, page);
      if (result.ink > cleanInk)
        console.log(`  ink left: ${page.locale} ${page.layout} ${page.dark ? 'dark' : 'light'} ${page.scale}x`);
      results.push(result);
    }
    table.push(...measures(results));
    table.push(...timeMeasures(JSON.parse(await run(['time'])) as FrameTime[]));
    const control = await dictionaryAttack(browser, 12, 'blur');
    const guess = await dictionaryAttack(browser, 40, 'redaction');
    const most = Math.ceil(guess.chance + 2.33 * Math.sqrt(guess.chance) + 1);
    table.push(
      atMost(
        'names found by trying 1,200 candidates',
        guess.right,
        most,
        `of ${guess.tried}; chance ${guess.chance.toFixed(1)}`,
        '',
      ),
      atMost('names that the width narrows to ten', guess.narrowed, 0, `of ${guess.tried}`, ''),
      {
        measure: '  the same attack on a blur of 10 px',
        value: control.right,
        unit: '',
        note: `of ${control.tried}`,
      },
    );
  } finally {
    await browser.close();
  }
  const added = Number(await run(['memory']));
  table.push(atMost('memory added to the process', added, 600, 'peak over 40 frames', 'MB'));
  const backups = new Set(Object.values(stages).map(({ and }) => and));
  for (const name of Object.keys(stages)) {
    // What has a backup shows no loss alone: the two are taken out together, under the name of the first.
    if (name === 'looking twice' && backups.has(name)) continue;
    const dirty = Number(await run(['ablation', name]));
    table.push({
      measure: `without ${[name, stages[name]!.and].filter(Boolean).join(' and ')}`,
      value: dirty,
      unit: 'leaking pages',
      target: { least: 1 },
      note: stages[name]!.layouts.join(', '),
    });
  }
  reportBench('redaction', table);
}

async function platforms(): Promise<void> {
  const { benchPlatforms } = await import('./redaction/platforms.ts');
  if (!(await benchPlatforms(resolve(argument), ...more))) process.exitCode = 1;
}

/** How many pages show personal text when a stage is missing. */
async function ablate(name: string): Promise<void> {
  takeOut(name);
  const { benchPages, runPage } = await import('./redaction/pages.ts');
  const browser = await launchTestBrowser();
  let dirty = 0;
  try {
    for (const page of benchPages(1)) {
      if (!stages[name]!.layouts.includes(page.layout)) continue;
      const { ink, inkAfterNumbers } = await runPage(browser, page);
      if (ink > cleanInk && inkAfterNumbers >= 0) dirty += 1;
      if (dirty >= 3) break;
    }
  } finally {
    await browser.close();
  }
  console.log(dirty);
}

/**
 * What redaction adds to a plain screenshot, frame after frame. In a process of its own: scoring leaves hundreds of megabytes
 * to the garbage collector, which would work on them while the next frame is measured. The first frame loads the detector.
 */
async function time(): Promise<void> {
  const { benchPages, timeFrame } = await import('./redaction/pages.ts');
  const browser = await launchTestBrowser();
  const times: FrameTime[] = [];
  try {
    for (const page of benchPages(2))
      if (page.layout !== 'jumping' && page.scale === 1) times.push(await timeFrame(browser, page));
  } finally {
    await browser.close();
  }
  console.log(JSON.stringify(times));
}

/** Peak of the process over many frames, less what it took with everything loaded but the detector. Megabytes. */
async function memory(): Promise<void> {
  const { benchPages, runPage } = await import('./redaction/pages.ts');
  const browser = await launchTestBrowser();
  const before = process.memoryUsage().rss;
  let most = 0;
  try {
    for (const page of benchPages(1).slice(0, 40)) {
      await runPage(browser, page);
      most = Math.max(most, process.memoryUsage().rss);
    }
  } finally {
    await browser.close();
  }
  console.log(Math.round((most - before) / 1e6));
}

function run(args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [fileURLToPath(import.meta.url), ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (bytes: Buffer) => (output += bytes.toString()));
    child.on('error', reject);
    child.on('exit', (code) =>
      code === 0
        ? resolve(output.trim().split('\n').at(-1) ?? '')
        : reject(new Error(`${args.join(' ')} ended with ${code}`)),
    );
  });
}
