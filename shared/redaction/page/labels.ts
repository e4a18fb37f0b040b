export interface LabelTools {
  labelOf(element: Element): string;
}

/** Runs in the page. Finds the words that name a value: they decide what kind of data an unknown text is. */
export function labelTools(parentOf: (node: Node) => Element | null): LabelTools {
  const clean = (text: string | null | undefined) => (text ?? '').replace(/\s+/g, ' ').trim().slice(0, 80);

  function named(element: Element): string[] {
    const root = element.getRootNode() as Document | ShadowRoot;
    const found = (element.getAttribute('aria-labelledby') ?? '')
      .split(/\s+/)
      .filter(Boolean)
      .map((id) => clean(root.getElementById?.(id)?.textContent));
    found.push(clean(element.getAttribute('aria-label')));
    return found;
  }

  function ofField(field: HTMLInputElement): string[] {
    const labels = [...(field.labels ?? [])].map((label) => clean(label.textContent));
    const attributes = ['autocomplete', 'name', 'placeholder', 'id'].map((name) =>
      clean(field.getAttribute(name)).replace(/^(on|off)$/, ''),
    );
    const type = /^(email|tel|password)$/.test(field.type) ? [field.type] : [];
    return [
      ...named(field),
      ...labels,
      ...type,
      ...attributes.map((text) => text.replace(/([a-z])([A-Z])|[-_.[\]]/g, '$1 $2')),
    ];
  }

  function headerOfCell(cell: HTMLTableCellElement): string {
    const table = cell.closest('table');
    const row = cell.parentElement;
    if (!table || !row) return '';
    let column = 0;
    for (const other of row.children) {
      if (other === cell) break;
      column += (other as HTMLTableCellElement).colSpan || 1;
    }
    const header = table.tHead?.rows[table.tHead.rows.length - 1] ?? table.rows[0];
    if (!header || header === row) return '';
    let at = 0;
    for (const other of header.cells) {
      at += other.colSpan || 1;
      if (at > column) return clean(other.textContent);
    }
    return '';
  }

  function headerOfGridCell(cell: Element): string {
    const grid = cell.closest('[role=grid],[role=table],[role=treegrid]');
    const headers = [...(grid?.querySelectorAll('[role=columnheader]') ?? [])];
    const number = cell.getAttribute('aria-colindex');
    const byNumber = number ? headers.find((header) => header.getAttribute('aria-colindex') === number) : undefined;
    const index = [...(cell.parentElement?.children ?? [])].indexOf(cell);
    return clean((byNumber ?? headers[index])?.textContent);
  }

  function before(element: Element): string {
    const sibling = element.previousElementSibling;
    const text = clean(sibling?.textContent);
    const cell = element.matches('td,th,[role=cell],[role=gridcell]');
    // Beside a cell stands another value, unless the row is a pair or the neighbour is the row's header.
    if (cell && !sibling?.matches('th,[role=rowheader]') && element.parentElement?.children.length !== 2) return '';
    if (!sibling || text.length === 0 || text.length > 40 || sibling.matches('input,select,textarea')) return '';
    return text;
  }

  function labelOf(element: Element): string {
    const found: string[] = [];
    if (element.matches('input,textarea,select')) found.push(...ofField(element as HTMLInputElement));
    let neighbour = '';
    let at: Element | null = element;
    for (let level = 0; at && level < 8 && at.tagName !== 'BODY'; level += 1, at = parentOf(at)) {
      // The name of a whole list or section is no label of each text in it.
      const whole = level > 0 && (at.textContent ?? '').length > 80;
      if (!whole && (level > 0 || !element.matches('input,textarea,select'))) found.push(...named(at));
      found.push(
        clean(at.getAttribute('itemprop')),
        clean(at.getAttribute('data-label')),
        clean(at.getAttribute('data-field')),
      );
      if (!neighbour) {
        neighbour = before(at);
        found.push(neighbour);
      }
      if (at.matches('td,th')) {
        found.push(headerOfCell(at as HTMLTableCellElement));
        break;
      }
      if (at.matches('[role=cell],[role=gridcell],[role=rowheader]')) {
        found.push(headerOfGridCell(at));
        break;
      }
      if (at.tagName === 'DD') {
        let term = at.previousElementSibling;
        while (term && term.tagName !== 'DT') term = term.previousElementSibling;
        found.push(clean(term?.textContent));
        break;
      }
      if (at.matches('li,article,section,form,main,[role=listitem],[role=row],[role=dialog]')) break;
    }
    return [...new Set(found.filter(Boolean))].join(' | ');
  }

  return { labelOf };
}
