import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Architecture } from './config.ts';
import { projectRoot } from './project-root.ts';

/** Processors as Node and npm name them. */
export const nodeName = { arm64: 'arm64', x86_64: 'x64' } as const satisfies Record<Architecture, string>;
type Processor = (typeof nodeName)[Architecture];

/** Packages that are machine code for one processor; npm installs those of this machine alone. */
const packagesFor = (processor: Processor) => [
  `@img/sharp-linux-${processor}`,
  `@img/sharp-libvips-linux-${processor}`,
];

interface Lock {
  lockfileVersion: number;
  packages: Record<string, { version: string } & Record<string, unknown>>;
}

/**
 * Folder with the machine code of another processor than this machine's. npm fetches the versions that the project's lock
 * file names and compares them with its hashes. Throws npm's own words when that fails.
 */
export function machineCode(processor: Processor): string {
  const folder = join(projectRoot, 'dist', '.machine-code', processor);
  const lock = JSON.parse(readFileSync(join(projectRoot, 'package-lock.json'), 'utf8')) as Lock;
  const wanted = packagesFor(processor).map((name) => [name, lock.packages[`node_modules/${name}`]!] as const);
  const manifest = {
    name: 'machine-code',
    version: '0.0.0',
    // npm heeds `--cpu` for optional packages alone.
    optionalDependencies: Object.fromEntries(wanted.map(([name, { version }]) => [name, version])),
  };
  const text = JSON.stringify(manifest);
  const stamp = join(folder, '.installed');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === text) return join(folder, 'node_modules');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const packages = Object.fromEntries(wanted.map(([name, one]) => [`node_modules/${name}`, one]));
  const ownLock = { ...manifest, lockfileVersion: lock.lockfileVersion, packages: { '': manifest, ...packages } };
  writeFileSync(join(folder, 'package.json'), text);
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(ownLock));
  const script = process.env['npm_execpath'];
  const [npm, ...first] = script ? [process.execPath, script] : ['npm'];
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  execFileSync(npm, [...first, 'ci', ...quiet, `--cpu=${processor}`, '--os=linux', '--libc=glibc'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const missing = wanted.find(([name]) => !existsSync(join(folder, 'node_modules', name)));
  if (missing) throw new Error(`npm did not fetch ${missing[0]}: is its registry within reach?`);
  writeFileSync(stamp, text);
  return join(folder, 'node_modules');
}
