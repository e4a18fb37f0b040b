import type { Plan } from '#shared/contract/plan.ts';
import { joinText, quoted, say, storedText } from '#shared/model/say.ts';
import type { RedactedText } from '#shared/redaction/frames.ts';

/** The plan as lines, for the requests after it. It was made from the goal alone, so it holds nothing from a page. */
export function planText(plan: Plan): RedactedText {
  return joinText([
    ...plan.steps.map(({ intent }, index) => say`${index + 1}. ${storedText(intent)}`),
    ...plan.values.map(({ field, value, sample }) => {
      const from = storedText(sample ? 'sample' : 'goal');
      return say`value ${quoted(storedText(field))} = ${quoted(storedText(value))} from ${from}`;
    }),
    ...plan.changes.map((change) => say`changes: ${storedText(change)}`),
    say`proof: ${storedText(plan.proof)}`,
  ]);
}
