/** A tab's history, as `Page.getNavigationHistory` gives it: at most fifty entries. */
export interface History {
  currentIndex: number;
  entries: { id: number; url: string; title: string }[];
}

type Entry = History['entries'][number];

/** Where Back or Forward leads; without an id Chromium has forgotten the entry, and only its address is left. */
type Place = Pick<Entry, 'url'> & { id?: number };

/**
 * Which entries of a tab's history Back and Forward lead to: those where the user has done something. A page can add as
 * many as it likes by itself, to trap whoever wants to leave it, and a redirect adds one that leads forth again at once.
 * Chromium's own Back skips such entries (its history manipulation intervention); the protocol's navigation does not,
 * and a page that adds more than Chromium keeps pushes the others out.
 */
export class UsedPages {
  /** Addresses by the entries' ids, which grow. */
  private readonly used = new Map<number, string>();
  private current: Entry | undefined;
  /** Something was done while it was not known yet on which entry. */
  private pending = false;

  /** The user does something. `unsettled`: the tab may be at another entry by now than was told last. */
  use(unsettled: boolean): void {
    this.pending = unsettled;
    if (this.current) this.used.set(this.current.id, this.current.url);
  }

  /** The entry that the tab shows. */
  shown(entry: Entry): void {
    this.current = entry;
    if (this.pending) this.use(false);
  }

  back({ currentIndex, entries }: History): Place | undefined {
    const kept = entries.slice(0, currentIndex).findLast((entry) => this.isPlace(entry));
    if (kept) return kept;
    const oldest = entries[0]?.id ?? 0;
    const url = [...this.used].findLast(([id, address]) => id < oldest && !isBlank(address))?.[1];
    return url === undefined ? undefined : { url };
  }

  /** An address that is opened anew is an entry of its own from then on. */
  forget({ url }: Place): void {
    for (const [id, address] of this.used) if (address === url) this.used.delete(id);
  }

  /** The last entry is a place too: nothing has led away from it yet. */
  forward({ currentIndex, entries }: History): Place | undefined {
    const ahead = entries.slice(currentIndex + 1);
    return ahead.find((entry) => this.isPlace(entry)) ?? ahead.at(-1);
  }

  private isPlace({ id, url }: Entry): boolean {
    return this.used.has(id) && !isBlank(url);
  }
}

/** Every tab begins on an empty page, which is no place to go back to. */
export function isBlank(url: string): boolean {
  return url === '' || url === 'about:blank';
}
