import { ProductError } from '#shared/contract/errors.ts';
import { askModel, type ModelDeps } from '#shared/model/ask-model.ts';
import { verifyParts, verifyTask } from '#shared/model/prompts/verify.ts';
import { joinText, say, storedText } from '#shared/model/say.ts';
import type { RedactedText } from '#shared/redaction/frames.ts';
import type { Observation } from './look.ts';
import { outlineText } from './outline.ts';

/** Times that the walk may say that it is done. */
const claimsLimit = 2;

export interface Verdict {
  reached: boolean;
  /** What was named as proof. */
  evidence: RedactedText;
  /** What is not there yet, for the walk's history. */
  missing: RedactedText;
  costMicros: number;
}

/** The separate question that doubts whether the goal was reached. */
export class GoalVerifier {
  private readonly model: ModelDeps;
  private readonly goal: RedactedText;
  private readonly proof: RedactedText;
  private claims = 0;
  /** What was not there at the last claim. */
  missing = say``;

  constructor(model: ModelDeps, { goal, proof }: { goal: RedactedText; proof: string }) {
    this.model = model;
    this.goal = goal;
    this.proof = storedText(proof);
  }

  /** A first "no" goes back into the walk; throws GOAL_NOT_REACHED at the second. */
  async judge(seen: Observation, history: readonly RedactedText[]): Promise<Verdict> {
    const { answer, costMicros } = await askModel(
      this.model,
      verifyTask,
      verifyParts({
        goal: this.goal,
        proof: this.proof,
        history: joinText(history),
        outline: outlineText(seen.outline),
        frame: await seen.forModel(),
      }),
    );
    const proven = answer.evidence.some(({ source }) => exists(source, seen, history));
    const reached = answer.reached && proven;
    this.missing = answer.reached ? say`the evidence is on no line` : storedText(answer.missing);
    if (!reached && ++this.claims >= claimsLimit) throw new ProductError('GOAL_NOT_REACHED', 'not verified');
    return {
      reached,
      evidence: joinText(
        answer.evidence.map(({ fact }) => storedText(fact)),
        '; ',
      ),
      missing: this.missing,
      costMicros,
    };
  }
}

/** Evidence counts only when its source is there: an action that had an effect, or something on the page. */
function exists(source: string, seen: Observation, history: readonly RedactedText[]): boolean {
  const line = /^(?:action )?#?(\d+)\.?$/i.exec(source.trim())?.[1];
  if (line) return !/-> (refused|failed|not accepted)/.test(history[Number(line) - 1] ?? '-> refused');
  return seen.outline.items.some(({ ref }) => ref === source.trim().replaceAll(/[[\]]/g, ''));
}
