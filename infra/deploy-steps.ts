import { parseArgs } from 'node:util';
import { type Architecture, defaultArchitecture, defaultRegion, edgeRegion } from './config.ts';

export const deployUsage = `npm run deploy -- -c publicUrl=https://tutorials.example.com -c certificateArn=ARN -c gatewayCertificateArn=ARN [options]

Builds, shows what would change, asks, and deploys. The credentials are those of your shell.
  -c KEY=VALUE   context of the stacks, as infra/config.ts lists it; repeatable
  --bootstrap    prepares the account and both regions for CDK, once, and does nothing else
  --data-only    stops after the stacks that hold data: put the secrets' values in, then deploy again
  --app-only     leaves the stacks that hold data as they are: the first half of going back to an older version
  --renew        also renews every process, so that rotated secrets are read anew
  --yes          does not ask`;

export interface DeployOptions {
  stage: string;
  firewall: boolean;
  region: string;
  architecture: Architecture;
  context: string[];
  bootstrap: boolean;
  only: 'data' | 'app' | undefined;
  yes: boolean;
}

/** Reads the command line. Throws with what is missing and the usage when something without which nothing would run is not given. */
export function readDeployOptions(args: string[], now: Date): DeployOptions {
  const { values } = parseArgs({
    args,
    options: {
      context: { type: 'string', short: 'c', multiple: true, default: [] },
      bootstrap: { type: 'boolean', default: false },
      'app-only': { type: 'boolean', default: false },
      'data-only': { type: 'boolean', default: false },
      renew: { type: 'boolean', default: false },
      yes: { type: 'boolean', default: false },
    },
  });
  const given = new Map(values.context.map((pair) => [pair.split('=', 1)[0]!, pair.slice(pair.indexOf('=') + 1)]));
  const bootstrap = values.bootstrap;
  const needed = ['publicUrl', 'certificateArn', 'gatewayCertificateArn'];
  const missing = needed.filter((key) => !bootstrap && !given.get(key));
  if (missing.length > 0)
    throw new Error(`Not given: ${missing.map((key) => `-c ${key}=…`).join(', ')}\n\n${deployUsage}`);
  if (!bootstrap && !given.get('publicUrl')!.startsWith('https://'))
    throw new Error('publicUrl must begin with https://');
  if (values['data-only'] && values['app-only']) throw new Error('Give --data-only or --app-only, not both.');
  return {
    stage: given.get('stage') ?? 'production',
    region: given.get('region') ?? defaultRegion,
    architecture: given.get('architecture') === 'x86_64' ? 'x86_64' : defaultArchitecture,
    firewall: given.get('firewall') !== 'false',
    context: [...values.context, ...(values.renew ? [`renewed=${now.toISOString()}`] : [])],
    bootstrap,
    only: values['data-only'] ? 'data' : values['app-only'] ? 'app' : undefined,
    yes: values.yes,
  };
}

export interface DeploySteps {
  /** Arguments of `cdk` that show what would change. */
  diff: string[];
  /** Arguments of `cdk`, run one after the other: what is used is there before what uses it. */
  deploy: string[][];
}

/**
 * Arguments of `cdk` that prepare the regions in use. `unknown-account` is CDK's own word for the account of the shell's
 * credentials.
 */
export function bootstrapStep({ region, firewall }: DeployOptions): string[] {
  const regions = new Set([region, ...(firewall ? [edgeRegion] : [])]);
  return ['bootstrap', ...[...regions].map((one) => `aws://unknown-account/${one}`)];
}

export function deploySteps({ stage, firewall, context, only }: DeployOptions): DeploySteps {
  const parts = only ? [only] : [...(firewall ? ['edge'] : []), 'data', 'app'];
  const stacks = parts.map((part) => `stepify-${stage}-${part}`);
  const withContext = context.flatMap((pair) => ['-c', pair]);
  return {
    diff: ['diff', ...stacks, ...withContext],
    deploy: stacks.map((stack) => ['deploy', stack, '--exclusively', '--require-approval', 'never', ...withContext]),
  };
}
