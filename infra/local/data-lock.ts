import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A condition that the person at the terminal can put right; shown as one line without a stack. */
export class StartRefused extends Error {}

/** Holds a data folder for this process. A lock whose process is gone, as after a kill, counts for nothing. */
export function lockDataFolder(dataFolder: string): { release(): void } {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const file = join(dataFolder, 'lock');
  const mine = `${process.pid} ${startTime(process.pid)}`;
  const holder = readHolder(file);
  if (holder && holder.text !== mine && startTime(holder.pid) === holder.startTime) {
    throw new StartRefused(
      `The data folder ${dataFolder} is in use by process ${holder.pid}. Stop it, or choose another with --data.`,
    );
  }
  if (holder?.text === mine) throw new StartRefused(`The data folder ${dataFolder} is in use by this process already.`);
  writeFileSync(file, mine, { mode: 0o600 });
  return { release: () => rmSync(file, { force: true }) };
}

function readHolder(file: string) {
  try {
    const text = readFileSync(file, 'utf8');
    const [pid = '', startTime = ''] = text.split(' ');
    return { text, pid: Number(pid), startTime };
  } catch {
    return undefined;
  }
}

/** When a process started, in the kernel's ticks: tells a process from a later one with the same id. */
function startTime(pid: number): string | undefined {
  try {
    // The name in parentheses may hold spaces; the time is the twentieth field after it.
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')[19];
  } catch {
    return undefined;
  }
}
