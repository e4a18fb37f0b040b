import type { RawPiece } from '../page-outline.ts';
import type { NameTools } from './names.ts';
import type { RoleTools } from './roles.ts';
import type { TextTools } from './texts.ts';

/** Which texts are records, and under which column they stand. Runs in the page: its source is sent there. */
export function recordTools({ flat, shownText }: TextTools, { fieldRoles }: RoleTools, { nameOf }: NameTools) {
  const records = 'td,tr,[role=gridcell],[role=cell],[role=row],[role=listitem],article,dd,blockquote,[class*=card]';

  function isData(el: Element): boolean {
    if (el.closest(records)) return !el.closest('th,[role=columnheader]');
    return (
      el.closest('li') !== null &&
      !el.closest('nav,[role=navigation],[role=menu],[role=menubar],[role=tablist],header,form')
    );
  }

  /** Column header of a cell, or the term of a description. */
  function columnOf(el: Element): string {
    const cell = el.closest('td,[role=gridcell],[role=cell],dd');
    if (!cell) return '';
    if (cell.tagName === 'DD') return flat(cell.previousElementSibling?.textContent, 60);
    const place = [...(cell.parentElement?.children ?? [])].indexOf(cell);
    const table = cell.closest('table,[role=table],[role=grid],[role=treegrid]');
    const header = table?.querySelector('thead tr,[role=row]:has([role=columnheader]),tr:has(th)')?.children[place];
    return flat(header?.textContent, 60);
  }

  function pieces(el: Element, role: string): RawPiece[] {
    const cells =
      role === 'row' || el.matches('tr,[role=row]') ? [...el.querySelectorAll('td,[role=gridcell],[role=cell]')] : [];
    if (cells.length > 0) {
      return cells.map((cell) => ({ text: shownText(cell), label: columnOf(cell), data: true })).filter((p) => p.text);
    }
    const text = nameOf(el, role);
    const field = fieldRoles.test(role);
    return text ? [{ text, label: field ? '' : columnOf(el), data: !field && isData(el) }] : [];
  }

  return { isData, columnOf, pieces };
}
export type RecordTools = ReturnType<typeof recordTools>;
