import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { apiAreas } from '#shared/contract/routes.ts';
import { buildFunctions, requestForNothing, type BuiltFunctions } from '../support/api-functions.ts';

let functions: BuiltFunctions;
beforeAll(async () => {
  functions = await buildFunctions();
}, 180_000);
afterAll(() => functions.remove());

test.each(apiAreas)('%s: a fresh process with the template’s environment answers', async (area) => {
  let status: number | undefined;
  const sink = {
    prelude: (prelude: { statusCode?: number }) => void (status = prelude.statusCode),
    chunk: () => undefined,
  };
  const result = await functions.host.stream(functions.nameOf(area), requestForNothing, sink);
  if (area !== 'progress') status = result.ok ? (result.payload as { statusCode: number }).statusCode : undefined;
  expect({ ...result, payload: undefined, status }).toEqual({ ok: true, payload: undefined, status: 404 });
});

test.each(apiAreas)('%s: its bundle is less than a megabyte', (area) => {
  const { folder } = functions.host.definition(functions.nameOf(area));
  expect(statSync(join(folder, 'index.mjs')).size).toBeLessThan(1024 * 1024);
});
