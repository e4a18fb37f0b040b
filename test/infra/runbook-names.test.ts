import { readFileSync, readdirSync, rmSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { errorKinds } from '#shared/contract/errors.ts';
import { endReasons } from '#shared/contract/stream.ts';
import { buildAll } from '../../infra/build.ts';
import { contextKeys } from '../../infra/config.ts';
import { deployUsage } from '../../infra/deploy-steps.ts';
import { projectRoot } from '../../infra/project-root.ts';
import { synthesize } from '../../infra/synthesize.ts';
import { en } from '../../web/messages/en.ts';
import { startTestDatabase, type TestDatabase } from '../support/postgres.ts';

const text = (path: string) => readFileSync(join(projectRoot, path), 'utf8');
const runbook = text('infra/runbook.md').replaceAll('<stage>', 'production');
const readme = text('README.md').replaceAll('<stage>', 'production');
/** What stands in backticks, code blocks apart. */
const quoted = (from: string) =>
  [...from.replaceAll(/```.*?```/gs, '').matchAll(/`([^`]+)`/g)].map(([, name]) => name!);
const matches = (from: string, pattern: RegExp) => [...new Set([...from.matchAll(pattern)].map((one) => one[1]!))];

/** Everything that stands in the templates of both choices of database, as JSON. */
let templates = '';
let database: TestDatabase;
beforeAll(async () => {
  database = await startTestDatabase();
  await buildAll(() => undefined, 'arm64');
  for (const choice of ['external', 'aurora']) {
    const folder = mkdtempSync(join(tmpdir(), 'stepify-synth-'));
    await synthesize(folder, { database: choice });
    const files = readdirSync(folder).filter((name) => name.endsWith('.template.json'));
    templates += files.map((name) => `"${name.split('.')[0]}" ${readFileSync(join(folder, name), 'utf8')}`).join('\n');
    rmSync(folder, { recursive: true, force: true });
  }
}, 240_000);
afterAll(() => database.stop());

test('every resource that the runbook names is one of the templates', () => {
  const names = matches(runbook, /\b(stepify-production(?:-[a-z]+)*)/g);
  expect(names.length).toBeGreaterThan(5);
  for (const name of names) expect([name, templates.includes(`"${name}"`)]).toEqual([name, true]);
  const choices = matches(runbook, /stepify\/production\/<([a-z|]+)>/g).flatMap((list) => list.split('|'));
  const secrets = [
    ...choices,
    ...matches(runbook, /stepify\/production\/([a-z]+)/g),
    ...matches(readme, /`…\/([a-z]+)`/g),
  ];
  expect(secrets).toEqual(expect.arrayContaining(['database', 'aurora', 'anthropic', 'sharing']));
  for (const name of secrets) expect([name, templates.includes(`"stepify/production/${name}"`)]).toEqual([name, true]);
  for (const name of ['EveryFiveMinutes', 'DatabaseNetwork', 'functionsSubnet1']) {
    expect([name, templates.includes(name)]).toEqual([name, true]);
  }
  for (const name of matches(runbook, /alarm\s+`([a-z-]+)`/g)) {
    expect(templates).toContain(`"stepify-production-${name}"`);
  }
});

test('every log line and code that the runbook names is one of the programs', () => {
  const source = ['functions', 'containers', 'shared']
    .flatMap((folder) =>
      readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
    )
    .filter((file) => file.endsWith('.ts'))
    .map(text)
    .join('\n');
  const lines = quoted(runbook).filter((name) => /^[a-z_]+\.[a-z_]+$/.test(name));
  expect(lines.length).toBeGreaterThan(5);
  for (const name of lines) expect([name, source.includes(`'${name}'`)]).toEqual([name, true]);
  const codes = quoted(runbook).filter((name) => /^[A-Z_]+$/.test(name));
  expect(Object.keys(errorKinds)).toEqual(expect.arrayContaining(codes));
  const ends = quoted(runbook).filter((name) => /^[a-z]+_[a-z]+$/.test(name));
  expect(endReasons).toEqual(expect.arrayContaining(ends));
  for (const name of quoted(runbook).filter((one) => /^[A-Z]\w+\.[A-Z]\w+$/.test(one))) {
    expect([name, templates.includes(name)]).toEqual([name, true]);
  }
});

test('every command and option that README and runbook name is there, and every command is named', () => {
  const { scripts } = JSON.parse(text('package.json')) as { scripts: Record<string, string> };
  const commands = matches(readme + runbook, /\bnpm run ([\w:-]+)/g);
  expect(Object.keys(scripts)).toEqual(expect.arrayContaining(commands));
  expect([...commands, 'start', 'test', 'build']).toEqual(expect.arrayContaining(Object.keys(scripts)));
  const keys = matches(readme + runbook, /-c (\w+)/g);
  expect(contextKeys).toEqual(expect.arrayContaining(keys));
  const options = matches(readme + runbook, /npm run deploy -- (--[\w-]+)/g);
  expect(options.length).toBeGreaterThan(3);
  for (const option of options) expect(deployUsage).toContain(`  ${option} `);
});

test('what the runbook says to look at is on the dashboard or on the page', () => {
  const shown = `${templates} ${JSON.stringify(en)}`;
  const titles = matches(runbook, /“([^”]+)”/g);
  expect(titles.length).toBeGreaterThan(3);
  for (const title of titles) expect([title, shown.includes(title)]).toEqual([title, true]);
  const headings = matches(runbook, /^## (.+)$/gm).map((line) => line.toLowerCase().replaceAll(' ', '-'));
  expect(headings).toEqual(expect.arrayContaining(matches(runbook, /\]\(#([\w-]+)\)/g)));
});

test('the statements that the runbook has typed by hand run on the product’s tables', async () => {
  const statements = quoted(runbook).filter((name) => /^(select|update) /.test(name));
  expect(statements.length).toBeGreaterThan(3);
  for (const statement of statements) await sql.raw(statement.replaceAll('<id>', randomUUID())).execute(database.db);
});
