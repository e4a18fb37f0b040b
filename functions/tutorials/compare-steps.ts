import type { StepChange } from '#shared/contract/rerun.ts';
import type { Step } from '#shared/contract/tutorials.ts';
import type { StepAction } from '#shared/db/schema.ts';

export interface ComparedStep {
  step: Step;
  action: StepAction;
}

/**
 * What is other in the draft, in its order: steps on the same element stand beside each other (the longest common
 * sequence), the others are new or gone. A step whose words are the same has a fresh picture alone.
 */
export function compareSteps(before: readonly ComparedStep[], after: readonly ComparedStep[]): StepChange[] {
  const changes: StepChange[] = [];
  const common = commonLengths(before, after);
  let [old, now] = [0, 0];
  while (old < before.length || now < after.length) {
    const [was, is] = [before[old], after[now]];
    if (was && is && identity(was) === identity(is)) {
      const same =
        was.step.text === is.step.text && was.step.why === is.step.why && was.action.value === is.action.value;
      changes.push({ kind: same ? 'same' : 'changed', before: was.step, after: is.step, mended: isMended(is) });
      old += 1;
      now += 1;
    } else if (is && (!was || common[old]![now + 1]! >= common[old + 1]![now]!)) {
      changes.push({ kind: 'added', before: null, after: is.step, mended: isMended(is) });
      now += 1;
    } else {
      changes.push({ kind: 'removed', before: was!.step, after: null, mended: false });
      old += 1;
    }
  }
  return changes;
}

const identity = ({ action: { kind, role, name } }: ComparedStep) => [kind, role, name].join('\n');
const isMended = ({ action }: ComparedStep) => action.mended === true;

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
