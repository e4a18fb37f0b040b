import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { runInNewContext } from 'node:vm';
import type { PlatformGoal } from './platform-scripts.ts';

/** Whether an application's own data show what the goal asked for. Some write a moment after they have answered. */
export async function outcomeIsThere(folder: string, check: PlatformGoal['check'], waitMs = 5000): Promise<boolean> {
  const end = Date.now() + waitMs;
  for (;;) {
    if (count(folder, check) === check.equals) return true;
    if (Date.now() >= end) return false;
    await sleep(250);
  }
}

function count(folder: string, check: PlatformGoal['check']): number {
  if ('json' in check) return matching(readFileSync(join(folder, check.json), 'utf8'), check.filter);
  const database = new DatabaseSync(join(folder, check.sqlite), { readOnly: true, timeout: 2000 });
  try {
    return Number(Object.values(database.prepare(check.query).get() ?? {})[0]);
  } finally {
    database.close();
  }
}

/**
 * How many items `n` of a JSON array the expression is true for. The items are made inside a realm that holds nothing
 * of ours, so that the expression can reach no module, file or process.
 */
export function matching(json: string, filter: string): number {
  const program = `JSON.parse(${JSON.stringify(json)}).filter((n) => Boolean(${filter})).length`;
  const options = { timeout: 1000, contextCodeGeneration: { strings: false, wasm: false } };
  return Number(runInNewContext(program, Object.create(null) as object, options));
}
