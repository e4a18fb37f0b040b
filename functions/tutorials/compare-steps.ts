import type { StepChange } from '#shared/contract/rerun.ts';
import type { Step } from '#shared/contract/tutorials.ts';
import type { StepAction } from '#shared/db/schema.ts';

export interface ComparedStep {
  step: Step;
  action: StepAction;
}

/**
 * What is other in the draft, in its order: steps on the same element stand beside each other (the longest common
 * sequence), the others are new or gone, but for a mended step, which stands beside the one it replaces. A step whose words are the same has a fresh picture alone.
 */
export function compareSteps(before: readonly ComparedStep[], after: readonly ComparedStep[]): StepChange[] {
  const changes: StepChange[] = [];
  const common = commonLengths(before, after);
  let [old, now] = [0, 0];
  while (old < before.length || now < after.length) {
    const [was, is] = [before[old], after[now]];
    if (was && is && identity(was) === identity(is)) {
      changes.push(changeOf(was, is));
      old += 1;
      now += 1;
    } else if (is && (!was || common[old]![now + 1]! >= common[old + 1]![now]!)) {
      changes.push({ kind: 'added', before: null, after: is.step, ...marksOf(is) });
      now += 1;
    } else {
      changes.push({ kind: 'removed', before: was!.step, after: null, ...noMarks });
      old += 1;
    }
  }
  const kinds = new Map([...before, ...after].map(({ step, action }) => [step.id, action.kind]));
  return withMended(changes, (stepId) => kinds.get(stepId) ?? '');
}

/** A step beside the one it would replace. */
export function changeOf(was: ComparedStep, is: ComparedStep): StepChange {
  const same = was.step.text === is.step.text && was.step.why === is.step.why && was.action.value === is.action.value;
  return { kind: same ? 'same' : 'changed', before: was.step, after: is.step, ...marksOf(is) };
}

const identity = ({ action: { kind, role, name } }: ComparedStep) => [kind, role, name].join('\n');
const noMarks = { mended: false, unconfirmed: false };
const marksOf = ({ action: { mended = false, unconfirmed = false } }: ComparedStep) => ({ mended, unconfirmed });

/** A step that was mended stands beside the one that it replaces: the first of its kind that is gone at that place. */
function withMended(changes: StepChange[], kindOf: (stepId: string) => string): StepChange[] {
  const paired = [...changes];
  for (const change of changes) {
    if (change.kind !== 'added' || !change.mended || !change.after) continue;
    const at = paired.indexOf(change);
    const [first, end] = [edge(paired, at, -1), edge(paired, at, 1)];
    const gone = paired.findIndex(
      ({ kind, before }, index) =>
        index >= first && index <= end && kind === 'removed' && kindOf(before!.id) === kindOf(change.after!.id),
    );
    if (gone < 0) continue;
    paired[at] = { ...change, kind: 'changed', before: paired[gone]!.before };
    paired.splice(gone, 1);
  }
  return paired;
}

/** How far the steps around one stand beside none. */
function edge(changes: readonly StepChange[], at: number, step: 1 | -1): number {
  let end = at;
  while (/added|removed/.test(changes[end + step]?.kind ?? '')) end += step;
  return end;
}

/** `lengths[i][j]`: steps that `before` from i and `after` from j have in common, in order. */
function commonLengths(before: readonly ComparedStep[], after: readonly ComparedStep[]): number[][] {
  const lengths = Array.from({ length: before.length + 1 }, () => Array<number>(after.length + 1).fill(0));
  for (let old = before.length - 1; old >= 0; old--) {
    for (let now = after.length - 1; now >= 0; now--) {
      const same = identity(before[old]!) === identity(after[now]!);
      lengths[old]![now] = same
        ? lengths[old + 1]![now + 1]! + 1
        : Math.max(lengths[old + 1]![now]!, lengths[old]![now + 1]!);
    }
  }
  return lengths;
}
