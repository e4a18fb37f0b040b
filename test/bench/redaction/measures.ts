import type { Measure } from '../report.ts';
import { percentile, wilson } from './intervals.ts';
import type { PageResult } from './pages.ts';
import { cleanInk } from './score.ts';

const idKinds = ['email', 'phone', 'card', 'national_id'];

/** What the pages showed, against what a redaction has to reach. Targets: recall, clean pages, readable rest, own name, time. */
export function measures(results: readonly PageResult[]): Measure[] {
  const kept = results.filter(({ dropped }) => !dropped);
  const truths = kept.flatMap((result) => result.truths.map((truth) => ({ ...truth, locale: result.page.locale })));
  const harmless = kept.flatMap((result) => result.kept);
  const own = kept.flatMap((result) => result.own);
  const locales = [...new Set(truths.map(({ locale }) => locale))];
  const least = Math.min(...locales.map((locale) => share(hidden(truths.filter((truth) => truth.locale === locale)))));
  const names = Math.min(
    ...locales.map((locale) => share(hidden(truths.filter((t) => t.locale === locale && t.kind === 'name')))),
  );
  const stage1 = results.map(({ ink }) => ink <= cleanInk);
  const stage2 = results.map(({ inkAfterNumbers }) => inkAfterNumbers <= cleanInk);
  const group = (kind: string) => harmless.filter((item) => item.kind === kind).map(({ readable }) => readable);
  const readable = harmless.map((item) => item.readable);
  return [
    proportion('pages without any ink of personal text, stage 1', stage1, 97),
    proportion('the same if stage 2 names every box it is shown', stage2, 99.5),
    proportion('personal texts hidden', hidden(truths), 99.5),
    { ...atLeast('personal texts hidden, worst language', least, 99.5), note: locales.join(' ') },
    atLeast('names hidden, worst language', names, 99),
    proportion(
      'e-mail, phone, card, national id hidden',
      hidden(truths.filter(({ kind }) => idKinds.includes(kind))),
      99.9,
    ),
    proportion('harmless texts readable', readable, 85),
    ...['chrome', 'value', 'trap'].map((kind) => proportion(`  of these: ${kind}`, group(kind))),
    atMost('own name or address masked', own.filter((item) => !item.readable).length, 0, `of ${own.length}`, ''),
    atMost(
      'pages that did not come to rest and were dropped',
      results.length - kept.length,
      results.length * 0.1,
      `of ${results.length}`,
      '',
    ),
  ];
}

export interface FrameTime {
  /** Milliseconds beyond a plain screenshot of the same page, the page's own work and its answers included. */
  added: number;
  /** Processor time of this process, all its threads together. */
  cpu: number;
}

/** On pages at rest, at one pixel per point. */
export function timeMeasures(times: readonly FrameTime[]): Measure[] {
  const added = times.map((time) => time.added);
  const cpu = times.map((time) => time.cpu);
  const middle = (all: readonly number[]) => `p50 ${percentile(all, 0.5).toFixed(0)}, ${all.length} frames`;
  return [
    atMost('time added to a frame, p95', percentile(added, 0.95), 350, middle(added), 'ms'),
    atMost('  processor time of this process, p95', percentile(cpu, 0.95), 350, middle(cpu), 'ms'),
  ];
}

const hidden = (truths: readonly { leaked: boolean }[]) => truths.map(({ leaked }) => !leaked);
const share = (hits: readonly boolean[]) => (100 * hits.filter(Boolean).length) / hits.length;

function proportion(measure: string, hits: readonly boolean[], least?: number): Measure {
  const [low, high] = wilson(hits.filter(Boolean).length, hits.length);
  const note = `${hits.filter(Boolean).length} of ${hits.length}, 95 %: ${low.toFixed(1)}–${high.toFixed(1)}`;
  return { measure, value: share(hits), unit: '%', note, ...(least !== undefined && { target: { least } }) };
}

function atLeast(measure: string, value: number, least: number): Measure {
  return { measure, value, unit: '%', target: { least } };
}

export function atMost(measure: string, value: number, most: number, note: string, unit: string): Measure {
  return { measure, value, unit, target: { most }, note };
}
