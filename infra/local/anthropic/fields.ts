import { isField, isSearch, usable, wordsOn, type Item } from './view.ts';
import { containsSqueezed, match, sameText, wordsOf } from './words.ts';

export interface Value {
  field: string;
  value: string;
}

export interface Filling {
  item: Item;
  text: string;
}

/** Fields of the page that can take a value. */
export function openFields(items: Item[]): Item[] {
  return items.filter((item) => isField(item) && usable(item) && !isSearch(item) && item.value !== '(hidden)');
}

/** The field that a value belongs into: by its label, by the kind of value, or because it is the only one. */
export function fieldFor(value: Value, fields: Item[], first: boolean, typed: string[]): Filling | undefined {
  const wanted = wordsOf(value.field);
  const asName = wanted.length === 1 && /^(name|title)$/.test(wanted[0] ?? '');
  const scored = fields.map((item) => ({ item, score: fits(value, item) }));
  if (asName) {
    const parts = nameParts(value.value, fields, typed);
    if (parts) return parts;
    for (const each of scored) {
      // "Name" fits a project's name less than a field that is called Name and nothing else.
      const exact = wordsOf(each.item.name);
      if (exact.length === 1 && exact[0] === wanted[0]) each.score = 1.2;
      if (/user ?name|file ?name|email|slug|url/i.test(each.item.name)) each.score -= 0.5;
    }
  }
  const top = scored.toSorted((a, b) => b.score - a.score)[0];
  if (top && top.score >= 0.45) return { item: top.item, text: value.value };
  const writable = fields.filter((item) => item.role === 'textbox' && !item.state.includes('readonly'));
  if (asName && first && writable.length > 0 && (writable.length === 1 || writable[0]?.state.includes('focused'))) {
    return { item: writable[0] as Item, text: value.value };
  }
  return undefined;
}

/** How well a value's name fits a field, from 0 to 1: "sign-up address" fits a field called URL that holds "/signup". */
export function fits({ field, value }: Value, item: Item): number {
  const wanted = wordsOf(field);
  const named = Math.max(match(wanted, item.name), match(wanted, wordsOn(item, ['placeholder', 'id'])) * 0.9);
  const [rest, head] = [field.trim().split(/\s+/).slice(0, -1).join(' '), wanted.slice(-1)];
  const holds =
    rest !== '' &&
    match(head, item.name) >= 0.7 &&
    (containsSqueezed(item.value ?? '', rest) || sameText(item.value ?? '', value));
  return holds ? Math.max(named, 0.9) : named;
}

/** Forms that ask for first and last name apart: the part that is still missing. */
function nameParts(full: string, fields: Item[], typed: string[]): Filling | undefined {
  const first = fields.find((item) => /\b(first|given) ?name\b/i.test(item.name));
  const last = fields.find((item) => /\b(last|family|sur) ?name\b/i.test(item.name));
  if (!first || !last) return undefined;
  const [given = '', ...family] = full.split(/\s+/);
  if (!typed.includes(given)) return { item: first, text: given };
  const rest = family.join(' ');
  return rest && !typed.includes(rest) ? { item: last, text: rest } : undefined;
}

/** A labelled sample for a field that must be filled and that the goal says nothing about. */
export function sampleFor(item: Item, values: Value[]): string {
  const words = wordsOn(item).toLowerCase();
  const name = values.find(({ field }) => /name|title|label/.test(field))?.value ?? 'Example';
  if (/e-?mail/.test(words)) return 'sample@example.com';
  if (/slug|code|identifier|handle|\bkey\b|\bid\b|url|path/.test(words))
    return name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  if (/phone|mobile/.test(words)) return '+1 202 555 0100';
  if (/date/.test(words)) return '2030-01-15';
  if (item.role === 'spinbutton' || /amount|price|number|quantity|count|total/.test(words)) return '1';
  return /name|title|label/.test(words) ? name : 'Example';
}
