import { boxInFrame } from './look.ts';
import type { OutlineItem } from './outline.ts';
import { targetKey, type WalkStep } from './steps.ts';

/**
 * From the walk to the path a person should follow: what changed nothing, cleared the way, went astray or was done again
 * is left out of the tutorial. The log keeps it.
 */
export function pathOf(walk: readonly WalkStep[]): WalkStep[] {
  const useful = walk.filter(
    ({ action, changed, detour }) => action.kind === 'done' || (changed && !detour && action.kind !== 'scroll'),
  );
  return withoutReturns(withoutRetyping(withoutRefusals(withoutDetours(withoutIdleHovers(useful)))));
}

const walking = /^(link|tab|menuitem|treeitem|button|clickable|row)$/;

/** Only moved about: links and searches, nothing entered, chosen or saved. */
function onlyMoves(step: WalkStep): boolean {
  if (step.action.kind === 'navigate' || (step.action.kind === 'type' && step.action.role === 'searchbox')) return true;
  return step.action.kind === 'select' && /^(link|tab|menuitem|treeitem)$/.test(step.action.role);
}

/** When a later step's element could be reached before some moves already, those moves led nowhere. */
function withoutDetours(steps: WalkStep[]): WalkStep[] {
  const kept: WalkStep[] = [];
  for (const step of steps) {
    let first = kept.length;
    while (first > 0 && onlyMoves(kept[first - 1]!)) first--;
    const at = walking.test(step.action.role) ? kept.slice(first).findIndex((earlier) => canReach(earlier, step)) : -1;
    if (at < 0 || !/^(select|hover)$/.test(step.action.kind)) kept.push(step);
    else kept.splice(first + at, kept.length, movedTo(step, kept[first + at]!));
  }
  return kept;
}

function canReach(earlier: WalkStep, step: WalkStep): boolean {
  if (!/^(link|tab|treeitem|row)$/.test(step.action.role)) return false;
  return earlier.seen.outline.items.some((item) => item.inView && targetKey(item) === step.target);
}

/** The step as it would have been done from the earlier page: its frame, with the element's box in that very frame. */
function movedTo(step: WalkStep, earlier: WalkStep): WalkStep {
  const { seen } = earlier;
  const item = seen.outline.items.find((candidate) => candidate.inView && targetKey(candidate) === step.target);
  if (!item) return step;
  const action = { ...step.action, place: item.section || seen.outline.title };
  return { ...step, action, seen, frame: seen.frame, labels: earlier.labels, highlight: boxInFrame(seen, item.box) };
}

/** The pointer brought out what nobody used: the next element was there before. */
function withoutIdleHovers(steps: WalkStep[]): WalkStep[] {
  return steps.filter(({ action, seen }, index) => {
    const next = steps[index + 1];
    if (action.kind !== 'hover' || !next) return true;
    return !seen.outline.items.some((item) => item.inView && targetKey(item) === next.target);
  });
}

/** Of a field typed into twice in a row of typing, the last time counts. */
function withoutRetyping(steps: WalkStep[]): WalkStep[] {
  return steps.filter((step, index) => {
    if (step.action.kind !== 'type') return true;
    const rest = steps.slice(index + 1);
    const end = rest.findIndex((later) => later.action.kind !== 'type');
    return !rest.slice(0, end < 0 ? rest.length : end).some((later) => later.target === step.target);
  });
}

const entering = /^(type|choose|check)$/;

/** A saving that the form refused, and that was done again once the form was filled in, taught nothing. */
function withoutRefusals(steps: WalkStep[]): WalkStep[] {
  return steps.filter((step, index) => {
    const after = steps[index + 1];
    if (step.action.kind !== 'select' || !after || after.seen.outline.path !== step.seen.outline.path) return true;
    const again = steps.findIndex((later, at) => at > index && later.target === step.target);
    if (again < 0 || !steps.slice(index + 1, again).every(fillsIn)) return true;
    return !after.seen.outline.items.some(refuses);
  });
}

function fillsIn({ action }: WalkStep): boolean {
  return entering.test(action.kind) || (action.kind === 'select' && /^(combobox|listbox|option)$/.test(action.role));
}

function refuses({ kind, name, state, hints }: OutlineItem): boolean {
  const says = (text: string) => text.length < 80 && /\b(required|must|invalid|cannot be (blank|empty))\b/i.test(text);
  return (
    state.includes('invalid') ||
    (kind !== 'control' && says(name)) ||
    hints.some((hint) => hint.kind === 'note' && says(hint.text))
  );
}

/** Moves that come back to the page where they began are a circle. */
function withoutReturns(steps: WalkStep[]): WalkStep[] {
  const kept: WalkStep[] = [];
  for (const step of steps) {
    let first = kept.length;
    while (first > 0 && onlyMoves(kept[first - 1]!)) first--;
    const at = kept.slice(first).findIndex((earlier) => samePage(earlier, step));
    if (at >= 0) kept.splice(first + at);
    kept.push(step);
  }
  return kept;
}

function samePage(a: WalkStep, b: WalkStep): boolean {
  const shown = ({ seen }: WalkStep) => seen.outline.items.map(targetKey).join('\u0000');
  return a.seen === b.seen || (a.seen.outline.path === b.seen.outline.path && shown(a) === shown(b));
}
