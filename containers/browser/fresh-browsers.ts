import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CdpClient } from './cdp.ts';
import { endChromium, launchChromium, type LaunchOptions, type RunningChromium } from './chromium.ts';
import { DevToolsPipe } from './devtools-pipe.ts';

/**
 * Browsers beside the streamed one, in which a captured session is tried: processes and a folder of their own, so that
 * nothing of the streamed browser can help, gone when the work is done.
 */
export class FreshBrowsers {
  private readonly options: LaunchOptions;
  private readonly running = new Set<RunningChromium>();
  private readonly uses = new Set<Promise<unknown>>();
  private over = false;

  /** `userDataDir` is the folder in which each of them has its own. */
  constructor(options: LaunchOptions) {
    this.options = options;
  }

  /** Starts a browser, gives it to `work` and destroys it. Throws when it ends before the work does. */
  use<T>(work: (cdp: CdpClient) => Promise<T>): Promise<T> {
    const use = this.start(work).finally(() => this.uses.delete(use));
    this.uses.add(use);
    return use;
  }

  /** Destroys what is in use; resolves when nothing is left. */
  async end(): Promise<void> {
    this.over = true;
    for (const chromium of this.running) void endChromium(chromium);
    await Promise.allSettled(this.uses);
  }

  private async start<T>(work: (cdp: CdpClient) => Promise<T>): Promise<T> {
    const userDataDir = await mkdtemp(join(this.options.userDataDir, 'fresh-'));
    let chromium: RunningChromium | undefined;
    try {
      chromium = await launchChromium({ ...this.options, userDataDir });
      this.running.add(chromium);
      const pipe = new DevToolsPipe(chromium.toBrowser, chromium.fromBrowser);
      if (this.over) throw new Error('The session is over');
      const lost = pipe.closed.then(() => Promise.reject(new Error('Chromium has ended')));
      return await Promise.race([work(new CdpClient(pipe)), lost]);
    } finally {
      if (chromium) {
        await endChromium(chromium);
        this.running.delete(chromium);
      }
      await rm(userDataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
    }
  }
}
