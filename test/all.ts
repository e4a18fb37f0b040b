import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { runChecks } from './check.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

const reportSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.unknown()) })),
});

/** Runs all tests and counts them; a file that does not even load counts as one failure. */
function runTests(): { passed: number; failed: number; skipped: number } {
  const folder = mkdtempSync(join(tmpdir(), 'stepify-test-'));
  const file = join(folder, 'report.json');
  try {
    const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
    // At its end the product tells which permissions this run did not need; `npm run drill:permissions` fails on them.
    const env = { ...process.env, STEPIFY_DRILL: 'report' };
    const run = spawnSync('vitest', args, { cwd: root, stdio: 'inherit', env });
    const report = reportSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    const broken = report.testResults.filter((f) => f.status === 'failed' && f.assertionResults.length === 0).length;
    const failed = report.numFailedTests + broken;
    // An error outside any test fails the run although no test says so.
    return {
      passed: report.numPassedTests,
      failed: failed === 0 && run.status !== 0 ? 1 : failed,
      skipped: report.numPendingTests,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const brokenChecks = runChecks();
const tests = runTests();
if (brokenChecks.length > 0) console.log(`These checks failed: ${brokenChecks.join(', ')}.`);
const failed = tests.failed + brokenChecks.length;
console.log(`${tests.passed} passed, ${failed} failed${tests.skipped > 0 ? `, ${tests.skipped} skipped` : ''}`);
process.exit(failed > 0 ? 1 : 0);
