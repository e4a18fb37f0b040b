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
  private fitted = 0;
  private ended = false;
  private strayed = false;

  constructor(script: readonly StepAction[], goal: string) {
    this.script = script.filter(({ kind }) => kind !== 'done');
    this.goal = goal;
  }

  /** The action that comes next on this page; `done` once at the end of the script; undefined where it does not fit. */
  next(outline: Outline): NavigateAnswer | undefined {
    if (this.ended) return undefined;
    if (this.strayed) {
      this.strayed = false;
      return undefined;
    }
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
      this.fitted = this.at;
      return answer;
    }
    return undefined;
  }

  /** Place in the script, from 1, behind the last action that fitted: after the last one, that of the result. */
  get position(): number {
    return this.fitted + 1;
  }

  /**
   * Whether the page shows after the script's action what it showed after it in the earlier walk: its address, and at least
   * one of the names that had appeared. Where it does not, the model is asked for what comes next.
   */
  heldAfter(outline: Outline): boolean {
    this.strayed = !holdsOn(this.script[this.at - 1], outline);
    return !this.strayed;
  }

  /**
   * Whether the answer is the script's last action: by the script itself, or by the model where the script has come to its
   * page and there is another element of its sort.
   */
  endsWith({ action, value, ref }: NavigateAnswer, outline: Outline, scripted: boolean): boolean {
    if (scripted) return this.at === this.script.length;
    const last = this.script[this.at];
    if (this.at !== this.script.length - 1 || last?.kind !== action || last.value !== value) return false;
    const role = outline.items.find((item) => item.ref === ref)?.role ?? '';
    const holds = this.script[this.at - 1]?.holds;
    const arrived = !holds || placeOf(holds.path) === placeOf(outline.path);
    return arrived && (role === last.role || (role !== 'link' && last.role !== 'link'));
  }

  /**
   * The model acted instead: when that did what the script wanted here and led where that had led, the script goes on
   * behind it. True when it is the very action of the script.
   */
  wanted({ action, value }: NavigateAnswer, name: string, outline: Outline): boolean {
    const next = this.script[this.at];
    if (next?.kind !== action || next.value !== value) return false;
    if (next.name !== name && !holdsOn(next, outline)) return false;
    this.at += 1;
    if (next.name !== name) return false;
    this.fitted = this.at;
    return true;
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

/** Whether the page shows what it showed after the action: its address, and one of the names that had appeared. */
function holdsOn(action: StepAction | undefined, outline: Outline): boolean {
  const holds = action?.holds;
  if (!holds) return true;
  const names = new Set<string>(outline.items.map(({ name }) => name));
  const shown = holds.shown.length === 0 || holds.shown.some((name) => names.has(name));
  return shown && placeOf(holds.path) === placeOf(outline.path);
}

/** An address without what names one record: a new one gets another number each time. */
function placeOf(path: string): string {
  return path.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{16,}|\d+/gi, '#');
}

const needsElement = /^(select|double|hover|type|choose|check|drag)$/;

/** An element without a name is the one with the same icon, tooltip or address. */
function sharesHint(item: OutlineItem, { hints = [] }: StepAction): boolean {
  return hints.some(({ kind, text }) => item.hints.some((hint) => hint.kind === kind && hint.text === text));
}

function answerOf(action: NavigateAnswer['action'], value = ''): NavigateAnswer {
  return { reason: 'as before', action, ref: '', to: '', value, detour: false, personal: [] };
}
