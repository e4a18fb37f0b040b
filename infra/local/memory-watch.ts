import { readdirSync, readFileSync } from 'node:fs';

interface Watched {
  bytes: number;
  onOver: () => void;
}

/** How often is looked: a burst that is shorter passes unseen, where AWS ends it. */
const everyMs = 500;

/** Process groups that are ended when they hold more memory than they have, as a control group does on AWS. */
const groups = new Map<number, Watched>();
let timer: NodeJS.Timeout | undefined;

/** Calls `onOver` once when the process group holds more than `megabytes`. Returns what ends the watch. */
export function watchMemory(group: number, megabytes: number, onOver: () => void): () => void {
  const watched = { bytes: megabytes * 1024 * 1024, onOver };
  groups.set(group, watched);
  timer ??= setInterval(look, everyMs).unref();
  return () => {
    if (groups.get(group) === watched) groups.delete(group);
    if (groups.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function look() {
  const held = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    const group = /^\d/.test(name) ? groupOf(name) : undefined;
    if (group !== undefined && groups.has(group)) held.set(group, (held.get(group) ?? 0) + memoryOf(name));
  }
  for (const [group, { bytes, onOver }] of groups) {
    if ((held.get(group) ?? 0) <= bytes) continue;
    groups.delete(group);
    onOver();
  }
}

function groupOf(pid: string): number | undefined {
  try {
    // The name in parentheses may hold spaces; the group is the third field after it.
    return Number(readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)!.split(' ')[2]);
  } catch {
    return undefined;
  }
}

/** Bytes that the process alone holds: what it maps of files and shares with others could be dropped or is counted once. */
function memoryOf(pid: string): number {
  try {
    return 1024 * Number(/^RssAnon:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
