import type { Value } from './fields.ts';
import type { Goal } from './goal.ts';
import { isField, usable, type Done, type Item, type View } from './view.ts';
import { sameText } from './words.ts';

export interface NextAction {
  reason: string;
  action: string;
  ref: string;
  value: string;
  detour: boolean;
  personal: number[];
}

export interface Situation {
  goal: Goal;
  values: Value[];
  view: View;
  history: Done[];
}

/** A dialog, or whatever lies over a covered page, is where the work goes on. */
export function scope(items: Item[]): Item[] {
  const dialog = items.filter((item) => item.region === 'dialog');
  return dialog.some((item) => isField(item) && usable(item))
    ? dialog
    : items.filter((item) => !item.state.includes('covered'));
}

export function typedTexts(history: Done[]): string[] {
  return history
    .filter((done) => (done.action === 'type' || done.action === 'choose') && done.worked)
    .map((done) => done.value);
}

export function entered(value: Value, history: Done[]): boolean {
  const typed = typedTexts(history);
  if (typed.some((text) => sameText(text, value.value))) return true;
  const words = value.value.split(/\s+/);
  return (
    words.length > 1 &&
    typed.some((text) => text === words[0]) &&
    typed.some((text) => text === words.slice(1).join(' '))
  );
}

export function select(item: Item, reason: string): NextAction {
  return { reason, action: 'select', ref: item.ref, value: '', detour: false, personal: [] };
}

export function type(item: Item, value: string, reason: string): NextAction {
  return { reason, action: 'type', ref: item.ref, value, detour: false, personal: [] };
}

export function finish(reason: string): NextAction {
  return { reason, action: 'done', ref: '', value: '', detour: false, personal: [] };
}

export function giveUp(why: string): NextAction {
  return { reason: why, action: 'give_up', ref: '', value: why, detour: false, personal: [] };
}
