/** One line of the outline in a request. */
export interface Item {
  ref: string;
  role: string;
  name: string;
  value: string | null;
  state: string[];
  hints: { kind: string; text: string }[];
  region: string;
  section: string;
}

/** One line of the history in a request. */
export interface Done {
  /** Its place in the history, from "1". */
  number: string;
  action: string;
  role: string;
  name: string;
  hints: string;
  value: string;
  outcome: string;
  /** Neither refused nor failed nor without effect. */
  worked: boolean;
}

export interface View {
  title: string;
  path: string;
  items: Item[];
}

const text = String.raw`"(?:[^"\\]|\\.)*"`;
const itemLine = new RegExp(String.raw`^\[(\w+)\] ([\w-]+) (${text})(?: = (${text}))?(.*)$`);
const hint = new RegExp(String.raw`([\w-]+)=(${text})|([\w-]+)`, 'g');
const placeLine = new RegExp(String.raw`^== ([\w-]+): (${text})$`);
const pageLine = new RegExp(String.raw`^page (${text}) at (${text})$`);
const doneLine = new RegExp(
  String.raw`^(\d+)\. ([\w-]+)(?: ([\w-]+) (${text}))?((?: [\w-]+=${text})*)(?: = (${text}))? -> (.*)$`,
);

export function readView(outline: string): View {
  const view: View = { title: '', path: '', items: [] };
  let place = { region: '', section: '' };
  for (const line of outline.split('\n')) {
    const page = pageLine.exec(line);
    if (page) Object.assign(view, { title: plain(page[1]), path: plain(page[2]) });
    const at = placeLine.exec(line);
    if (at) place = { region: at[1] ?? '', section: plain(at[2]) };
    const item = itemLine.exec(line);
    if (!item) continue;
    const state: string[] = [];
    const hints: Item['hints'] = [];
    for (const [, kind, value, word] of (item[5] ?? '').matchAll(hint)) {
      if (word) state.push(word);
      else hints.push({ kind: kind ?? '', text: plain(value) });
    }
    const [, ref = '', role = '', name, value] = item;
    view.items.push({
      ref,
      role,
      name: plain(name),
      value: value === undefined ? null : plain(value),
      state,
      hints,
      ...place,
    });
  }
  return view;
}

export function readHistory(history: string): Done[] {
  return history.split('\n').flatMap((line) => {
    const found = doneLine.exec(line);
    if (!found) return [];
    const outcome = found[7] ?? '';
    return [
      {
        number: found[1] ?? '',
        action: found[2] ?? '',
        role: found[3] ?? '',
        name: plain(found[4]),
        hints: found[5] ?? '',
        value: plain(found[6]),
        outcome,
        worked: !/^(refused|failed|nothing changed|not accepted)/.test(outcome),
      },
    ];
  });
}

function plain(quoted: string | undefined): string {
  return quoted ? (JSON.parse(quoted) as string) : '';
}

/** All words that stand on or near a control: its name, tooltip, icon, placeholder and the end of its address. */
export function wordsOn(item: Item, kinds = ['tooltip', 'icon', 'placeholder', 'id']): string {
  return [
    item.name,
    ...item.hints.filter((h) => kinds.includes(h.kind)).map((h) => h.text.replaceAll(/[-_/]/g, ' ')),
  ].join(' ');
}

export function hintOf(item: Item, kind: string): string {
  return item.hints.find((each) => each.kind === kind)?.text ?? '';
}

/** Can be acted on right now. */
export function usable(item: Item): boolean {
  return item.ref.startsWith('e') && !item.state.includes('disabled') && !item.state.includes('covered');
}

export function isField(item: Item): boolean {
  return /^(textbox|combobox|spinbutton)$/.test(item.role) && item.ref.startsWith('e');
}

/** A field that narrows a list instead of holding a record's value. */
export function isSearch(item: Item): boolean {
  return item.role === 'searchbox' || (isField(item) && /\b(search|filter|find|ค้นหา)/i.test(wordsOn(item)));
}
