import type { Plan } from '#shared/contract/plan.ts';
import { changesData } from '#shared/contract/plan.ts';
import type { ReviewFinding, ReviewGate } from '#shared/contract/review.ts';
import type { Box } from '#shared/contract/tutorials.ts';
import type { StepAction } from '#shared/db/schema.ts';
import { storedText } from '#shared/model/say.ts';
import type { RedactionOptions } from '#shared/redaction/page-items.ts';
import { mayChange, unapprovedRisk } from './capture/guards.ts';
import type { OutlineItem } from './capture/outline.ts';
import type { StepRow } from './recorded-steps.ts';
import { showsPersonalData } from './residual-data.ts';

export interface ReviewedFrame {
  stepId: string | null;
  sha256: string;
  width: number;
  height: number;
  highlight: Box | null;
  /** Hash of the picture that the redaction's gate let through; null where it has none. */
  auditedSha256: string | null;
}

export interface Reviewed {
  goal: string;
  plan: Plan | null;
  steps: readonly StepRow[];
  frames: readonly ReviewedFrame[];
  /** Texts about the whole: title, summary, result and the like. */
  texts: readonly string[];
  redaction: RedactionOptions;
}

/** What code judges better than a model. Nothing found means that all gates hold. */
export function gateFindings(reviewed: Reviewed): ReviewFinding[] {
  const { steps, frames, texts, redaction } = reviewed;
  const found: ReviewFinding[] = [];
  const find = (gate: ReviewGate, step: number | null, about = '') => void found.push({ gate, step, about });
  const pictures = new Map<string, StepRow>();
  let filledIn = false;
  for (const step of steps) {
    const { position, action, labels, text, why } = step;
    if (!text) find('no_text', position);
    for (const label of boldLabels(text)) if (!labels.includes(label)) find('foreign_label', position, label);
    if (showsPersonalData([text, why], redaction)) find('personal_data', position);
    if (changesUnasked(reviewed, action, filledIn)) find('unapproved_change', position, action.name);
    filledIn ||= /^(type|choose)$/.test(action.kind);

    const frame = frames.find(({ stepId }) => stepId === step.id);
    if (!frame) {
      find('no_picture', position);
      continue;
    }
    if (frame.auditedSha256 !== frame.sha256) find('unchecked_picture', position);
    if (pointsAtElement.test(action.kind) && !marksElement(frame)) find('no_highlight', position);
    const earlier = pictures.get(frame.sha256);
    if (earlier && !sharesPage(earlier, step)) find('same_picture', position, String(earlier.position));
    pictures.set(frame.sha256, step);
  }
  if (showsPersonalData(texts, redaction)) find('personal_data', null);
  if (!showsResult(steps, frames)) find('no_evidence', null);
  return found;
}

/** What a finding says to whoever writes the texts again. */
const sentences: Record<ReviewGate, (step: string, about: string) => string> = {
  no_evidence: () => 'No picture shows the result.',
  foreign_label: (step, label) => `${step} names “${label}”, which is not a label of that page.`,
  no_highlight: (step) => `${step} does not highlight the element.`,
  unapproved_change: (step, name) => `${step} changes something that neither goal nor plan names: “${name}”.`,
  personal_data: (step) => `${step} shows personal data or a word that stands for it.`,
  unchecked_picture: (step) => `${step} has a picture that the redaction did not let through.`,
  no_picture: (step) => `${step} has no picture.`,
  same_picture: (step, other) => `${step} shows the same picture as step ${other}.`,
  no_text: (step) => `${step} has no text.`,
};

export function findingSentence({ gate, step, about }: ReviewFinding): string {
  return sentences[gate](step === null ? 'The tutorial' : `Step ${step}`, about);
}

export function boldLabels(text: string): string[] {
  return [...text.matchAll(/\*\*(.+?)\*\*/g)].map((match) => match[1] ?? '');
}

const pointsAtElement = /^(select|double|hover|type|choose|check|drag)$/;
/** Pixels a side: less is no element that a person finds. And the share of the picture that more than one element covers. */
const markLimits = { side: 4, share: 0.6 } as const;

/** The mark was measured on the very element; here it has to lie in the picture and be of an element's size. */
function marksElement({ highlight, width, height }: ReviewedFrame): boolean {
  if (!highlight) return false;
  const inside =
    highlight.x >= 0 &&
    highlight.y >= 0 &&
    highlight.x + highlight.width <= width &&
    highlight.y + highlight.height <= height;
  const large = highlight.width >= markLimits.side && highlight.height >= markLimits.side;
  return inside && large && highlight.width * highlight.height <= width * height * markLimits.share;
}

function changesUnasked({ goal, plan }: Reviewed, action: StepAction, filledIn: boolean): boolean {
  if (action.kind === 'done') return false;
  const item = asItem(action);
  const approved = [goal, ...(plan?.changes ?? []), ...(plan?.steps ?? []).map(({ intent }) => intent)].join('\n');
  if (action.kind !== 'type' && unapprovedRisk(approved, item, action.kind === 'choose' ? action.value : ''))
    return true;
  if (!plan || changesData(plan)) return false;
  return mayChange({ action: action.kind, value: action.value }, item, filledIn) && sends.test(action.name);
}

/** A search is filled in and sent too; only words that keep or send something count where the plan names no change. */
const sends = /\b(save|create|submit|send|delete|remove|publish|deploy|pay|invite|archive|approve)\b|บันทึก|ส่ง|ลบ/i;

function asItem({ role, name, place = '', hints = [] }: StepAction): OutlineItem {
  return {
    ref: '',
    kind: 'control',
    role,
    name: storedText(name),
    value: null,
    hints: hints.map(({ kind, text }) => ({ kind, text: storedText(text) })),
    state: [],
    region: '',
    section: storedText(place),
    box: { x: 0, y: 0, width: 0, height: 0 },
    inView: true,
    frames: [],
  };
}

/** The walk ends with what its verifier saw as proof; the picture of it has to be there. */
function showsResult(steps: readonly StepRow[], frames: readonly ReviewedFrame[]): boolean {
  const last = steps.at(-1);
  return last?.action.kind === 'done' && Boolean(last.action.change) && frames.some(({ stepId }) => stepId === last.id);
}

/** Two actions on different elements may stand on one and the same page. */
function sharesPage({ action: a }: StepRow, { action: b }: StepRow): boolean {
  return a.name !== b.name || a.kind !== b.kind;
}
