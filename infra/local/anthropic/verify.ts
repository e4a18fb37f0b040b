import { isEntering, isSave } from './controls.ts';
import { readGoal } from './goal.ts';
import type { Done, View } from './view.ts';
import { containsText } from './words.ts';

const trouble =
  /\b(error|failed|could not|cannot be|invalid|not allowed|forbidden|required field|(?:field|value) is required)\b/i;

/** Doubts that the goal was reached: values must have been entered and saved, and no error may be on the page. */
export function verify(goalText: string, history: Done[], view: View) {
  const goal = readGoal(goalText);
  const worked = history.filter((done) => done.worked);
  const evidence: string[] = [];
  const alert = view.items.find(
    (item) =>
      (item.role === 'alert' && trouble.test(item.name)) ||
      (item.role === 'text' && /^.{0,30}\bis required\b/i.test(item.name)),
  );
  if (alert) return { evidence: ['an error message'], missing: 'The page shows an error.', reached: false };
  const entered = worked.filter(isEntering);
  for (const { value } of entered) if (value) evidence.push(`entered ${value}`);
  const last = worked.findLastIndex(isEntering);
  const saved = worked
    .slice(last + 1)
    .find((done) => isSave(done) || goal.finals.some((verb) => new RegExp(`^${verb}`, 'i').test(done.name)));
  if (saved) evidence.push(`saved: ${saved.outcome.slice(0, 120)}`);
  const shown = goal.values.filter(({ value }) =>
    view.items.some((item) => containsText(`${item.name} ${item.value ?? ''}`, value)),
  );
  for (const { value } of shown) evidence.push(`the page shows ${value}`);
  const there = goal.kind === 'change' && entered.length === 0 && shown.length === goal.values.length;
  if ((goal.kind === 'create' || goal.kind === 'change') && !there) {
    if (entered.length === 0) return { evidence, missing: 'Nothing was entered.', reached: false };
    const between = worked.slice(last + 1, saved ? worked.indexOf(saved) : undefined);
    const left = between.some(
      (done) => done.action === 'select' && done.outcome.startsWith('address ') && !isSave(done),
    );
    if (left) return { evidence, missing: 'The form was left before it was saved.', reached: false };
    const undone = goal.finals.find(
      (verb) => !worked.some((done) => done.action === 'select' && new RegExp(`^${verb}`, 'i').test(done.name)),
    );
    if (undone) return { evidence, missing: `It was not followed by: ${undone}.`, reached: false };
    if (!saved) return { evidence, missing: 'What was entered was not saved.', reached: false };
  }
  if (goal.kind === 'open') evidence.push(`the page ${view.title}`);
  if (goal.kind === 'delete' || goal.kind === 'on' || goal.kind === 'off') {
    for (const done of worked.slice(-2)) evidence.push(done.outcome.slice(0, 120));
  }
  return { evidence, missing: evidence.length > 0 ? '' : 'There is no evidence.', reached: evidence.length > 0 };
}
