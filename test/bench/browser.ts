import { parseArgs } from 'node:util';
import { buildAll } from '../../infra/build.ts';
import { BenchStage } from './browser/bench-stage.ts';
import { loopbackLatency } from './browser/latency.ts';
import { startRemotePages } from './browser/remote-pages.ts';
import { scrolling, slowClicks, soak, typingBytes } from './browser/slow-line.ts';
import { crowd, startFigures } from './browser/task-figures.ts';
import { reportBench, type Measure } from './report.ts';

/**
 * The streamed browser's figures, our page beside a plain relay of the DevTools protocol: the same Chromium streams to
 * both, the same other Chromium shows both, in turns. `--soak 300` clicks for five minutes on the slow line, `--only typing`
 * measures one part.
 */
const { values } = parseArgs({
  options: {
    soak: { type: 'string', default: '40' },
    turns: { type: 'string', default: '100' },
    only: { type: 'string' },
  },
});
const turns = Number(values.turns);
const soakSeconds = Number(values.soak);

const rows: Measure[] = [];
const add = (measure: string, value: number, unit: string, target?: Measure['target']) =>
  rows.push({ measure, value: Math.round(value * 100) / 100, unit, ...(target ? { target } : {}) });

/** A part that cannot be measured is missed; the others are measured all the same. */
async function part(name: string, measure: () => Promise<void>): Promise<void> {
  if (values.only !== undefined && values.only !== name) return;
  try {
    await measure();
  } catch (error) {
    console.error(error);
    add(`${name}: could not be measured`, Number.NaN, '', { most: 0 });
  }
}

await buildAll(console.error);
const stage = await BenchStage.set();
await part('latency', async () => {
  for (const [act, { ours, plain }] of Object.entries(await loopbackLatency(stage, turns))) {
    add(`${act} to canvas, median ÷ plain relay's`, ours.median / plain.median, '×', { most: 1.15 });
    add(`${act} to canvas, p95 ÷ plain relay's`, ours.p95 / plain.p95, '×', { most: 1.3 });
    add(`${act} to canvas, median`, ours.median, 'ms');
    add(`${act} to canvas, median, plain relay`, plain.median, 'ms');
  }
});
await part('scrolling', async () => {
  const fps = await scrolling(stage, 5);
  add('scrolling, loopback', fps.ours, 'frames/s', { least: 40 });
  add('scrolling, loopback, plain relay', fps.plain, 'frames/s');
});
await part('clicks on a slow line', async () => {
  const clicks = await slowClicks(stage, Math.ceil(turns / 5));
  add('4 Mbit/s, 80 ms: click on a form, median', clicks.form.median, 'ms', { most: 200 });
  add('4 Mbit/s, 80 ms: click on an animation, median', clicks.animation.median, 'ms', { most: 300 });
});
await part('soak', async () => {
  const soaked = await soak(stage, soakSeconds);
  add(`last third ÷ first third of ${soakSeconds} s of clicks`, soaked.last / soaked.first, '×', { most: 1.5 });
});
await part('typing', async () => {
  add('typing 100 letters, 4 Mbit/s', (await typingBytes(stage, 'slow')) / 1e6, 'MB', { most: 1 });
  add('typing 100 letters, loopback', (await typingBytes(stage, 'direct')) / 1e6, 'MB', { most: 1 });
});
// What follows has browsers of its own, and the machine to itself.
await stage.clear();
const remote = await startRemotePages();
await part('starts', async () => {
  const starts = await startFigures(remote, 3);
  add('first frame, task ready', starts.warm, 'ms', { most: 300 });
  add('first frame, from the start of the task', starts.cold, 'ms', { most: 2_000 });
  add('memory of a session', starts.memory, 'MB', { most: 260 });
});
await part('eight people', async () => {
  const eight = await crowd(remote, 8, 20);
  add('8 people typing at once, p95', eight.p95, 'ms', { most: 80 });
  add('8 people typing at once, median', eight.median, 'ms');
});
remote.stop();

reportBench('browser', rows);
process.exit();
