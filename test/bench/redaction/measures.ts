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
  const resting = kept.filter(({ page }) => page.layout !== 'jumping' && page.scale === 1);
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
    atMost(
      'time added to a frame, p95',
      percentile(
        resting.map(({ added }) => added),
        0.95,
      ),
      350,
      `p50 ${percentile(
        resting.map(({ added }) => added),
        0.5,
      ).toFixed(0)}`,
      'ms',
    ),
    {
      measure: '  of it work of this process, p95',
      value: percentile(
        resting.map(({ cpu }) => cpu),
        0.95,
      ),
      unit: 'ms',
    },
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
