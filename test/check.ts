import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What must hold before any test is worth running, quickest first. */
const checks = [
  { name: 'format', command: ['oxfmt', '--check', '.'] },
  { name: 'lint', command: ['oxlint', '--type-aware', '--deny-warnings', '.'] },
  { name: 'types', command: ['tsc', '--noEmit'] },
  { name: 'dead code', command: ['knip'] },
  {
    name: 'boundaries',
    command: ['vitest', 'run', '--project', 'unit', 'test/boundaries.test.ts', '--reporter', 'dot'],
  },
] as const;

/** Runs every check, whatever the ones before it said, and returns the names of those that failed. */
export function runChecks(): string[] {
  const failed = checks.filter(({ name, command: [program, ...args] }) => {
    console.log(`— ${name}`);
    return spawnSync(program, args, { cwd: root, stdio: 'inherit' }).status !== 0;
  });
  console.log(
    `check: ${checks.length - failed.length} of ${checks.length} held (${checks.map(({ name }) => name).join(', ')})`,
  );
  return failed.map(({ name }) => name);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exit(runChecks().length > 0 ? 1 : 0);
