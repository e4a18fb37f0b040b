import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { projectRoot } from '../../infra/project-root.ts';

const check = z.union([
  z.object({ sqlite: z.string(), query: z.string(), equals: z.number() }),
  z.object({ json: z.string(), filter: z.string(), equals: z.number() }),
]);
const platformGoal = z.object({ app: z.string().regex(/^[\w-]+$/), goal: z.string(), check });
export type PlatformGoal = z.infer<typeof platformGoal>;

/** An application that runs: where to sign in, and as whom. */
export interface RunningPlatform {
  name: string;
  url: string;
  user: string;
  password: string;
}

/** Installing an application from the registry takes minutes. */
const startLimit = 15 * 60_000;

/** The scripts of a folder that starts real applications, unpacked, with one call for each thing they do. */
export class PlatformScripts {
  readonly goals: readonly PlatformGoal[];
  private readonly home: string;

  private constructor(goals: readonly PlatformGoal[], home: string) {
    this.goals = goals;
    this.home = home;
  }

  /** Throws when the folder holds no such scripts, or when they cannot be unpacked. */
  static async unpack(folder: string): Promise<PlatformScripts> {
    for (const part of ['unpack.sh', 'goals.json']) {
      if (!existsSync(join(folder, part))) throw new Error(`There is no ${part} in ${folder}.`);
    }
    const goals = z.array(platformGoal).parse(JSON.parse(readFileSync(join(folder, 'goals.json'), 'utf8')));
    const said = await run([join(folder, 'unpack.sh')], 60_000);
    return new PlatformScripts(goals, said.trim().split('\n').at(-1) ?? '');
  }

  folderOf(name: string): string {
    return join(this.home, name);
  }

  isRunning(name: string): boolean {
    const file = join(this.folderOf(name), 'pid');
    if (!existsSync(file)) return false;
    try {
      return process.kill(Number(readFileSync(file, 'utf8')), 0);
    } catch {
      return false;
    }
  }

  /** Installs it where that was not done yet, starts it unless it runs, and keeps a copy of its data the first time. */
  async start(name: string): Promise<RunningPlatform> {
    const started = await this.startScript(name);
    if (existsSync(join(this.folderOf(name), 'golden.tar'))) return started;
    await this.stop(name);
    await this.tool('golden.sh', 'save', name);
    return this.startScript(name);
  }

  async stop(name: string): Promise<void> {
    await this.tool('stop.sh', name);
  }

  /** Puts the application's data back to what they were, so that a goal can be reached again. */
  async restore(name: string): Promise<void> {
    await this.stop(name);
    await this.tool('golden.sh', 'restore', name);
    await this.startScript(name);
  }

  private async startScript(name: string): Promise<RunningPlatform> {
    const said = await run([join(this.folderOf(name), 'start.sh')], startLimit);
    const told = (key: string) => new RegExp(`^${key}=(.*)$`, 'm').exec(said)?.[1]?.trim();
    const [url, user, password] = [told('URL'), told('USER'), told('PASSWORD')];
    if (!url || !user || !password) throw new Error(`${name} did not say where it runs:\n${said}`);
    return { name, url, user, password };
  }

  private tool(script: string, ...args: string[]): Promise<string> {
    return run([join(this.home, 'tools', script), ...args], 60_000);
  }
}

/** Runs a script as its own shell would have it: native modules there belong to the machine's Node, not to ours. */
async function run(args: string[], timeout: number): Promise<string> {
  const own = Object.entries(process.env).filter(([key]) => !/^(npm_|NODE_|NODE$|INIT_CWD$|AWS_|STEPIFY_)/i.test(key));
  const searched = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => !folder.startsWith(projectRoot));
  const env = { ...Object.fromEntries(own), PATH: searched.join(delimiter) };
  const { stdout } = await promisify(execFile)('bash', args, { env, timeout, maxBuffer: 16 * 1024 ** 2 });
  return stdout;
}
