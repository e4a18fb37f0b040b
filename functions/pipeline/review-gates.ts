import type { StepRow } from './recorded-steps.ts';

export interface ReviewedFrame {
  stepId: string | null;
  sha256: string;
  highlight: object | null;
}

/** What code can judge better than a model. Each sentence names the step; none means that all gates hold. */
export function failedGates(steps: readonly StepRow[], frames: readonly ReviewedFrame[]): string[] {
  const failed: string[] = [];
  const seen = new Map<string, number>();
  for (const step of steps) {
    const { position, action, labels, text } = step;
    for (const label of boldLabels(text)) {
      if (!labels.includes(label)) failed.push(`Step ${position} names “${label}”, which is not a label of that page.`);
    }
    if (!text) failed.push(`Step ${position} has no text.`);
    const frame = frames.find(({ stepId }) => stepId === step.id);
    if (!frame) {
      failed.push(`Step ${position} has no picture.`);
      continue;
    }
    const acts = /^(select|double|type|choose|check|drag)$/.test(action.kind);
    if (acts && !frame.highlight) failed.push(`Step ${position} does not highlight the element.`);
    const earlier = seen.get(frame.sha256);
    if (earlier !== undefined && !sharesPage(steps, earlier, position)) {
      failed.push(`Steps ${earlier} and ${position} show the same picture.`);
    }
    seen.set(frame.sha256, position);
  }
  if (steps.at(-1)?.action.kind !== 'done') failed.push('No picture shows the result.');
  return failed;
}

export function boldLabels(text: string): string[] {
  return [...text.matchAll(/\*\*(.+?)\*\*/g)].map((match) => match[1] ?? '');
}

/** Two actions on different elements may stand on one and the same page. */
function sharesPage(steps: readonly StepRow[], earlier: number, later: number): boolean {
  const [a, b] = [earlier, later].map((position) => steps.find((step) => step.position === position)?.action);
  return a !== undefined && b !== undefined && (a.name !== b.name || a.kind !== b.kind);
}
