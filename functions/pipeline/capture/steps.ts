import type { StepAction } from '#shared/db/schema.ts';
import type { Box } from '#shared/contract/tutorials.ts';
import { joinText, quoted, say, storedText } from '#shared/model/say.ts';
import type { NavigateAnswer } from '#shared/model/prompts/navigate.ts';
import type { RedactedFrame, RedactedText } from '#shared/redaction/frames.ts';
import { ownText } from '#shared/redaction/redact-text.ts';
import { boxInFrame, type Observation } from './look.ts';
import type { Outline, OutlineItem } from './outline.ts';

/** An action that was done, with all that a tutorial step needs. */
export interface WalkStep {
  action: StepAction;
  labels: RedactedText[];
  frame: RedactedFrame;
  highlight: Box | null;
  /** Only cleared the way, as the model said. */
  detour: boolean;
  changed: boolean;
  /** Identity of the element, to find it on another look. */
  target: string;
  seen: Observation;
}

const labelsKept = 160;

export function makeStep(
  answer: NavigateAnswer,
  item: OutlineItem | undefined,
  seen: Observation,
  box: Box | null,
  goal: string,
  to?: OutlineItem,
): WalkStep {
  const hints = item?.hints.filter(({ kind }) => /^(icon|tooltip|href|of|id)$/.test(kind)) ?? [];
  return {
    action: {
      kind: answer.action as StepAction['kind'],
      role: item?.role ?? '',
      name: item ? shownName(item, goal) : '',
      value: answer.value,
      place: item?.section || seen.outline.title,
      change: '',
      ...(to ? { to: { role: to.role || to.kind, name: shownName(to, goal) } } : {}),
      ...(hints.length > 0 ? { hints } : {}),
      ...(item && item.frames.length > 0 ? { frames: item.frames } : {}),
    },
    labels: labelsOf(seen.outline),
    frame: seen.frame,
    highlight: box && boxInFrame(seen, box),
    detour: answer.detour,
    changed: false,
    target: item ? targetKey(item) : '',
    seen,
  };
}

/** The step that shows the result, with what the verifier named as proof of it. */
export function resultStep(seen: Observation, evidence: RedactedText): WalkStep {
  return {
    action: { kind: 'done', role: '', name: '', value: '', place: seen.outline.title, change: evidence },
    labels: labelsOf(seen.outline),
    frame: seen.frame,
    highlight: null,
    detour: false,
    changed: true,
    target: '',
    seen,
  };
}

/** The page on which a walk ended before its goal: `detail` names the kind of end, `why` says it in words. */
export function endStep(seen: Observation, { detail, why }: { detail: string; why: RedactedText }): WalkStep {
  const step = resultStep(seen, say``);
  return { ...step, action: { ...step.action, name: detail, value: why, stopped: true } };
}

/** How a person would call the element: of a row the cell that the goal names, of an icon its tooltip. */
export function shownName(item: OutlineItem, goal: string): string {
  const pieces = readablePieces(item.name);
  const named = pieces.find((piece) => goal.toLowerCase().includes(piece.toLowerCase()));
  return named ?? pieces[0] ?? item.hints.find((hint) => hint.kind === 'tooltip')?.text ?? '';
}

/** The short text that appeared near the box while the pointer rested on it, or nothing. */
export function tooltipFor(before: Outline, after: Outline, box: Box): string {
  const known = new Set(before.items.map((item) => item.name));
  const near = (other: Box) => {
    const gapX = Math.max(other.x - (box.x + box.width), box.x - (other.x + other.width), 0);
    const gapY = Math.max(other.y - (box.y + box.height), box.y - (other.y + other.height), 0);
    return gapX + gapY < 40;
  };
  const told = after.items.find(
    (item) => item.kind !== 'control' && item.name && item.inView && !known.has(item.name) && near(item.box),
  );
  return told && told.name.length <= 40 ? told.name : '';
}

/**
 * The pieces of a name without what stands in for hidden text and without the mark of a required field: a label is quoted
 * as people read it.
 */
function readablePieces(name: string): string[] {
  const pieces = name.split(' | ').map((piece) =>
    piece
      .replaceAll(/\[[a-z_]+\]/g, ' ')
      .replaceAll(/\s+/g, ' ')
      .replace(/[\s*]+$/, '')
      .trim(),
  );
  return pieces.filter((piece) => /[\p{L}\p{N}]/u.test(piece));
}

export function targetKey(item: OutlineItem): string {
  const hints = item.hints.filter((hint) => hint.kind === 'icon' || hint.kind === 'href').map((hint) => hint.text);
  return [item.role, item.name, ...hints].join('\n');
}

/** Everything in view that a step text may quote. */
function labelsOf(outline: Outline): RedactedText[] {
  const labels = new Set<RedactedText>();
  for (const item of outline.items) {
    if (!item.inView) continue;
    const tooltips = item.hints
      .filter((hint) => hint.kind === 'tooltip' || hint.kind === 'option')
      .flatMap((hint) => readablePieces(hint.text));
    for (const text of [...readablePieces(item.name), ...tooltips]) {
      if (text.length <= 80) labels.add(storedText(text));
    }
  }
  return [...labels].slice(0, labelsKept);
}

/** One line of the history that the model reads: what was done to what, and what came of it. */
export function historyLine(
  number: number,
  answer: NavigateAnswer,
  item: OutlineItem | undefined,
  outcome: RedactedText,
  to?: OutlineItem,
) {
  const said: RedactedText[] = [say`${number}. ${ownText(answer.action)}`];
  if (item) {
    said.push(say`${ownText(item.role)} ${quoted(item.name)}`);
    for (const hint of item.hints.filter(({ kind }) => /^(icon|tooltip|href|of)$/.test(kind))) {
      said.push(say`${ownText(hint.kind)}=${quoted(hint.text)}`);
    }
  }
  if (to) said.push(say`onto=${quoted(to.name || ownText(to.role || to.kind))}`);
  if (answer.value) said.push(say`= ${quoted(ownText(answer.value))}`);
  return joinText([joinText(said, ' '), outcome], ' -> ');
}
