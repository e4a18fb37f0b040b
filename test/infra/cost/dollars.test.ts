import { expect, test } from 'vitest';
import { pipelineStates } from '#shared/contract/pipeline.ts';
import { sessionLimits } from '#shared/contract/session-limits.ts';
import { idleDollarsPerMonth, signInDollars, total, tutorialDollars } from '../../../infra/cost/dollars.ts';
import { prices } from '../../../infra/cost/prices.ts';
import { peakPerSecond, quotaUse } from '../../../infra/cost/quotas.ts';
import type { TemplateSizes } from '../../../infra/cost/template-sizes.ts';
import { tutorialUsage } from '../../../infra/cost/usage.ts';

const programs = [...pipelineStates.map(({ name }) => name), 'tutorials', 'progress', 'connections'];

const sizes = (gb: number, counts: Record<string, number> = {}): TemplateSizes => ({
  functionGb: Object.fromEntries(programs.map((name) => [name, gb])),
  arm: true,
  tasks: { browser: { vcpu: 1, gb: 2, arm: false }, gateway: { vcpu: 0.5, gb: 1, arm: true } },
  count: (type) => counts[type] ?? 0,
  firewallRules: 0,
  sessions: sessionLimits.parse({ warm: { size: 0 } }),
  scheduled: [],
});

test('a function costs its memory times its time, and the wait for the model with it', () => {
  const [small, large] = [sizes(0.5), sizes(1)].map((one) => tutorialDollars(one)['pipeline functions']!);
  const requests = pipelineStates.length * prices.lambda.request;
  expect(large! - requests).toBeCloseTo(2 * (small! - requests), 12);
  const seconds = [tutorialUsage.stateSeconds, tutorialUsage.modelSeconds].flatMap((one) => Object.values(one));
  const second = seconds.reduce((sum, each) => sum + each, 0) * prices.lambda.gbSecondArm;
  expect(large! - requests).toBeCloseTo(second, 12);
});

test('a browser task costs its size for the time of the session', () => {
  const { browser } = { browser: signInDollars(sizes(1))['browser task']! };
  const { vcpuHour, gbHour } = prices.fargate.x86;
  expect(browser).toBeCloseTo((vcpuHour + 2 * gbHour + prices.fargate.publicAddressHour) / 30, 10);
});

test('what stands idle is counted from the templates', () => {
  const none = total(idleDollarsPerMonth(sizes(1)));
  const three = total(idleDollarsPerMonth(sizes(1, { 'AWS::KMS::Key': 3 })));
  expect(three - none).toBeCloseTo(3, 10);
});

test('browsers kept warm and what a schedule calls cost while nobody is there', () => {
  const idle = (more: Partial<TemplateSizes>) => idleDollarsPerMonth({ ...sizes(1), ...more });
  const warm = (part: object) => idle({ sessions: sessionLimits.parse({ warm: { size: 2, ...part } }) });
  const { vcpuHour, gbHour } = prices.fargate.x86;
  const hour = vcpuHour + 2 * gbHour + prices.fargate.publicAddressHour;
  expect(warm({ fromHour: 7, toHour: 22 })['browsers kept warm']).toBeCloseTo((2 * hour * 730 * 15) / 24, 8);
  expect(warm({ fromHour: 22, toHour: 7 })['browsers kept warm']).toBeCloseTo((2 * hour * 730 * 9) / 24, 8);
  const [rare, often] = [10, 5].map(
    (everyMinutes) => idle({ scheduled: [{ program: 'publish', everyMinutes }] })['functions on schedule']!,
  );
  expect(rare).toBeGreaterThan(0);
  expect(often! / rare!).toBeCloseTo(2, 8);
});

test('a template without one of the programs is refused', () => {
  expect(() => tutorialDollars({ ...sizes(1), functionGb: {} })).toThrow('no function authenticate');
});

test('quotas fill with the load, fullest first', () => {
  const few = quotaUse(1000, sizes(1));
  const many = quotaUse(1_000_000, sizes(1));
  expect(many[0]!.share).toBeGreaterThan(1);
  expect(many.map(({ share }) => share)).toEqual(many.map(({ share }) => share).toSorted((a, b) => b - a));
  expect(many[0]!.share / few[0]!.share).toBeCloseTo(1000, 6);
  expect(peakPerSecond(86_400)).toBe(5);
  // What the template sets is a limit as well, and with its defaults the first.
  expect(many.slice(0, 2).map(({ name }) => name)).toEqual([
    'Lambda concurrency',
    expect.stringContaining('sessions.drives'),
  ]);
  // With nobody there, what stands idle takes its part of a new account's vCPUs: a gateway and a warm browser.
  const idle = quotaUse(0, sizes(1)).find(({ name }) => name.startsWith('Fargate'))!;
  expect(idle.share).toBeGreaterThan(0);
  const wide = { ...sizes(1), sessions: sessionLimits.parse({ drives: 1_000_000, streams: 1_000_000 }) };
  expect(quotaUse(1_000_000, wide)[1]!.name).toBe('Fargate vCPUs at once');
});
