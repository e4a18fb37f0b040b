import { readFileSync, readdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const topFolders = ['infra', 'functions', 'containers', 'shared', 'web', 'test'];

/** Which product folders a folder may import from, besides itself. */
const mayImport: Record<string, RegExp> = {
  'shared/contract': /^shared\/contract\//,
  shared: /^shared\//,
  functions: /^shared\//,
  containers: /^shared\//,
  web: /^shared\/contract\//,
  infra: /^shared\/contract\//,
  test: /./,
};

/** Packages that one place alone may import. */
const packageHomes: { packages: RegExp; home: RegExp }[] = [
  { packages: /^@aws-sdk\//, home: /^(shared\/aws|test)\// },
  { packages: /^@anthropic-ai\/sdk/, home: /^(shared\/model|test)\// },
  { packages: /^resend$/, home: /^(shared\/mail|test)\// },
  { packages: /^(react|react-dom|radix-ui|@tanstack\/)/, home: /^(web|test)\// },
  { packages: /^(aws-cdk-lib|cdk-nag|constructs)/, home: /^(infra|test)\// },
];

/** Names that one file alone may import: the raw pixels, and the two makers of what storage and model accept. */
const nameHomes: { name: string; homes: RegExp }[] = [
  { name: 'rawPixels', homes: /^(shared\/redaction\/mask-frame\.ts|test\/)/ },
  { name: 'sealRedactedFrame', homes: /^(shared\/redaction\/(mask|gate)-frame\.ts|test\/)/ },
];

function sourceFiles(): string[] {
  return topFolders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
      .map((entry) => relative(root, join(entry.parentPath, entry.name))),
  );
}

interface Import {
  file: string;
  specifier: string;
  /** The imported file relative to the project, or undefined for a package. */
  target: string | undefined;
  names: string;
}

function importsOf(file: string): Import[] {
  const source = readFileSync(join(root, file), 'utf8');
  const pattern =
    /(?:import|export)\s+(?:type\s+)?([^'";]*?)\s*from\s*'([^']+)'|import\(\s*'([^']+)'\s*\)|import\s+'([^']+)'/g;
  return [...source.matchAll(pattern)].map((match) => {
    const specifier = match[2] ?? match[3] ?? match[4] ?? '';
    return { file, specifier, target: targetOf(file, specifier), names: match[1] ?? '' };
  });
}

function targetOf(file: string, specifier: string): string | undefined {
  if (specifier.startsWith('#')) return specifier.slice(1);
  if (specifier.startsWith('.')) return relative(root, resolve(root, file, '..', specifier));
  return undefined;
}

const imports = sourceFiles().flatMap(importsOf);

function placeOf(file: string): string {
  return file.startsWith('shared/contract/') ? 'shared/contract' : file.split('/')[0]!;
}

describe('The folders', () => {
  test('are really read by this test', () => {
    expect(imports.length).toBeGreaterThan(200);
    expect(new Set(imports.map(({ file }) => placeOf(file))).size).toBe(Object.keys(mayImport).length);
  });

  test('import only what the table of places allows', () => {
    const wrong = imports.filter(({ file, target }) => {
      if (target === undefined) return false;
      const own = placeOf(file);
      return placeOf(target) !== own && !mayImport[own]!.test(target);
    });
    expect(wrong.map(({ file, specifier }) => `${file} imports ${specifier}`)).toEqual([]);
  });

  test('are crossed by #shared imports, never by climbing', () => {
    const climbing = imports.filter(
      ({ file, specifier, target }) =>
        specifier.startsWith('.') &&
        target !== undefined &&
        !file.startsWith('test/') &&
        target.split('/')[0] !== file.split('/')[0],
    );
    expect(climbing.map(({ file, specifier }) => `${file} imports ${specifier}`)).toEqual([]);
  });

  test('keep each partner’s and vendor’s package in one place', () => {
    const wrong = imports.filter(({ file, specifier }) =>
      packageHomes.some(({ packages, home }) => packages.test(specifier) && !home.test(file)),
    );
    expect(wrong.map(({ file, specifier }) => `${file} imports ${specifier}`)).toEqual([]);
  });

  test('let shared/contract use zod alone', () => {
    const wrong = imports.filter(
      ({ file, specifier, target }) =>
        file.startsWith('shared/contract/') && target === undefined && specifier !== 'zod',
    );
    expect(wrong.map(({ file, specifier }) => `${file} imports ${specifier}`)).toEqual([]);
  });

  test('import zod as a namespace, which leaves its messages in fifty languages out of the bundles', () => {
    const whole = imports.filter(({ specifier, names }) => specifier === 'zod' && /\{.*\bz\b.*\}/.test(names));
    expect(whole.map(({ file }) => file)).toEqual([]);
  });

  test('read raw pixels and seal redacted frames inside the redaction alone', () => {
    const wrong = imports.filter(({ file, names }) =>
      nameHomes.some(({ name, homes }) => new RegExp(`\\b${name}\\b`).test(names) && !homes.test(file)),
    );
    expect(wrong.map(({ file, names }) => `${file} imports ${names}`)).toEqual([]);
  });

  test('call a text redacted only where it is redacted, and where redacted texts are put together', () => {
    const makers = ['shared/model/say.ts', 'shared/redaction/redact-text.ts'];
    const casting = sourceFiles().filter((file) => /\bas RedactedText\b/.test(readFileSync(join(root, file), 'utf8')));
    expect(casting.filter((file) => !file.startsWith('test/')).toSorted()).toEqual(makers);
  });
});
