import type { StepAction } from '#shared/db/schema.ts';
import type { NavigateAnswer } from '#shared/model/prompts/navigate.ts';
import type { Outline, OutlineItem } from './outline.ts';
import { shownName } from './steps.ts';

/**
 * Goes through a script of an earlier walk: on each look it says the next action where the page still has the element, by
 * its role and name, and nothing where it has not. Then the model is asked, and the script is tried again on the next look.
 */
export class Replay {
  private readonly script: readonly StepAction[];
  private readonly goal: string;
  private at = 0;
  private ended = false;

  constructor(script: readonly StepAction[], goal: string) {
    this.script = script.filter(({ kind }) => kind !== 'done');
    this.goal = goal;
  }

  /** The action that comes next on this page; `done` once at the end of the script; undefined where it does not fit. */
  next(outline: Outline): NavigateAnswer | undefined {
    if (this.ended) return undefined;
    if (this.at >= this.script.length) {
      this.ended = true;
      return answerOf('done');
    }
    // What only opened the way may not be needed any more: then the step after it fits already.
    for (const at of [this.at, this.at + 1]) {
      const action = this.script[at];
      if (!action || (at > this.at && this.script[this.at]!.kind !== 'select')) break;
      const answer = this.fitting(action, outline);
      if (!answer) continue;
      this.at = at + 1;
      return answer;
    }
    return undefined;
  }

  /** The model acted instead: when that did what the script wanted here, the script goes on behind it. */
  mended({ action, value }: NavigateAnswer): void {
    const wanted = this.script[this.at];
    if (wanted?.kind === action && wanted.value === value) this.at += 1;
  }

  private fitting(action: StepAction, outline: Outline): NavigateAnswer | undefined {
    if (!needsElement.test(action.kind)) return answerOf(action.kind, action.value);
    const item = this.find(action, outline);
    const to = action.to && this.find({ ...action, ...action.to, hints: [] }, outline);
    if (!item || (action.to && !to)) return undefined;
    return { ...answerOf(action.kind, action.value), ref: item.ref, to: to?.ref ?? '' };
  }

  private find(action: StepAction, outline: Outline): OutlineItem | undefined {
    const same = outline.items.filter(
      (item) =>
        item.kind === 'control' &&
        item.role === action.role &&
        !item.state.includes('disabled') &&
        !item.state.includes('covered') &&
        (action.name ? shownName(item, this.goal) === action.name : sharesHint(item, action)),
    );
    return (
      same.find((item) => item.section === action.place && item.inView) ?? same.find(({ inView }) => inView) ?? same[0]
    );
  }
}

const needsElement = /^(select|double|type|choose|check|drag)$/;

/** An element without a name is the one with the same icon, tooltip or address. */
function sharesHint(item: OutlineItem, { hints = [] }: StepAction): boolean {
  return hints.some(({ kind, text }) => item.hints.some((hint) => hint.kind === kind && hint.text === text));
}

function answerOf(action: NavigateAnswer['action'], value = ''): NavigateAnswer {
  return { reason: 'as before', action, ref: '', to: '', value, detour: false, personal: [] };
}
