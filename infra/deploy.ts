import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { buildAll } from './build.ts';
import { bootstrapStep, deploySteps, deployUsage, readDeployOptions } from './deploy-steps.ts';
import { projectRoot } from './project-root.ts';

// `npm run deploy`: the difference first, then a question, then the stacks in the order of what they need.
try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function main(args: string[]): Promise<void> {
  if (args.includes('--help')) return console.log(deployUsage);
  const options = readDeployOptions(args, new Date());
  // Where no cdk.json lies, so that CDK does not first synthesize stacks it has no use for.
  if (options.bootstrap) return cdk(bootstrapStep(options), tmpdir());
  await buildAll(console.log, options.architecture);
  const { diff, deploy } = deploySteps(options);
  cdk(diff);
  if (!options.yes && !(await agreed())) return console.log('Nothing was deployed.');
  for (const step of deploy) cdk(step);
  console.log(
    options.only === 'data' ? 'Now put the secrets’ values in, then run this again without --data-only.' : 'Deployed.',
  );
}

function cdk(args: string[], cwd = projectRoot): void {
  const cli = join(projectRoot, 'node_modules/aws-cdk/bin/cdk');
  const { status } = spawnSync(process.execPath, [cli, ...args], { cwd, stdio: 'inherit' });
  if (status === 0) return;
  throw new Error(
    `cdk ${args.slice(0, 2).join(' ')} failed: see the lines above. Nothing after it was done.\n` +
      'Where the account could not be told: this shell has no credentials of AWS. `aws sts get-caller-identity` shows whose it has.',
  );
}

async function agreed(): Promise<boolean> {
  if (!process.stdin.isTTY) throw new Error('Nobody is there to agree: look at the difference, then add --yes.');
  const question = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await question.question('Deploy this? [y/N] ');
  question.close();
  return /^y(es)?$/i.test(answer.trim());
}
