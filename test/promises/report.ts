import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { promises } from './promises.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = join(here, '../..');

const reportSchema = z.object({
  testResults: z.array(
    z.object({ name: z.string(), status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) }),
  ),
});

/** Which promises' tests passed. A skipped test shows nothing, so its promise stays open. */
function runTests(): Map<string, 'held' | 'open' | 'broken'> {
  const folder = mkdtempSync(join(tmpdir(), 'stepify-promises-'));
  const file = join(folder, 'report.json');
  try {
    const args = ['run', 'test/promises/', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
    spawnSync('vitest', args, { cwd: root, stdio: ['ignore', 2, 2] });
    if (!existsSync(file)) throw new Error('The tests did not run: see the lines above.');
    const { testResults } = reportSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    return new Map(
      testResults.map(({ name, status, assertionResults }) => {
        const held = assertionResults.length > 0 && assertionResults.every((result) => result.status === 'passed');
        const outcome = status === 'failed' ? 'broken' : held ? 'held' : 'open';
        return [basename(name, '.test.ts'), outcome];
      }),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const outcomes = runTests();
const count = { held: 0, open: 0, broken: 0 };
for (const [number, text] of Object.entries(promises)) {
  const outcome = outcomes.get(number) ?? 'open';
  count[outcome] += 1;
  console.log(`${number.padEnd(4)}${outcome.padEnd(7)} ${text}`);
}
console.log(`${count.held} held, ${count.open} open, ${count.broken} broken`);
process.exit(count.broken > 0 ? 1 : 0);
