import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { machine } from '../programs.ts';
import { projectRoot } from '../project-root.ts';
import { synthesize } from '../synthesize.ts';
import { StartRefused } from './data-lock.ts';

/** Context of the stack on one machine, as `infra/config.ts` reads it. */
export interface LocalContext {
  publicUrl: string;
  allowedDevelopmentHosts: string[];
  siteInfo: object;
}

/**
 * Builds what has changed, in a process of its own: the bundler and its memory are gone when the product runs.
 * `report` gets the build's own lines.
 */
export async function build(report: (line: string) => void): Promise<void> {
  const child = spawn(process.execPath, [join(projectRoot, 'infra', 'build.ts')], {
    cwd: projectRoot,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  createInterface(child.stdout).on('line', report);
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new StartRefused('The build failed: see the lines above. Nothing was started.');
}

/** Synthesizes the stack into `outFolder` unless it was made from the same sources, bundles and context before. */
export async function synthesizeChanged(
  outFolder: string,
  context: LocalContext,
  report: (line: string) => void,
): Promise<void> {
  const whole = {
    stage: 'local',
    firewall: false,
    architecture: machine,
    ...context,
  };
  const stamp = join(outFolder, '.made-from');
  const hash = sourcesHash(JSON.stringify(whole));
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  report('Synthesizing the stack …');
  await synthesize(outFolder, whole);
  writeFileSync(stamp, hash);
}

function sourcesHash(context: string): string {
  const hash = createHash('sha256').update(context);
  const stackFiles = readdirSync(join(projectRoot, 'infra')).filter((name) => /\.(ts|js)$/.test(name));
  const contract = readdirSync(join(projectRoot, 'shared/contract')).map((name) => join('../shared/contract', name));
  for (const name of [...stackFiles, ...contract].sort()) hash.update(readFileSync(join(projectRoot, 'infra', name)));
  // Marks that the build leaves: what the bundles and the website were made from.
  for (const stamp of ['.programs', '.website']) {
    const file = join(projectRoot, 'dist', stamp);
    hash.update(existsSync(file) ? readFileSync(file) : 'none');
  }
  return hash.digest('hex');
}
