import type { Value } from './fields.ts';
import type { Goal } from './goal.ts';
import { isField, usable, type Done, type Item, type View } from './view.ts';
import { sameText } from './words.ts';

export interface NextAction {
  reason: string;
  action: string;
  ref: string;
  to: string;
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

function action(kind: string, reason: string, given: Partial<NextAction> = {}): NextAction {
  return { reason, action: kind, ref: '', to: '', value: '', detour: false, personal: [], ...given };
}

export function select(item: Item, reason: string): NextAction {
  return action('select', reason, { ref: item.ref });
}

export function double(item: Item, reason: string): NextAction {
  return action('double', reason, { ref: item.ref });
}

export function drag(item: Item, to: Item, reason: string): NextAction {
  return action('drag', reason, { ref: item.ref, to: to.ref });
}

export function type(item: Item, value: string, reason: string): NextAction {
  return action('type', reason, { ref: item.ref, value });
}

export function choose(item: Item, value: string, reason: string): NextAction {
  return action('choose', reason, { ref: item.ref, value });
}

export function press(value: string, reason: string): NextAction {
  return action('press', reason, { value });
}

export function hover(item: Item, reason: string): NextAction {
  return action('hover', reason, { ref: item.ref });
}

export function scrollDown(item: Item, reason: string): NextAction {
  return { ...action('scroll', reason, { ref: item.ref, value: 'down' }), detour: true };
}

export function finish(reason: string): NextAction {
  return action('done', reason);
}

export function giveUp(why: string): NextAction {
  return action('give_up', why, { value: why });
}
