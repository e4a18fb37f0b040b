/** What the model is asked for; each kind of request has one model and one prompt. */
export type ModelTaskName = 'plan' | 'navigate' | 'personal' | 'verify' | 'analyze' | 'generate' | 'review';

/** The one place that names models: a cheap one walks, a strong one plans, doubts and writes. */
export const taskModels = {
  plan: 'claude-sonnet-5-5',
  navigate: 'claude-haiku-5-5',
  personal: 'claude-haiku-5-5',
  verify: 'claude-haiku-5-5',
  analyze: 'claude-sonnet-5-5',
  generate: 'claude-sonnet-5-5',
  review: 'claude-sonnet-5-5',
} as const satisfies Record<ModelTaskName, string>;

export type ModelName = (typeof taskModels)[ModelTaskName];

/** US dollars per million tokens. */
const modelPrices: Record<ModelName, { input: number; output: number }> = {
  'claude-haiku-5-5': { input: 0.1, output: 0.5 },
  'claude-sonnet-5-5': { input: 2, output: 10 },
};

export interface TokenUse {
  input: number;
  output: number;
}

/** Cost of one request in millionths of a US dollar, rounded up, so that sums stay whole numbers. */
export function costMicros(model: ModelName, use: TokenUse): number {
  const price = modelPrices[model];
  return Math.ceil(use.input * price.input + use.output * price.output);
}
