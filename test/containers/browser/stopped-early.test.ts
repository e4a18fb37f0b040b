import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { runBrowserTask } from '../../../containers/browser/browser-task.ts';

test('C7: a task that is stopped before its Chromium has started ends at once and leaves nothing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'test-task-'));
  vi.stubEnv('TMPDIR', folder);
  onTestFinished(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });
  await runBrowserTask({
    address: '127.0.0.1',
    port: 0,
    limits: { idleSeconds: 600, totalSeconds: 900 },
    waitSeconds: 600,
    developmentHosts: new Set(),
    signal: AbortSignal.abort(),
  });
  expect(readdirSync(folder)).toEqual([]);
});
