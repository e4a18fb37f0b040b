import type { BrowserTasks } from '#shared/browser/browser-tasks.ts';
import type { SessionLimits } from '#shared/contract/session-limits.ts';
import { startTestBrowserTask, type TestBrowserTask } from './browser-task.ts';

export const hasEnded = ({ process }: TestBrowserTask): boolean =>
  process.exitCode !== null || process.signalCode !== null;

/** Real browser tasks as child processes of the test, behind the interface that ECS has in the product. */
export class LocalBrowserTasks implements BrowserTasks {
  readonly started = new Map<string, TestBrowserTask>();
  readonly stopped: string[] = [];
  private readonly allow: string[];
  private readonly limits: Partial<SessionLimits>;
  private asked = 0;

  constructor(allow: string[], limits: Partial<SessionLimits> = {}) {
    this.allow = allow;
    this.limits = limits;
  }

  async start(waitSeconds: number): Promise<string> {
    // Two may be asked for at once.
    this.asked += 1;
    const arn = `arn:aws:ecs:ap-southeast-1:000000000000:task/browsers/${this.asked}`;
    this.started.set(arn, await startTestBrowserTask({ allow: this.allow, limits: this.limits, waitSeconds }));
    return arn;
  }

  async find(arn: string) {
    const task = this.started.get(arn);
    if (!task || hasEnded(task)) return { state: 'gone' } as const;
    return { state: 'running', address: task.address } as const;
  }

  async stop(arn: string): Promise<void> {
    this.stopped.push(arn);
    this.started.get(arn)?.process.kill('SIGTERM');
  }

  get newest(): TestBrowserTask {
    return [...this.started.values()].at(-1)!;
  }

  async removeAll(): Promise<void> {
    await Promise.all([...this.started.values()].map((task) => task.remove()));
    this.started.clear();
  }
}
