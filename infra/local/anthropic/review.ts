interface Reviewed {
  title: string;
  beforeYouStart: string[];
  result: string;
  troubleshooting: string[];
  steps: { position: number; kind: string; text: string; why: string; hasFrame: boolean; hasHighlight: boolean }[];
  /** What the product's own checks found. */
  failed: string[];
}

type Score = 0 | 1 | 2;

/** Scores a tutorial by what can be counted in it, against the criteria that the request's schema lists. */
export function reviewTutorial(json: string, criteria: string[]) {
  const tutorial = JSON.parse(json) as Reviewed;
  const { steps } = tutorial;
  const acts = steps.filter((step) => step.kind !== 'done');
  const share = (good: number, of: number): Score => (of === 0 ? 0 : good === of ? 2 : good / of >= 0.6 ? 1 : 0);
  const count = (test: (step: (typeof acts)[number]) => boolean) => share(acts.filter(test).length, acts.length);
  const failed = tutorial.failed.length > 0;
  const scores: Record<string, [Score, string]> = {
    complete: [acts.length > 1 && !failed ? 2 : 1, `${acts.length} actions lead to the result.`],
    one_action: [
      count((step) => !/,? (and|then) (select|type|press|choose)\b/i.test(step.text)),
      'Counted the actions in each step.',
    ],
    labels_and_place: [
      failed ? 0 : count((step) => /\*\*.+\*\*/.test(step.text)),
      'Counted the steps that name a label in bold.',
    ],
    minimal_path: [acts.length <= 7 ? 2 : acts.length <= 12 ? 1 : 0, `${acts.length} steps.`],
    frames: [
      count((step) => step.hasFrame && (step.hasHighlight || /press|navigate/.test(step.kind))),
      'Counted the steps with a highlighted picture.',
    ],
    result_visible: [steps.at(-1)?.kind === 'done' ? 2 : 0, 'The last step shows the result.'],
    why: [acts.some((step) => step.why) ? 2 : 1, 'Looked for reasons beside the steps.'],
    preconditions: [tutorial.beforeYouStart.length > 0 ? 2 : 0, 'Looked for what is needed before the start.'],
    error_prone: [tutorial.troubleshooting.length > 0 ? 1 : 0, 'Looked for help where things may go wrong.'],
    accessible: [
      count((step) => !/\b(green|red|blue|left|right)\b/i.test(step.text)),
      'Looked for steps that depend on colour or side.',
    ],
    title: [tutorial.title.length > 8 ? 2 : 1, 'Looked at the title.'],
  };
  return {
    scores: criteria.map((criterion) => {
      const [score, reason] = scores[criterion] ?? [1, 'This criterion is not known here.'];
      return { criterion, score, reason };
    }),
  };
}
