/** One row of a benchmark's table. */
export interface Measure {
  measure: string;
  value: number;
  /** What the number counts: `ms`, `MB`, `×`. */
  unit: string;
  /** The most, or the least, that is accepted; none for a figure that is only shown. */
  target?: { most: number } | { least: number };
  /** What one has to know to read the value: its sample, its interval. */
  note?: string;
}

export const isMet = ({ value, target }: Measure): boolean =>
  target === undefined || ('most' in target ? value <= target.most : value >= target.least);

/** Prints the table and, last, one line of JSON with `more` in it; the process will exit with 1 if a target is missed. */
export function reportBench(name: string, measures: readonly Measure[], more: object = {}): void {
  const rows = [['measure', 'value', 'target', 'met', 'note'], ...measures.map(cells)];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  for (const row of rows)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    );
  const met = measures.every(isMet);
  const values = Object.fromEntries(measures.map(({ measure, value }) => [measure, value]));
  console.log(JSON.stringify({ bench: name, met, values, ...more }));
  if (!met) process.exitCode = 1;
}

function cells(row: Measure): string[] {
  const { measure, value, unit, target, note = '' } = row;
  const shown = (number: number) => `${Number(number.toPrecision(4))} ${unit}`.trim();
  if (!target) return [measure, shown(value), '', '', note];
  const wanted = 'most' in target ? `≤ ${shown(target.most)}` : `≥ ${shown(target.least)}`;
  return [measure, shown(value), wanted, isMet(row) ? 'yes' : 'NO', note];
}

/** Value below which `part` (0 to 1) of the sorted sample lies. */
export function quantile(sample: readonly number[], part: number): number {
  const sorted = sample.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}
