import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const guard = fileURLToPath(new URL('guard.sh', import.meta.url));

export interface GuardedOptions {
  cwd: string;
  /** The whole environment: nothing of this process is added. */
  env: Record<string, string>;
  uid?: number;
  gid?: number;
  stdout: 'pipe' | number;
  /** Opens a Node IPC channel to the command. */
  ipc?: boolean;
  /** What the command gets when the pipe closes; after KILL nothing of the group is left. */
  endSignal?: 'KILL' | 'INT';
}

export interface GuardedChild {
  process: ChildProcess;
  pid: number;
  /** Exit code as a shell tells it: 128 + n for signal n. */
  exited: Promise<number>;
  /** Sends a signal to the command alone. */
  signal(name: 'TERM' | 'INT' | 'STOP' | 'CONT'): void;
  /** Closes the pipe: the command ends as it would if this process died. */
  release(): void;
  /** Ends the command and everything it started, at once. */
  kill(): void;
}

/**
 * Runs a command in a process group of its own whose life hangs on a pipe: when this process ends in whatever way, even by
 * SIGKILL, the pipe closes and the whole group is ended. `guard.sh` does it.
 */
export function spawnGuarded(command: string[], options: GuardedOptions): GuardedChild {
  const stdio: StdioOptions = ['pipe', options.stdout, options.stdout];
  if (options.ipc) stdio.push('ipc');
  const child = spawn('/bin/sh', [guard, options.endSignal ?? 'KILL', ...command], {
    cwd: options.cwd,
    env: options.env,
    stdio,
    detached: true,
    ...(options.ipc && { serialization: 'advanced' as const }),
    ...(options.uid !== undefined && { uid: options.uid }),
    ...(options.gid !== undefined && { gid: options.gid }),
  });
  const { pid, stdin } = child;
  if (!pid || !stdin) throw new Error(`Could not start ${command[0]}`);
  stdin.on('error', () => undefined);

  function killGroup() {
    try {
      process.kill(-pid!, 'SIGKILL');
    } catch {
      // Nothing of the group is left.
    }
  }
  const exited = new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      // What the command started and left behind goes with it, as in a container.
      killGroup();
      resolve(code ?? 137);
    });
  });
  return {
    process: child,
    pid,
    exited,
    signal: (name) => void (stdin.writable && stdin.write(`${name}\n`)),
    release: () => void stdin.end(),
    kill: killGroup,
  };
}
