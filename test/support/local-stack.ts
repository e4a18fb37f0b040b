import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocal, type LocalOptions, type LocalStack } from '../../infra/local/start-local.ts';

/** The whole product on free ports with data of its own; `remove` leaves nothing of it. */
export function startTestStack(options: Partial<LocalOptions> = {}): Promise<LocalStack> {
  const dataFolder = options.dataFolder ?? mkdtempSync(join(tmpdir(), 'stepify-stack-'));
  return startLocal({ port: 0, durable: false, sessions: { warm: { size: 0 } }, ...options, dataFolder });
}
