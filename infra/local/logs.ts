import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
  readdirSync,
  renameSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';

const rotateBytes = 20 * 1024 * 1024;

export function logsFolder(dataFolder: string): string {
  return join(dataFolder, 'logs');
}

/** File that the output of a function or task is appended to. */
export function logFile(dataFolder: string, name: string): string {
  const folder = logsFolder(dataFolder);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return join(folder, `${name}.log`);
}

/** Puts a log that has grown long aside; the one put aside before goes. */
export function rotateLogs(dataFolder: string): void {
  const folder = logsFolder(dataFolder);
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    const file = join(folder, name);
    if (name.endsWith('.log') && statSync(file).size > rotateBytes) renameSync(file, `${file}.1`);
  }
}

export function logNames(dataFolder: string): string[] {
  const folder = logsFolder(dataFolder);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.log'))
    .map((name) => name.slice(0, -4))
    .sort();
}

/** The last lines of a log, at most `bytes` of them. `name` must be one of `logNames`. */
export function logTail(dataFolder: string, name: string, bytes = 65_536): string[] {
  if (!logNames(dataFolder).includes(name)) return [];
  const file = openSync(logFile(dataFolder, name), 'r');
  try {
    const { size } = fstatSync(file);
    const buffer = Buffer.alloc(Math.min(size, bytes));
    readSync(file, buffer, 0, buffer.length, size - buffer.length);
    const lines = buffer.toString().split('\n').filter(Boolean);
    return size > bytes ? lines.slice(1) : lines;
  } finally {
    closeSync(file);
  }
}
