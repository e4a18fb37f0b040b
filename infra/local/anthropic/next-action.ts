import { closeControl, confirmControl, createControl, isSave } from './controls.ts';
import { openCreated, openPart, placeFromPalette, switchPart } from './drawing.ts';
import { openFields } from './fields.ts';
import { afterSaving, fillForm, pickOffered } from './fill-form.ts';
import { startCreating, findRecord, toggle, remove, open } from './find-way.ts';
import { type NextAction, type Situation, select, giveUp } from './situation.ts';
import { usable } from './view.ts';
import { match, wordsOf } from './words.ts';

/** One action, from the goal, the page and what was done so far; the same rules for every site. */
export function nextAction(now: Situation): NextAction {
  return (
    pickOffered(now) ??
    clearTheWay(now) ??
    afterSaving(now) ??
    placeFromPalette(now) ??
    fillForm(now) ??
    openCreated(now) ??
    openPart(now) ??
    byKind(now) ??
    giveUp('No way to the goal was found on this page.')
  );
}

function byKind(now: Situation): NextAction | undefined {
  if (now.goal.kind === 'create') return startCreating(now);
  if (now.goal.kind === 'change') return findRecord(now);
  if (now.goal.kind === 'on' || now.goal.kind === 'off') return switchPart(now) ?? toggle(now);
  if (now.goal.kind === 'delete') return remove(now);
  return open(now);
}

/** Dialogs and notices that nobody asked for are closed; those that belong to the goal are left to the other rules. */
function clearTheWay({ goal, values, view, history }: Situation): NextAction | undefined {
  const dialog = view.items.filter((item) => item.region === 'dialog');
  const controls = dialog.filter(usable);
  const last = history.at(-1);
  if (controls.length > 0) {
    if (openFields(dialog).length > 0) return undefined;
    const asked = last?.worked && last.action === 'select';
    const verbs = [...goal.finals, goal.kind === 'delete' ? 'delete|remove' : ''].filter(Boolean).join('|');
    if (asked && verbs) {
      const confirm = confirmControl(dialog, new RegExp(`^(${verbs})\\b`, 'i'));
      if (confirm) return select(confirm, 'The platform asks to confirm what the goal asks for.');
    }
    if (
      asked &&
      (createControl(view, dialog, goal) || dialog.some((item) => match(wordsOf(goal.object), item.name) >= 0.6))
    )
      return undefined;
    if (asked && values.length > 0 && isSave(last)) {
      const confirm = confirmControl(dialog, /^(save|create|add|confirm)\b/i);
      if (confirm) return select(confirm, 'The platform asks to confirm the saving.');
    }
    const close = closeControl(dialog);
    if (close) return { ...select(close, 'A dialog is in the way.'), detour: true };
  }
  const inView = view.items.filter((item) => item.ref.startsWith('e') && !item.state.includes('offscreen'));
  const covered = inView.filter((item) => item.state.includes('covered'));
  const free = inView.filter(usable);
  if (covered.length > 0 && free.length < 6 && openFields(free).length === 0) {
    const close = closeControl(free);
    if (close) return { ...select(close, 'Something covers the page.'), detour: true };
  }
  return undefined;
}
