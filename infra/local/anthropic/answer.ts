import { nextAction } from './next-action.ts';
import { readGoal } from './goal.ts';
import { makePlan } from './plan.ts';
import { reviewTutorial } from './review.ts';
import { analyzeSteps, readSteps, writeTexts } from './texts.ts';
import { verify } from './verify.ts';
import { readHistory, readView } from './view.ts';

export interface JsonSchema {
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
  enum?: unknown[];
}

/** Answers by the shape that the request asks for; undefined when it is none that these rules know. */
export function answerFor(schema: JsonSchema, text: string): unknown {
  const asks = (...keys: string[]) => keys.every((key) => schema.properties && key in schema.properties);
  const { own, fenced } = partsOf(text);
  const goal = own('goal');
  if (asks('title', 'preconditions', 'proof')) return makePlan(goal, own('platform'), own('language'));
  if (asks('action', 'ref', 'value')) {
    return nextAction({
      goal: readGoal(goal),
      values: plannedValues(own('plan')),
      view: readView(fenced('outline')),
      history: readHistory(fenced('history')),
    });
  }
  // Rules that read text cannot see a picture: what the first stage kept stays.
  if (asks('personal')) return { personal: [] };
  if (asks('reached', 'evidence')) {
    return verify(goal, readHistory(fenced('history')), readView(fenced('outline')));
  }
  if (asks('analyses')) return analyzeSteps(readSteps(fenced('steps')));
  if (asks('steps', 'beforeYouStart')) {
    return writeTexts(goal, own('platform'), own('language'), readSteps(fenced('steps')));
  }
  if (asks('scores')) {
    const criteria = schema.properties?.['scores']?.items?.properties?.['criterion']?.enum ?? [];
    return reviewTutorial(fenced('tutorial'), criteria.map(String));
  }
  return undefined;
}

interface Parts {
  /** Parts in our own words, by their tag. */
  own: (name: string) => string;
  /** Parts that a page wrote, by the tag around their fence. */
  fenced: (name: string) => string;
}

/** Takes the fenced parts out first, from the front: what a page wrote can then neither end its fence nor forge a part. */
function partsOf(text: string): Parts {
  const fences = new Map<string, string>();
  const rest = text.replaceAll(
    /<(\w+)>\n<(page-[\w-]+)>\n([\s\S]*?)\n<\/\2>\n<\/\1>/g,
    (_, name: string, __, inside: string) => {
      fences.set(name, inside);
      return '';
    },
  );
  return {
    own: (name) => new RegExp(`<${name}>([\\s\\S]*?)</${name}>`).exec(rest)?.[1]?.trim() ?? '',
    fenced: (name) => fences.get(name) ?? '',
  };
}

function plannedValues(plan: string) {
  return [...plan.matchAll(/^value ("(?:[^"\\]|\\.)*") = ("(?:[^"\\]|\\.)*")/gm)].map(
    ([, field = '""', value = '""']) => ({
      field: JSON.parse(field) as string,
      value: JSON.parse(value) as string,
    }),
  );
}
