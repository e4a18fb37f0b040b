import type { RegionKind } from '#shared/contract/redaction.ts';
import type { Span } from './page-items.ts';
import { isHarmlessLabel } from './person-fields.ts';

interface ColumnItem {
  text: string;
  label: string;
  /** Names the column of a table, or the same place in each of several alike boxes; empty when there is none. */
  column?: string;
}

const share = 0.5;
const least = 3;

/**
 * What most texts of a column are, all of them are: "Price" between surnames is a surname. Columns whose header says that
 * the application chooses the values are left out. Returns the spans with those that the vote adds.
 */
export function voteByColumn(items: readonly ColumnItem[], spans: readonly Span[][]): Span[][] {
  const columns = new Map<string, number[]>();
  items.forEach(({ column = '', label, text }, index) => {
    if (column === '' || isHarmlessLabel(label) || !/[\p{L}\p{N}]/u.test(text)) return;
    columns.set(column, [...(columns.get(column) ?? []), index]);
  });
  const result = spans.map((found) => [...found]);
  for (const members of columns.values()) {
    const kind =
      members.length < least ? undefined : majority(members.map((index) => wholeKind(items[index], spans[index])));
    if (!kind) continue;
    for (const index of members) {
      if (result[index]!.length === 0)
        result[index]!.push({ start: 0, end: items[index]!.text.length, kind, reason: 'column' });
    }
  }
  return result;
}

/** The kind of a text that is masked as a whole. */
function wholeKind(item: ColumnItem | undefined, found: readonly Span[] = []): RegionKind | undefined {
  const whole = item?.text.trim().length ?? 0;
  return found.find(({ start, end, kind }) => kind !== 'unknown' && end - start >= whole)?.kind;
}

function majority(kinds: readonly (RegionKind | undefined)[]): RegionKind | undefined {
  const counts = new Map<RegionKind, number>();
  for (const kind of kinds) if (kind) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const [most] = [...counts].toSorted((a, b) => b[1] - a[1]);
  return most && most[1] > kinds.length * share ? most[0] : undefined;
}
