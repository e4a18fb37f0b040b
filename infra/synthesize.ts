import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { projectRoot } from './project-root.ts';

const run = promisify(execFile);

/**
 * Synthesizes the stacks, built before, into a folder. CDK runs in a process of its own, because it reads its folder
 * and context from the environment. Throws with CDK's own words when a stack or a check of it fails.
 */
export async function synthesize(outFolder: string, context: object = {}): Promise<void> {
  try {
    await run(process.execPath, ['infra/app.ts'], {
      cwd: projectRoot,
      env: { ...process.env, CDK_OUTDIR: outFolder, CDK_CONTEXT_JSON: JSON.stringify(context) },
      maxBuffer: 16 * 1024 * 1024,
    });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`The stack does not synthesize:\n${stderr || stdout || String(error)}`, { cause: error });
  }
}
