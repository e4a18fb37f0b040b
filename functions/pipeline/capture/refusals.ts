import { ProductError } from '#shared/contract/errors.ts';
import type { NavigateAnswer } from '#shared/model/prompts/navigate.ts';
import { say } from '#shared/model/say.ts';
import type { RedactedText } from '#shared/redaction/frames.ts';
import { stateOf } from './changes.ts';
import { unapprovedKey, unapprovedRisk } from './guards.ts';
import type { Outline, OutlineItem } from './outline.ts';
import { targetKey } from './steps.ts';

/** Why an answer is not acted on, in words for the walk's history; null when it is. `approved` as in `unapprovedRisk`, `focused` what a key goes to. */
export function refusalOf(
  answer: NavigateAnswer,
  {
    item,
    to,
    focused,
  }: { item: OutlineItem | undefined; to: OutlineItem | undefined; focused: readonly OutlineItem[] },
  approved: string,
): RedactedText | null {
  const needsElement = !['press', 'scroll', 'navigate', 'wait'].includes(answer.action);
  if (needsElement && item?.kind !== 'control') return say`refused: there is no such element`;
  if (answer.action === 'drag' && !to) return say`refused: there is no such place to drag to`;
  if (answer.action === 'wait' && answer.value.trim() === '') return say`refused: there is nothing to wait for`;
  if (item?.state.includes('disabled')) return say`refused: it is disabled`;
  if (
    item?.state.includes('password') ||
    item?.value === '(hidden)' ||
    (answer.action === 'type' && /password|รหัสผ่าน/i.test(item?.name ?? ''))
  ) {
    return say`refused: passwords are not typed`;
  }
  const value = answer.action === 'choose' ? answer.value : '';
  const risky =
    answer.action === 'press'
      ? unapprovedKey(approved, answer.value, focused)
      : item && answer.action !== 'type' && unapprovedRisk(approved, item, value);
  if (risky) {
    return say`refused: the goal does not ask for this`;
  }
  return null;
}

/** Times that the same may be done to the same page. */
const repeats = 2;

/** Notices when a walk goes in circles. */
export class LoopGuard {
  private readonly tried = new Map<string, number>();

  /** Throws GOAL_NOT_REACHED when the answer was acted on twice already while the page looked the same. */
  admit(answer: NavigateAnswer, item: OutlineItem | undefined, outline: Outline): void {
    const key = [stateOf(outline), answer.action, item ? targetKey(item) : '', answer.value].join('\n');
    const times = (this.tried.get(key) ?? 0) + 1;
    this.tried.set(key, times);
    if (times > repeats && answer.action !== 'scroll') throw new ProductError('GOAL_NOT_REACHED', 'loop');
  }
}
