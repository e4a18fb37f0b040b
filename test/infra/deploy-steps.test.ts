import { expect, test } from 'vitest';
import { deploySteps, readDeployOptions } from '../../infra/deploy-steps.ts';

const needed = [
  '-c',
  'publicUrl=https://t.example',
  '-c',
  'certificateArn=arn:aws:acm:us-east-1:1:certificate/a',
  '-c',
  'gatewayCertificateArn=arn:aws:acm:ap-southeast-1:1:certificate/b',
];
const now = new Date('2026-01-02T03:04:05Z');
const steps = (...args: string[]) => deploySteps(readDeployOptions([...needed, ...args], now));

test('what is used is deployed before what uses it, and shown before all', () => {
  const { diff, deploy } = steps();
  expect(diff.slice(0, 4)).toEqual([
    'diff',
    'stepify-production-edge',
    'stepify-production-data',
    'stepify-production-app',
  ]);
  expect(deploy.map(([command, stack]) => `${command} ${stack}`)).toEqual([
    'deploy stepify-production-edge',
    'deploy stepify-production-data',
    'deploy stepify-production-app',
  ]);
  for (const step of deploy) expect(step.join(' ')).toContain(needed.join(' '));
});

test('the data stack may go first, because the secrets’ values come in by hand', () => {
  expect(steps('--data-only').deploy.map(([, stack]) => stack)).toEqual(['stepify-production-data']);
});

test('without a firewall there is no stack for it', () => {
  expect(steps('-c', 'firewall=false').deploy).toHaveLength(2);
});

test('another stage has stacks of its own', () => {
  expect(steps('-c', 'stage=trial').deploy[0]![1]).toBe('stepify-trial-edge');
});

test('renewing changes what every process is started with', () => {
  expect(steps('--renew').deploy[2]!.join(' ')).toContain('-c renewed=2026-01-02T03:04:05.000Z');
});

test('a deployment that could not run is refused with what is missing', () => {
  expect(() => readDeployOptions([], now)).toThrow(
    'Not given: -c publicUrl=…, -c certificateArn=…, -c gatewayCertificateArn=…',
  );
  expect(() => readDeployOptions(['-c', 'publicUrl=http://t.example', ...needed.slice(2)], now)).toThrow('https://');
  expect(() => readDeployOptions([...needed, '--force'], now)).toThrow('--force');
});
