import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { copyFile, lstat, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { createBrotliDecompress } from 'node:zlib';
import { untar } from './untar.ts';

export interface ChromiumFiles {
  executable: string;
  /** What the process needs to find its libraries and fonts. */
  env: { LD_LIBRARY_PATH: string; FONTCONFIG_PATH: string };
}

/** Raised when the layout of the folder changes, so that an older folder is not taken for a complete one. */
const layout = 2;
const notoFonts = [
  ['noto-sans-thai', 'NotoSansThai_400Regular.ttf'],
  ['noto-sans-jp', 'NotoSansJP_400Regular.ttf'],
  ['noto-sans-arabic', 'NotoSansArabic_400Regular.ttf'],
  ['noto-color-emoji', 'NotoColorEmoji_400Regular.ttf'],
] as const;

/**
 * Chromium's files, inflated once per machine and user. A folder beside the program (made when a container image is
 * built) is taken first. Otherwise they go to /tmp and not to TMPDIR, which may be one task's own and end with it.
 */
export async function chromiumFiles(here = import.meta.dirname): Promise<ChromiumFiles> {
  const prepared = join(here, 'chromium');
  if (existsSync(join(prepared, 'chromium'))) return describe(prepared);
  const source = packageFolder(here, '@sparticuz/chromium');
  const { version } = JSON.parse(await readFile(join(source, 'package.json'), 'utf8')) as { version: string };
  const uid = process.getuid?.() ?? 0;
  const folder = `/tmp/stepify-chromium-${version}-${layout}-${uid}`;
  await inflateOnce(here, source, folder);
  const { uid: owner, mode } = await lstat(folder);
  if (owner !== uid || (mode & 0o022) !== 0) throw new Error('The folder of Chromium belongs to somebody else');
  return describe(folder);
}

/** For the build of a container image: inflates beside the program, where `chromiumFiles` looks first. */
export async function prepareChromium(here = import.meta.dirname): Promise<void> {
  await inflateOnce(here, packageFolder(here, '@sparticuz/chromium'), join(here, 'chromium'));
}

function describe(folder: string): ChromiumFiles {
  return {
    executable: join(folder, 'chromium'),
    env: { LD_LIBRARY_PATH: join(folder, 'lib'), FONTCONFIG_PATH: folder },
  };
}

/**
 * The finished folder appears by a rename and is therefore whole whenever it is there. The lock only spares
 * concurrent starts the work; a lock left behind by a killed process is passed over after a while.
 */
async function inflateOnce(here: string, source: string, folder: string): Promise<void> {
  const lock = `${folder}.lock`;
  const waitUntil = Date.now() + 60_000;
  for (;;) {
    if (existsSync(folder)) return;
    if (await taken(lock)) break;
    const age = await stat(lock).then(
      (s) => Date.now() - s.mtimeMs,
      () => 0,
    );
    if (age > 30_000 || Date.now() > waitUntil) break;
    await sleep(50);
  }
  const half = `${folder}.${randomUUID()}`;
  try {
    if (existsSync(folder)) return;
    await mkdir(half, { recursive: true, mode: 0o755 });
    await fill(here, source, half, folder);
    await rename(half, folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(half, { recursive: true, force: true });
    await rm(lock, { recursive: true, force: true });
  }
}

function taken(lock: string): Promise<boolean> {
  return mkdir(lock).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return false;
      throw error;
    },
  );
}

async function fill(here: string, source: string, half: string, folder: string): Promise<void> {
  const brotli = (name: string) => createReadStream(join(source, 'bin', name)).pipe(createBrotliDecompress());
  await Promise.all([
    pipeline(brotli('chromium.br'), createWriteStream(join(half, 'chromium'), { mode: 0o755 })),
    untar(brotli('swiftshader.tar.br'), half),
    untar(brotli('al2023.tar.br'), half),
    untar(brotli('fonts.tar.br'), half),
    ...notoFonts.map(async ([name, file]) => {
      await mkdir(join(half, 'fonts'), { recursive: true });
      await copyFile(fontFile(here, name, file), join(half, 'fonts', file));
    }),
  ]);
  await mkdir(join(half, 'font-cache'), { recursive: true });
  await writeFile(join(half, 'fonts.conf'), fontsConf(folder));
}

function fontFile(here: string, name: string, file: string): string {
  const beside = join(here, 'fonts', file);
  return existsSync(beside) ? beside : join(packageFolder(here, `@expo-google-fonts/${name}`), '400Regular', file);
}

/** Looks upwards, as Node does: finds the package beside a bundle as well as in the checkout. */
function packageFolder(from: string, name: string): string {
  for (let at = from; ; at = dirname(at)) {
    const folder = join(at, 'node_modules', name);
    if (existsSync(folder)) return folder;
    if (at === dirname(at)) throw new Error(`Package ${name} is not installed`);
  }
}

/** Open Sans stands in for the usual families; scripts it lacks come from Noto. */
function fontsConf(folder: string): string {
  const families = ['sans-serif', 'serif', 'system-ui', 'Arial', 'Helvetica', 'Roboto', 'Segoe UI', 'Inter'];
  const noto = ['Noto Sans Thai', 'Noto Sans Arabic', 'Noto Sans JP', 'Noto Color Emoji'];
  const prefer = ['Open Sans', ...noto].map((name) => `<family>${name}</family>`).join('');
  return [
    '<?xml version="1.0"?>',
    '<!DOCTYPE fontconfig SYSTEM "fonts.dtd">',
    '<fontconfig>',
    `<dir>${folder}/fonts</dir>`,
    `<cachedir>${folder}/font-cache</cachedir>`,
    ...families.map((name) => `<alias><family>${name}</family><prefer>${prefer}</prefer></alias>`),
    '</fontconfig>',
  ].join('\n');
}
