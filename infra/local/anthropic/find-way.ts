import { createControl, finalControl, isCreate, isSave, pageMatch, saveControl, wayTo } from './controls.ts';
import {
  type NextAction,
  type Situation,
  scope,
  select,
  type,
  finish,
  giveUp,
  hover,
  scrollDown,
} from './situation.ts';
import { isSearch, usable, wordsOn, type Done, type Item, type View } from './view.ts';
import { containsText, match, sameText, wordsOf } from './words.ts';

const explorations = 14;

export function startCreating(now: Situation): NextAction | undefined {
  const { goal, view } = now;
  const create = createControl(view, scope(view.items), goal);
  if (create && !failedBefore(create, now.history)) return select(create, `This makes a new ${goal.object}.`);
  if (!leadsTo(now, goal.object)) {
    const plain = plainAdd(view, goal.object);
    if (plain && !now.history.some(isCreate)) return select(plain, 'Nothing is called so; a plain plus may make one.');
  }
  return lookFor(now, wordsOf(goal.object), administrative.test(goal.object) ? settingsPlaces : null);
}

/** Things that are usually set up among an application's settings. */
const administrative =
  /\b(role|permission|user|member|team|token|key|webhook|integration|setting|policy|group|domain|tax|channel|zone)s?\b/i;
const settingsPlaces = /setting|preference|configuration|general|admin|gear|cog|tune/i;

export function findRecord(now: Situation): NextAction | undefined {
  const { goal, values, view, history } = now;
  if (goal.item) {
    const record = recordControl(now);
    if (record) return select(record, 'This is the one that the goal names.');
    const edit = view.items.find(
      (item) =>
        usable(item) && /^(edit|modify|แก้ไข)\b/i.test(wordsOn(item).trim()) && /button|link|clickable/.test(item.role),
    );
    if (edit && mentions(view, goal.item) && !failedBefore(edit, history))
      return select(edit, 'The record is changed from here.');
    const search = view.items.find((item) => usable(item) && isSearch(item));
    const here = !goal.object || pageMatch(view, wordsOf(goal.object)) >= 0.5;
    if (here && search && !history.some((done) => done.action === 'type' && sameText(done.value, goal.item))) {
      return { ...type(search, goal.item, 'Searching is the shortest way to it.'), detour: false };
    }
    const further = here && goal.object && scrollOn(now);
    if (further) return further;
  }
  const fields = values.flatMap((value) => wordsOf(value.field));
  const people = goal.item && !goal.object && /^[\p{Lu}][\p{Ll}]+ [\p{Lu}]/u.test(goal.item);
  const kindOfPerson = people ? kindsOfPeople.find((kind) => leadsTo(now, kind)) : undefined;
  const wanted = goal.object ? wordsOf(goal.object) : people ? [kindOfPerson ?? 'customer'] : fields;
  return lookFor(
    now,
    wanted,
    people ? /people|user|member|contact|client|directory|address ?book/i : goal.item ? null : settingsPlaces,
  );
}

/** What applications call the people they keep, from most to least likely; those who administer it come last. */
const kindsOfPeople = ['customer', 'employee', 'member', 'author', 'patient', 'student', 'guest', 'user'];

function leadsTo({ view, history }: Situation, kind: string): boolean {
  const way = wayTo(scope(view.items), wordsOf(kind), history, null);
  return way !== undefined && match(wordsOf(kind), way.name) >= 0.5;
}

/** A plus without any other word, on a page that speaks of such things. */
function plainAdd(view: View, kind: string): Item | undefined {
  if (!view.items.some((item) => match(wordsOf(kind), `${item.name} ${item.section}`) >= 0.5)) return undefined;
  const adds = scope(view.items).filter(
    (item) => usable(item) && /^(button|link|clickable)$/.test(item.role) && /^\W*(plus|add)?\W*$/i.test(wordsOn(item)),
  );
  return adds.find((item) => /plus|add|\+/i.test(wordsOn(item)));
}

/** What opens the named thing: a row, link or card with its name. */
function recordControl({ goal, view, history }: Situation): Item | undefined {
  const named = view.items.filter(
    (item) =>
      usable(item) &&
      /^(row|link|clickable|button|treeitem|option|tab|menuitem)$/.test(item.role) &&
      containsText(item.name, goal.item),
  );
  return named.filter((item) => !failedBefore(item, history)).toSorted((a, b) => a.name.length - b.name.length)[0];
}

function mentions(view: View, text: string): boolean {
  return (
    containsText(view.title, text) || view.items.some((item) => containsText(`${item.name} ${item.value ?? ''}`, text))
  );
}

export function toggle(now: Situation): NextAction | undefined {
  const { goal, view, history } = now;
  const target = goal.item || goal.object;
  const switches = view.items.filter((item) => usable(item) && /^(checkbox|switch|menuitemcheckbox)$/.test(item.role));
  const named = switches.find((item) => match(wordsOf(target), `${item.name} ${item.section}`) >= 0.6);
  const general = switches.find((item) => /^(enabled?|active|on|status)\b/i.test(item.name) && mentions(view, target));
  const found = named ?? general;
  const set = history.findLastIndex((done) => done.action === 'check' && done.worked);
  if (found && found.state.includes('checked') === (goal.kind === 'on'))
    return set >= 0 ? keepToggle(now, set) : finish('It is set already.');
  if (found && set < 0) return { ...select(found, 'This switch is meant.'), action: 'check' };
  if (set >= 0) return keepToggle(now, set);
  const record = recordControl(now);
  return record
    ? select(record, 'This is the one that the goal names.')
    : lookFor(now, wordsOf(target), /setting|preference/i);
}

function keepToggle({ goal, view, history }: Situation, set: number): NextAction {
  const since = history.slice(set + 1);
  const save = saveControl(scope(view.items), goal.object);
  if (save && !since.some((done) => isSave(done))) return select(save, 'The change has to be saved.');
  for (const verb of goal.finals) {
    const control = finalControl(view.items, verb);
    if (control && !since.some((done) => done.worked && done.action === 'select'))
      return select(control, `The goal asks to ${verb}.`);
  }
  return finish('The switch is set.');
}

export function remove(now: Situation): NextAction | undefined {
  const { goal, view, history } = now;
  const deleted = history.findLastIndex(
    (done) => done.worked && /^(delete|remove)\b|icon="(delete|trash|remove)/i.test(`${done.name}${done.hints}`),
  );
  const name = goal.item || goal.object;
  if (deleted >= 0 && !view.items.some((item) => item.role === 'row' && containsText(item.name, name)))
    return finish('It is gone.');
  const control = view.items.find(
    (item) =>
      usable(item) &&
      /button|menuitem|clickable|link/.test(item.role) &&
      /^\s*(delete|remove|trash)\b/i.test(wordsOn(item)),
  );
  if (control && mentions(view, name) && deleted < 0) return select(control, 'This deletes it.');
  const record = recordControl(now);
  return record
    ? select(record, 'This is the one that the goal names.')
    : lookFor(now, wordsOf(goal.object || name), null);
}

export function open(now: Situation): NextAction | undefined {
  const { goal, view, history } = now;
  const wanted = wordsOf(`${goal.object} ${goal.item}`);
  const moved = history.some((done) => done.worked);
  if (goal.item) {
    const heading = view.items.some((item) => item.role === 'heading' && containsText(item.name, goal.item));
    if (moved && (heading || containsText(view.title, goal.item))) return finish('The page shows it.');
    const record = recordControl(now);
    if (record) return select(record, 'This is the one that the goal names.');
  } else if (moved && pageMatch(view, wanted) >= 0.6) return finish('The page shows it.');
  return lookFor(now, goal.item && goal.object ? wordsOf(goal.object) : wanted, null);
}

/** Down a list that has more than it shows, as long as that brings something new. */
function scrollOn({ view, history }: Situation): NextAction | undefined {
  const list = view.items.find((item) => item.role === 'scroller' && item.state.includes('more-below'));
  const scrolled = history.filter(({ action }) => action === 'scroll');
  if (!list || scrolled.length >= 10 || scrolled.at(-1)?.worked === false) return undefined;
  return scrollDown(list, 'The list goes on below.');
}

/** Goes on looking, by what links say and then by where such things usually are; honest when there is nothing left. */
function lookFor({ view, history }: Situation, wanted: string[], hubFirst: RegExp | null): NextAction {
  const moves = history.filter((done) => done.action === 'select').length;
  const way = moves < explorations ? wayTo(scope(view.items), wanted, history, hubFirst) : undefined;
  const holder = way ? undefined : scope(view.items).find((item) => holdsMore(item) && !hovered(item, history));
  if (holder) return hover(holder, 'More may come out under the pointer.');
  return way ? select(way, 'The goal may be reached from here.') : giveUp('Nothing on these pages leads to the goal.');
}

const holdsMore = (item: Item) =>
  usable(item) && /^(navigation|banner|menu)$/.test(item.region) && item.state.includes('more-on-hover');
const hovered = (item: Item, history: Done[]) =>
  history.some((done) => done.action === 'hover' && done.name === item.name);

function failedBefore(item: Item, history: Done[]): boolean {
  return history.some(
    (done) => done.name === item.name && done.role === item.role && !done.worked && done.action === 'select',
  );
}
