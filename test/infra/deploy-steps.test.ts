import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { bootstrapStep, deploySteps, readDeployOptions } from '../../infra/deploy-steps.ts';

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

test('going back to an older version begins with the app stack, which may use what the data stack would take away', () => {
  expect(steps('--app-only').deploy.map(([, stack]) => stack)).toEqual(['stepify-production-app']);
  expect(() => steps('--app-only', '--data-only')).toThrow('not both');
});

test('an account is prepared before anything of it is known but its regions', () => {
  const prepared = (...args: string[]) => bootstrapStep(readDeployOptions(['--bootstrap', ...args], now)).slice(1);
  expect(prepared()).toEqual(['aws://unknown-account/ap-southeast-1', 'aws://unknown-account/us-east-1']);
  expect(prepared('-c', 'region=us-east-1')).toEqual(['aws://unknown-account/us-east-1']);
});

test('preparing an account needs nothing built, and ends at the credentials where there are none', () => {
  const env = { PATH: process.env['PATH'], HOME: tmpdir(), AWS_EC2_METADATA_DISABLED: 'true' };
  const { stdout, stderr } = spawnSync(process.execPath, ['infra/deploy.ts', '--bootstrap'], { env, encoding: 'utf8' });
  expect(stdout + stderr).toContain('Unable to resolve AWS account');
  expect(stdout + stderr).not.toMatch(/Bundling|synth/i);
}, 60_000);

test('functions are built for the processor that they will run on', () => {
  const built = (...args: string[]) => readDeployOptions([...needed, ...args], now).architecture;
  expect([built(), built('-c', 'architecture=x86_64')]).toEqual(['arm64', 'x86_64']);
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
