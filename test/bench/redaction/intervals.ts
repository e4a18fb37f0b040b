/** Wilson score interval of a share at 95 % (Wilson 1927), as percent. */
export function wilson(hits: number, all: number): [number, number] {
  if (all === 0) return [0, 100];
  const z = 1.96;
  const share = hits / all;
  const middle = (share + (z * z) / (2 * all)) / (1 + (z * z) / all);
  const reach = (z * Math.sqrt((share * (1 - share)) / all + (z * z) / (4 * all * all))) / (1 + (z * z) / all);
  return [100 * Math.max(0, middle - reach), 100 * Math.min(1, middle + reach)];
}

export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}
