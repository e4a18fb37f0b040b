import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Folder of the website built from the sources as they are, built at most once for them: its name is their hash, and a
 * finished build appears under it in one step, so that test files that run side by side never see half of one.
 */
export async function builtWebsite(): Promise<string> {
  const builds = join(root, 'dist', 'website-test');
  const folder = join(builds, await sourceHash());
  if (existsSync(folder)) return folder;
  const draft = `${folder}.${process.pid}`;
  await mkdir(builds, { recursive: true });
  // A process of its own: under the test runner's NODE_ENV this would be React's development build.
  await promisify(execFile)(
    process.execPath,
    [
      join(root, 'node_modules/vite/bin/vite.js'),
      'build',
      '--config',
      join(root, 'web/vite.config.ts'),
      '--outDir',
      draft,
      '--emptyOutDir',
      '--logLevel',
      'warn',
    ],
    { cwd: root, env: { ...process.env, NODE_ENV: 'production' } },
  );
  await rename(draft, folder).catch(async (error: unknown) => {
    await rm(draft, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  });
  const others = (await readdir(builds)).filter((name) => !folder.endsWith(name) && !name.includes('.'));
  for (const name of others) await rm(join(builds, name), { recursive: true, force: true });
  return folder;
}

async function sourceHash(): Promise<string> {
  const hash = createHash('sha256');
  for (const folder of ['web', 'shared/contract']) {
    const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    for (const file of files.toSorted()) hash.update(file).update(await readFile(file));
  }
  return hash
    .update(await readFile(join(root, 'package-lock.json')))
    .digest('hex')
    .slice(0, 16);
}
