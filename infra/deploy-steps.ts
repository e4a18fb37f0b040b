import { parseArgs } from 'node:util';

export const deployUsage = `npm run deploy -- -c publicUrl=https://tutorials.example.com -c certificateArn=ARN -c gatewayCertificateArn=ARN [options]

Builds, shows what would change, asks, and deploys. The credentials are those of your shell.
  -c KEY=VALUE   context of the stacks, as infra/config.ts lists it; repeatable
  --data-only    stops after the stacks that hold data: put the secrets' values in, then deploy again
  --renew        also renews every process, so that rotated secrets are read anew
  --yes          does not ask`;

export interface DeployOptions {
  stage: string;
  firewall: boolean;
  context: string[];
  dataOnly: boolean;
  yes: boolean;
}

/** Reads the command line. Throws with what is missing and the usage when something without which nothing would run is not given. */
export function readDeployOptions(args: string[], now: Date): DeployOptions {
  const { values } = parseArgs({
    args,
    options: {
      context: { type: 'string', short: 'c', multiple: true, default: [] },
      'data-only': { type: 'boolean', default: false },
      renew: { type: 'boolean', default: false },
      yes: { type: 'boolean', default: false },
    },
  });
  const given = new Map(values.context.map((pair) => [pair.split('=', 1)[0]!, pair.slice(pair.indexOf('=') + 1)]));
  const missing = ['publicUrl', 'certificateArn', 'gatewayCertificateArn'].filter((key) => !given.get(key));
  if (missing.length > 0)
    throw new Error(`Not given: ${missing.map((key) => `-c ${key}=…`).join(', ')}\n\n${deployUsage}`);
  if (!given.get('publicUrl')!.startsWith('https://')) throw new Error('publicUrl must begin with https://');
  return {
    stage: given.get('stage') ?? 'production',
    firewall: given.get('firewall') !== 'false',
    context: [...values.context, ...(values.renew ? [`renewed=${now.toISOString()}`] : [])],
    dataOnly: values['data-only'],
    yes: values.yes,
  };
}

export interface DeploySteps {
  /** Arguments of `cdk` that show what would change. */
  diff: string[];
  /** Arguments of `cdk`, run one after the other: what is used is there before what uses it. */
  deploy: string[][];
}

export function deploySteps({ stage, firewall, context, dataOnly }: DeployOptions): DeploySteps {
  const parts = dataOnly ? ['data'] : [...(firewall ? ['edge'] : []), 'data', 'app'];
  const stacks = parts.map((part) => `stepify-${stage}-${part}`);
  const withContext = context.flatMap((pair) => ['-c', pair]);
  return {
    diff: ['diff', ...stacks, ...withContext],
    deploy: stacks.map((stack) => ['deploy', stack, '--exclusively', '--require-approval', 'never', ...withContext]),
  };
}
