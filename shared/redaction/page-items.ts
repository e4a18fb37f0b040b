import type { RegionKind } from '#shared/contract/redaction.ts';
import type { Box } from '#shared/contract/tutorials.ts';

/**
 * Where a text stands. `data`: what users filled in (cells, list entries, cards, field values, messages). `control`: what the
 * application says of itself in a fixed place (buttons, menus, tabs, labels, column headers, navigation). `heading`:
 * headings and titles, which on a record's page are often somebody's name. `command`: buttons among data, which say what can
 * be done with them, or whom they lead to. `plain`: everything else.
 */
export type Zone = 'data' | 'control' | 'command' | 'heading' | 'plain';

/** A run of visible text, or the value that a form control shows. Offsets into `text` are UTF-16, as in the DOM. */
export interface PageItem {
  /** Index in the walk: names the item to the page when ranges of it are asked for. */
  id: number;
  text: string;
  /** Visible parts in CSS pixels of the viewport, clipped by ancestors and by what covers them. */
  boxes: Box[];
  zone: Zone;
  /** What names the value: label, column header, term, accessible name, autocomplete token; parts joined by " | ". */
  label: string;
  /** Names the column of a table, or the same place in each of several alike boxes; empty when there is none. */
  column: string;
  /** The value of a form control: no ranges within it, its box is masked whole. */
  value: boolean;
  /** Stands in something shaped or named like an avatar: initials. */
  avatar: boolean;
  /** Inside an element that the site itself marks as private for session recorders. */
  siteMasked: boolean;
  /** Stands on the control of the signed-in user's own menu. */
  onAccount?: boolean;
}

/** A control that looks like the signed-in user's own. `certain`: it is; otherwise the texts have to say so. */
export interface AccountControl {
  texts: string[];
  certain: boolean;
}

/** A part of the page that only pixels explain. */
export interface PictureItem {
  box: Box;
  kind: Extract<RegionKind, 'photo' | 'unknown'>;
  reason: string;
  /** May be a drawing, of which the text alone is masked; the pixels decide. Otherwise it is masked whole. */
  drawing?: boolean;
}

/** What is visible in the viewport at one moment. */
export interface PageGeometry {
  /** Viewport in CSS pixels. */
  width: number;
  height: number;
  items: PageItem[];
  pictures: PictureItem[];
  /** Icons and logos of the application's own: what looks like text in them is none of anybody's. */
  graphics: Box[];
  /** Controls that open the signed-in user's own menu. */
  account: AccountControl[];
  /** Menus' words for parts of the application that their addresses say too, such as "Recipes" with `/recipes`. */
  routes: string[];
}

/** A part of an item's text that is not to be seen. `reason` names the rule, never the data. */
export interface Span {
  start: number;
  end: number;
  kind: RegionKind;
  reason: string;
}

/** The signed-in user: the exact full strings stay readable, single parts of them do not (R4). */
export interface Own {
  name: string;
  email: string;
  /** Full name and address as the platform shows them on its account menu. */
  onPlatform?: readonly string[];
}

export interface RedactionOptions {
  own: Own;
  /** Values that the tutorial itself types: whole, they stay readable. */
  harmless?: readonly string[];
  /** What the walk itself typed, such as one part of a name: readable as the whole value of a field and nowhere else. */
  typed?: readonly string[];
  /** Words that the page's menus have for parts of the application: no names, also where they are headings. */
  routes?: readonly string[];
}
