import { createControl, finalControl, isCreate, isEntering, isSave, pageMatch, saveControl } from './controls.ts';
import { fieldFor, fits, openFields, sampleFor, type Value } from './fields.ts';
import type { Goal } from './goal.ts';
import {
  type NextAction,
  type Situation,
  scope,
  typedTexts,
  choose,
  press,
  entered,
  select,
  type,
  finish,
  giveUp,
} from './situation.ts';
import { isField, usable, type Done, type Item, type View } from './view.ts';
import { containsText, sameText, wordsOf } from './words.ts';

/** Index of the last saving that came after the last value was entered, or -1. */
function savedAt(history: Done[]): number {
  const typed = history.findLastIndex((done) => isEntering(done) && done.worked);
  const saved = history.findLastIndex((done) => isSave(done) && done.worked);
  return typed >= 0 && saved > typed ? saved : -1;
}

export function afterSaving({ goal, values, view, history }: Situation): NextAction | undefined {
  const at = savedAt(history);
  if (at < 0 || values.some((value) => !entered(value, history))) return undefined;
  const form = scope(view.items);
  const wrong = openFields(form).find(isRefused);
  if (wrong && saveControl(form, goal.object))
    return complete(wrong, sampleFor(wrong, values), 'The platform asks for this field.');
  const since = history.slice(at);
  for (const verb of goal.finals) {
    if (since.some((done) => done.action === 'select' && new RegExp(`^${verb}`, 'i').test(done.name) && done.worked))
      continue;
    const control = finalControl(view.items, verb);
    if (control) return select(control, `The goal asks to ${verb}.`);
  }
  if (since.some((done) => done.action === 'done')) return giveUp('The result could not be shown.');
  return finish('Everything was entered and saved.');
}

/** Empty although it must not be: by its state, or by the note that the platform put beside it. */
function isRefused(item: Item): boolean {
  const unfilled =
    item.value === '' || (item.role === 'combobox' && /^(select|choose|pick|please|-|–|—)/i.test(item.value ?? ''));
  const noted = item.hints.some(({ kind, text }) => kind === 'note' && /required|must|blank|empty/i.test(text));
  return unfilled && (noted || item.state.includes('invalid') || item.state.includes('required'));
}

/** A list is opened first; what it offers is picked when it shows. */
function complete(item: Item, sample: string, reason: string): NextAction {
  return item.role === 'combobox' ? select(item, reason) : type(item, sample, reason);
}

/** The first thing that a list offers, when the last action opened a list that the goal has no value for. */
export function pickOffered({ view, history }: Situation): NextAction | undefined {
  const last = history.at(-1);
  if (last?.action !== 'select' || last.role !== 'combobox' || !last.worked) return undefined;
  const offered = view.items.find(
    (item) =>
      item.role === 'option' && usable(item) && /\p{L}/u.test(item.name) && !/^(select|choose|none)\b/i.test(item.name),
  );
  return offered && select(offered, 'The platform asks for one of these.');
}

export function fillForm(now: Situation): NextAction | undefined {
  const { goal, values, view, history } = now;
  const items = scope(view.items);
  const missing = values.filter((value) => !entered(value, history) && !isThere(now, value, openFields(items)));
  if (values.length === 0 || !formIsOpen(now, items)) return undefined;
  const fields = openFields(items);
  const found = missing
    .map((value) => {
      const free = fields.filter(
        (field) => !values.some((other) => other !== value && field.value && sameText(field.value, other.value)),
      );
      return { value, filling: fieldFor(value, free, missing.length === values.length, typedTexts(history)) };
    })
    .filter(({ filling }) => filling)
    .toSorted((a, b) => items.indexOf(a.filling!.item) - items.indexOf(b.filling!.item))[0];
  if (found?.filling) {
    const { item, text } = found.filling;
    if (item.state.includes('readonly') || item.role === 'combobox') return pick(item, text, history);
    return type(item, text, `The ${found.value.field} belongs into this field.`);
  }
  if (missing.length === values.length) return undefined;
  if (values.every((value) => isThere(now, value, fields) && !entered(value, history)))
    return finish('The values are there already.');
  if (missing.length > 0 && !isRepeatedSave(history)) {
    const more = items.find(
      (item) => usable(item) && item.state.includes('collapsed') && /more|detail|advanced|option/i.test(item.name),
    );
    if (more) return select(more, 'More fields may be here.');
  }
  const save = saveControl(items, goal.object);
  if (save && !isRepeatedSave(history)) return select(save, 'Everything is filled in; it has to be saved.');
  const wrong = fields.find(isRefused);
  if (wrong) return complete(wrong, sampleFor(wrong, values), 'The platform wants this field filled in.');
  if (save) return giveUp('The platform does not accept the form.');
  for (const verb of goal.finals) {
    const control = finalControl(items, verb);
    if (control) return select(control, `The goal asks to ${verb}.`);
  }
  const last = history.at(-1);
  if (last?.action === 'type') return press('Enter', 'Enter keeps the value.');
  return undefined;
}

/** Of a change: the very field holds the wanted value already. */
function isThere({ goal, history }: Situation, value: Value, fields: Item[]): boolean {
  if (goal.kind !== 'change' || typedTexts(history).length > 0) return false;
  const filling = fieldFor(value, fields, false, []);
  return filling !== undefined && sameText(filling.item.value ?? '', value.value);
}

function isRepeatedSave(history: Done[]): boolean {
  const last = history.at(-1);
  return last !== undefined && isSave(last) && !last.worked;
}

function formIsOpen({ goal, values, view, history }: Situation, items: Item[]): boolean {
  const fields = openFields(items);
  if (fields.length === 0 || !values.some((value) => fieldFor(value, fields, true, []))) return false;
  if (goal.kind === 'change') return recordIsOpen(goal, view, values, fields, justTyped(values, history));
  const created = history.some((done) => isCreate(done) && done.worked);
  if (created || fields.some((field) => field.region === 'dialog')) return true;
  // A field that holds something belongs to a record that exists already, whatever the page is called.
  if (values.some((value) => fieldFor(value, fields, true, [])?.item.value)) return justTyped(values, history);
  const about = `${view.title} ${view.path} ${fields[0]?.section ?? ''}`;
  return (
    /\b(create|creating|new|add|adding|compose)\b|สร้าง|เพิ่ม/i.test(about) ||
    (pageMatch(view, wordsOf(goal.object)) >= 0.6 && !createControl(view, items, goal))
  );
}

/** The last action entered a value of the goal: a renamed record no longer shows the name that it is known by. */
function justTyped(values: Value[], history: Done[]): boolean {
  const last = history.at(-1);
  return (
    last !== undefined &&
    /^(type|choose)$/.test(last.action) &&
    last.worked &&
    values.some(({ value }) => sameText(value, last.value))
  );
}

/** The record's own form: the wanted field is there, and so is the record's name (or the goal names none). */
function recordIsOpen(goal: Goal, view: View, values: Value[], fields: Item[], inTheMiddle: boolean): boolean {
  if (inTheMiddle) return true;
  const exact = values.some((value) => fields.some((field) => fits(value, field) >= 0.6));
  if (!exact) return false;
  if (!goal.item) return true;
  const shown = view.items.filter((item) => item.role === 'heading' || isField(item));
  return (
    containsText(view.title, goal.item) ||
    shown.some((item) => containsText(`${item.name} ${item.value ?? ''} ${item.section}`, goal.item)) ||
    namesApart(goal.item, fields)
  );
}

function namesApart(name: string, fields: Item[]): boolean {
  const parts = name.split(/\s+/);
  return parts.length > 1 && parts.every((part) => fields.some((field) => field.value === part));
}

function pick(item: Item, text: string, history: Done[]): NextAction {
  const opened = history.at(-1);
  if (item.role === 'combobox' || opened?.name !== item.name) {
    return choose(item, text, 'The value is picked from a list.');
  }
  return type(item, text, 'The list takes typed text.');
}
