import { isEntering, isSave, pageMatch } from './controls.ts';
import { readGoal, type Goal } from './goal.ts';
import type { Done, Item, View } from './view.ts';
import { containsText, wordsOf } from './words.ts';

interface Evidence {
  source: string;
  fact: string;
}

const trouble =
  /\b(error|failed|could not|cannot be|invalid|not allowed|forbidden|required field|(?:field|value) is required)\b|ผิดพลาด|ไม่สำเร็จ/i;

/** Doubts that the goal was reached: what it asks for must have been done and kept, and no error may be on the page. */
export function verify(goalText: string, history: Done[], view: View) {
  const goal = readGoal(goalText);
  const worked = history.filter((done) => done.worked);
  const alert = view.items.find(isTrouble);
  if (alert) return no([{ source: alert.ref, fact: 'an error message' }], 'The page shows an error.');
  const missing =
    goal.kind === 'open'
      ? notShown(goal, view)
      : goal.kind === 'delete'
        ? notDeleted(goal, worked, view)
        : goal.kind === 'on' || goal.kind === 'off'
          ? notSwitched(goal, worked, view)
          : notKept(goal, worked, view);
  const evidence = [...done(goal, worked), ...shown(goal, view)];
  if (missing) return no(evidence, missing);
  return evidence.length > 0 ? { evidence, missing: '', reached: true } : no([], 'There is no evidence.');
}

function no(evidence: Evidence[], missing: string) {
  return { evidence, missing, reached: false };
}

function isTrouble({ role, name }: Item): boolean {
  return (role === 'alert' && trouble.test(name)) || (role === 'text' && /^.{0,30}\bis required\b/i.test(name));
}

function done(goal: Goal, worked: Done[]): Evidence[] {
  const last = worked.findLastIndex(isEntering);
  const telling = worked.filter(
    (each, index) =>
      (isEntering(each) && each.value) ||
      each.action === 'drag' ||
      (index > last && (isSave(each) || isFinal(goal, each) || goal.kind !== 'create')),
  );
  return telling.map(({ number, action, outcome }) => ({
    source: number,
    fact: `${action}: ${outcome.slice(0, 100)}`,
  }));
}

function shown(goal: Goal, view: View): Evidence[] {
  const texts = [...goal.values.map(({ value }) => value), ...(goal.kind === 'open' ? [goal.item || goal.object] : [])];
  return texts.flatMap((text) => {
    const item = text ? view.items.find(({ name, value }) => containsText(`${name} ${value ?? ''}`, text)) : undefined;
    return item ? [{ source: item.ref, fact: 'the page shows it' }] : [];
  });
}

function isFinal({ finals }: Goal, { action, name }: Done): boolean {
  return action === 'select' && finals.some((verb) => new RegExp(`^${verb}`, 'i').test(name));
}

/** A final verb that no action did. */
function undone(goal: Goal, worked: Done[]): string | undefined {
  const verb = goal.finals.find((each) => !worked.some((one) => isFinal({ ...goal, finals: [each] }, one)));
  return verb && `It was not followed by: ${verb}.`;
}

function notKept(goal: Goal, worked: Done[], view: View): string | undefined {
  const entered = worked.filter((one) => isEntering(one) || one.action === 'drag');
  const there = goal.kind === 'change' && entered.length === 0 && shown(goal, view).length >= goal.values.length;
  if (there) return undefined;
  if (entered.length === 0) return 'Nothing was entered.';
  const last = worked.lastIndexOf(entered.at(-1)!);
  const saved = worked.slice(last + 1).find((one) => isSave(one) || isFinal(goal, one));
  const between = worked.slice(last + 1, saved ? worked.indexOf(saved) : undefined);
  const left = between.some((one) => one.action === 'select' && one.outcome.startsWith('address ') && !isSave(one));
  if (left) return 'The form was left before it was saved.';
  return undone(goal, worked) ?? (saved ? undefined : 'What was entered was not saved.');
}

function notSwitched(goal: Goal, worked: Done[], view: View): string | undefined {
  const target = goal.item || goal.object;
  const found = view.items.find(
    (item) => /^(checkbox|switch)$/.test(item.role) && containsText(item.name, target) && item.ref.startsWith('e'),
  );
  if (found && found.state.includes('checked') !== (goal.kind === 'on')) return 'It is not switched that way.';
  if (!found && worked.length === 0) return 'Nothing was switched.';
  return undone(goal, worked);
}

function notDeleted(goal: Goal, worked: Done[], view: View): string | undefined {
  const deleted = worked.some((one) => /delete|remove|trash|ลบ/i.test(`${one.name}${one.hints}`));
  if (!deleted) return 'Nothing was deleted.';
  const name = goal.item || goal.object;
  const left = view.items.some(({ role, name: text }) => /^(row|link)$/.test(role) && containsText(text, name));
  return left ? 'It is still there.' : undone(goal, worked);
}

function notShown(goal: Goal, view: View): string | undefined {
  const wanted = goal.item || goal.object;
  const told = (text: string) => containsText(text, wanted);
  if (told(view.title) || view.items.some(({ name, value }) => told(`${name} ${value ?? ''}`))) return undefined;
  const about = goal.item === '' && pageMatch(view, wordsOf(goal.object)) >= 0.6;
  return about ? undefined : 'The page does not show it.';
}
