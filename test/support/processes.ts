import { readdir, readFile, readlink } from 'node:fs/promises';

/**
 * Processes that have the folder in their arguments, their environment or as where they are, and all of the groups that
 * these lead: Chromium's renderers are told no folder.
 */
export async function processesUsing(folder: string): Promise<number[]> {
  const using = new Set<number>();
  for (const pid of await runningPids()) {
    if (pid === process.pid) continue;
    const texts = [
      readFile(`/proc/${pid}/cmdline`, 'latin1'),
      readFile(`/proc/${pid}/environ`, 'latin1'),
      readlink(`/proc/${pid}/cwd`),
    ].map((text) => text.catch(() => ''));
    if ((await Promise.all(texts)).some((text) => text.includes(folder))) using.add(pid);
  }
  return [...new Set([...using, ...(await processesInGroups([...using]))])];
}

/** Processes of the groups that these processes lead or led. */
export async function processesInGroups(leaders: readonly number[]): Promise<number[]> {
  const found: number[] = [];
  for (const pid of await runningPids()) if (leaders.includes(await groupOf(pid))) found.push(pid);
  return found;
}

async function runningPids(): Promise<number[]> {
  return (await readdir('/proc')).map(Number).filter(Number.isInteger);
}

/** The process group, 0 for a process that has gone or waits to be buried. proc_pid_stat(5): state, parent, group. */
async function groupOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '');
  const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return state === 'Z' ? 0 : Number(group ?? 0);
}
