import type { TemplateSizes } from './template-sizes.ts';
import { signInUsage, tutorialUsage } from './usage.ts';

/** A limit of the account or of the design, and what of it a load needs at its busiest. */
export interface Quota {
  name: string;
  /** What a new account has, or what the template sets. */
  limit: number;
  /** Need at `perSecond` tutorials in the busiest second. */
  need: (perSecond: number) => number;
  answer: string;
}

/** The busiest hour has five times the average, and one tutorial in four brings a sign-in with it. */
const peak = 5;
const signInsPerTutorial = 0.25;
const busySeconds = (record: Partial<Record<string, number>>) =>
  Object.values(record).reduce<number>((sum, seconds) => sum + (seconds ?? 0), 0);
const pipelineSeconds = busySeconds(tutorialUsage.stateSeconds) + busySeconds(tutorialUsage.modelSeconds);
const browserSeconds = tutorialUsage.browserSeconds + signInsPerTutorial * signInUsage.browserSeconds;

/** Tutorials in the busiest second of a day. */
export const peakPerSecond = (perDay: number): number => (perDay / 86_400) * peak;

/** Limits that every deployment has, and those that its own template sets. */
const quotas = ({ sessions, tasks }: TemplateSizes): readonly Quota[] => [
  {
    name: 'Walks at once (sessions.drives)',
    limit: sessions.drives,
    need: (rate) => rate * tutorialUsage.browserSeconds,
    answer: 'raise it with -c sessions=…, together with the vCPUs; a job waits for its browser until then',
  },
  {
    name: 'Sign-ins at once (sessions.streams)',
    limit: sessions.streams,
    need: (rate) => rate * signInsPerTutorial * signInUsage.browserSeconds,
    answer: 'the same; people are told their place until then',
  },
  {
    name: 'Fargate vCPUs at once',
    limit: 6,
    // The gateway and the browsers kept warm count although nobody is there.
    need: (rate) => (rate * browserSeconds + sessions.warm.size) * tasks['browser']!.vcpu + tasks['gateway']!.vcpu,
    answer: 'raise the quota; then several cells, each with its own cluster and network, users assigned by id',
  },
  {
    name: 'Addresses in the task subnets',
    limit: 32_000,
    need: (rate) => rate * browserSeconds,
    answer: 'a cell has its own network',
  },
  {
    name: 'RunTask calls a second',
    limit: 20,
    need: (rate) => rate * (2 + signInsPerTutorial),
    answer: 'a warm pool smooths bursts; capture goes on in authenticate’s browser; then cells in several accounts',
  },
  {
    name: 'Lambda concurrency',
    // AWS's default is 1,000; new accounts often begin with 10.
    limit: 10,
    need: (rate) =>
      rate * (pipelineSeconds + tutorialUsage.progressSeconds + tutorialUsage.apiRequests * tutorialUsage.apiSeconds),
    answer: 'raise the quota; the progress stream becomes a service that holds many listeners in one process',
  },
  {
    name: 'Database connections (two a function)',
    limit: 500,
    need: (rate) => 2 * rate * (pipelineSeconds + tutorialUsage.progressSeconds),
    answer: 'a pooler (PgBouncer or RDS Proxy) in front; progress read from a replica',
  },
  {
    name: 'State transitions a second',
    limit: 800,
    need: (rate) => rate * 11,
    answer: 'analyze, generate and review in one nested Express workflow',
  },
  {
    name: 'API requests a second (stage throttle)',
    limit: 200,
    need: (rate) => rate * (tutorialUsage.apiRequests + tutorialUsage.reads * tutorialUsage.frames),
    answer: 'pictures of shared tutorials leave through the distribution’s cache; raise the throttle',
  },
  {
    name: 'Model tokens a minute (Anthropic tier 4)',
    limit: 4_000_000,
    need: (rate) => rate * 60 * 150_000,
    answer: 'a larger agreement, batches for analyze and review, replay of scripts instead of new walks',
  },
];

export interface QuotaUse {
  name: string;
  /** Need as a part of the limit: 1 is full. */
  share: number;
  answer: string;
}

/** Fullest first. */
export function quotaUse(tutorialsPerDay: number, sizes: TemplateSizes): QuotaUse[] {
  const rate = peakPerSecond(tutorialsPerDay);
  return quotas(sizes)
    .map(({ name, limit, need, answer }) => ({ name, share: need(rate) / limit, answer }))
    .toSorted((a, b) => b.share - a.share);
}
