import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { startTestBrowserTask, type TestBrowserTask } from './browser-task.ts';
import { processesInGroups, processesUsing } from './processes.ts';
import { fields, startSignInApp, type SignInApp } from './sign-in-app.ts';
import { StreamPage, until } from './stream-page.ts';

/** Streams the sign-in application for the tests of one file, each from a browser task of its own. */
export class SignInStream {
  app!: SignInApp;
  task: TestBrowserTask | undefined;
  /** Those of the task while its page was shown. */
  processes: number[] = [];

  /** In a file's own scope. */
  constructor() {
    beforeAll(async () => {
      this.app = await startSignInApp();
    });
    afterAll(() => this.app.stop());
    afterEach(() => this.task?.remove());
  }

  /** A task with its page, streaming this path, or address, at 800×600. */
  async open(path: string, { scale = 1, allow = [this.app.host] } = {}): Promise<StreamPage> {
    this.task = await startTestBrowserTask({ allow });
    this.processes = [];
    const page = await StreamPage.dial(`wss://${this.task.address}:9000/stream`);
    page.open(path.startsWith('/') ? `${this.app.origin}${path}` : path, 800, 600, scale);
    return page;
  }

  async drawn(page: StreamPage): Promise<void> {
    await until(
      () => page.heard.some((said) => said.type === 'location' && !said.loading),
      10_000,
      () => 'not loaded',
    );
    await page.waitForFrame();
    await sleep(400);
    this.processes = await processesUsing(this.task!.folder);
  }

  /** Waits until a page of the application has reported this since its `from`-th report. */
  async reported(text: string, from = 0): Promise<boolean> {
    const { reported } = this.app;
    return await until(
      () => reported.slice(from).includes(text),
      5_000,
      () => `reported: ${reported.slice(from).join(' | ')}`,
    );
  }

  async signIn(page: StreamPage, password = this.app.password): Promise<void> {
    page.click(...fields.user);
    page.type(this.app.user);
    page.click(...fields.password);
    page.paste(password);
    page.press('Enter', 'Enter');
  }

  /** Processes of the browser in which the captured session is being tried. */
  async freshBrowser(page: StreamPage): Promise<number[]> {
    await page.hear('verifying', 20_000);
    const [home] = readdirSync(this.task!.folder).filter((name) => name.startsWith('browser-'));
    const using = async () => {
      const pids = await processesUsing(join(this.task!.folder, home!, 'fresh-'));
      return pids.length > 1 && pids;
    };
    return await until(using, 10_000, () => 'no fresh browser');
  }

  /** What the task has left when it has exited by itself: `nothing`, if all is well. */
  async leftovers() {
    const exit = await this.task!.exited;
    const { folder } = this.task!;
    const left = [...(await processesUsing(folder)), ...(await processesInGroups(this.processes))];
    return { exit, files: readdirSync(folder), processes: left };
  }
}

export const nothing = { exit: 0, files: [], processes: [] };
