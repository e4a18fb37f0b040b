/** What the model is asked for; each kind of request has one prompt. */
export type ModelTaskName = 'plan' | 'navigate' | 'personal' | 'verify' | 'analyze' | 'generate' | 'review';

const cheap = 'claude-haiku-5-5';
const strong = 'claude-sonnet-5-5';
export type ModelName = typeof cheap | typeof strong;

/**
 * The one place that names models: a cheap one walks, a strong one plans, doubts and writes. A question climbs to the
 * next model of its list when the one before it is stuck, declines, or twice does not keep to the shape.
 */
export const taskModels = {
  plan: [strong],
  navigate: [cheap, strong],
  personal: [cheap, strong],
  verify: [cheap, strong],
  analyze: [strong],
  generate: [strong],
  review: [strong],
} as const satisfies Record<ModelTaskName, readonly [ModelName, ...ModelName[]]>;

interface Price {
  /** US dollars per million tokens. */
  input: number;
  output: number;
  /** Tokens of a request up to which this is the price; none is known above. */
  upTo: number;
}

const modelPrices: Record<ModelName, Price> = {
  [cheap]: { input: 0.1, output: 0.5, upTo: 100_000 },
  [strong]: { input: 2, output: 10, upTo: Number.POSITIVE_INFINITY },
};

/** Whether the price of a request of this size is known. */
export function isPriced(model: ModelName, tokens: number): boolean {
  return tokens <= modelPrices[model].upTo;
}

/** What the vendor charges for the cache, in parts of the price of input: written for five minutes, read from it. */
const cachePrices = { written: 1.25, read: 0.1 } as const;

/** Tokens of one request; `input` is what neither came from the cache nor went into it. */
export interface TokenUse {
  input: number;
  cacheRead: number;
  cacheWritten: number;
  output: number;
}

/**
 * Cost of one request in millionths of a US dollar, rounded up, so that sums stay whole numbers. One that turned out larger
 * than its model is priced for counts as the strong model's: never too little.
 */
export function costMicros(model: ModelName, use: TokenUse): number {
  const price = modelPrices[isPriced(model, use.input + use.cacheRead + use.cacheWritten) ? model : strong];
  const input = use.input + use.cacheWritten * cachePrices.written + use.cacheRead * cachePrices.read;
  return Math.ceil(input * price.input + use.output * price.output);
}
