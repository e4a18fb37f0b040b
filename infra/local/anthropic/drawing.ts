import { finalControl, isCreate } from './controls.ts';
import { double, drag, entered, finish, select, type NextAction, type Situation } from './situation.ts';
import { usable, wordsOn, type Done, type Item } from './view.ts';
import { containsSqueezed, containsText, match, wordsOf } from './words.ts';

/** Words for any part of a drawing or board: they do not tell one from another. */
const anyPart = /\b(node|block|step|element|widget|component|shape|item|card|part|task|action)s?\b/gi;

const isDrawn = (item: Item) => usable(item) && item.state.includes('drawn');

/** New things that are dragged from a palette onto a surface. */
export function placeFromPalette({ goal, view, history }: Situation): NextAction | undefined {
  const surface = view.items.find(({ role }) => role === 'canvas');
  if (goal.kind !== 'create' || !surface) return undefined;
  const placed = history.findLastIndex((done) => done.action === 'drag' && done.worked);
  if (placed >= 0) return finishUp({ goal, view }, history.slice(placed));
  const wanted = wordsOf(goal.object.replaceAll(anyPart, ''));
  const offered = view.items
    .filter((item) => usable(item) && item.state.includes('draggable') && !item.state.includes('drawn'))
    .map((item) => ({ item, score: match(wanted, wordsOn(item)) }))
    .toSorted((a, b) => b.score - a.score)[0];
  if (!offered || offered.score < 0.6) return undefined;
  return drag(offered.item, surface, `This puts a new ${goal.object} there.`);
}

/** The part of a drawing that the goal means, by its name, its icon, or what the goal says of it. Such parts open by a double click. */
export function openPart({ goal, values, view, history }: Situation): NextAction | undefined {
  if (goal.kind !== 'change' || values.some((value) => entered(value, history))) return undefined;
  const told = [goal.item, goal.object, ...values.map(({ field }) => field)].find(Boolean) ?? '';
  const wanted = told.replaceAll(anyPart, '').trim();
  const about = wanted.split(/\s+/).slice(0, -1).join(' ');
  const parts = view.items.filter(isDrawn);
  const found =
    parts.find(({ name }) => containsText(name, wanted)) ??
    parts.find((item) => match(wordsOf(wanted), wordsOn(item, ['icon', 'tooltip'])) >= 0.5) ??
    parts.find(({ name }) => about !== '' && containsSqueezed(name, about));
  if (!found || history.some((done) => done.action === 'double' && done.name === found.name)) return undefined;
  return double(found, 'A part of a drawing is opened by a double click.');
}

/** A switch that a part of a drawing, or a record, has on it without a name. */
export function switchPart({ goal, view, history }: Situation): NextAction | undefined {
  const name = goal.item || goal.object;
  const flicked = history.findLastIndex((done) => done.worked && containsText(ownerOf(done.hints), name));
  if (flicked >= 0) return finishUp({ goal, view }, history.slice(flicked));
  const part = view.items.find((item) => isDrawn(item) && containsText(item.name, name));
  const on = view.items.find(
    (item) =>
      usable(item) && item.name === '' && part && item.hints.some((h) => h.kind === 'of' && h.text === part.name),
  );
  return on && select(on, 'The part that the goal names is switched here.');
}

/** What was just made without a form gets its name in its own settings. */
export function openCreated({ goal, values, view, history }: Situation): NextAction | undefined {
  const made = history.findLastIndex((done) => isCreate(done) && done.worked);
  if (goal.kind !== 'create' || made < 0 || values.every((value) => entered(value, history))) return undefined;
  const appeared = history[made]?.outcome.split('; ').find((said) => said.startsWith('appeared ')) ?? '';
  const opens = /^(tab|row|clickable|treeitem|link)$/;
  const item = view.items.find(
    (each) => usable(each) && opens.test(each.role) && each.name !== '' && appeared.includes(JSON.stringify(each.name)),
  );
  if (!item || history.slice(made).some((done) => done.action === 'double')) return undefined;
  return double(item, 'What was made is named in its own settings.');
}

function finishUp({ goal, view }: Pick<Situation, 'goal' | 'view'>, since: Done[]): NextAction {
  for (const verb of goal.finals) {
    if (since.some((done) => done.action === 'select' && done.worked && new RegExp(`^${verb}`, 'i').test(done.name)))
      continue;
    const control = finalControl(view.items, verb);
    if (control) return select(control, `The goal asks to ${verb}.`);
  }
  return finish('Everything that the goal asks for was done.');
}

function ownerOf(hints: string): string {
  return /\bof=("(?:[^"\\]|\\.)*")/.exec(hints)?.[1] ?? '';
}
