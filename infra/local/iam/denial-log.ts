import { appendFileSync } from 'node:fs';
import { logFile } from '../logs.ts';
import type { Denial } from './access.ts';

/** One line for each refused call in the log `iam`: who asked for what, and the statement that is missing. */
export function logDenial(dataFolder: string, denial: Denial): void {
  const line = JSON.stringify({ at: new Date().toISOString(), ...denial });
  appendFileSync(logFile(dataFolder, 'iam'), `${line}\n`, { mode: 0o600 });
}
