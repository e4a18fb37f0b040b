import { developmentHosts } from '#shared/browser/public-address.ts';
import { readSessionLimits } from '#shared/contract/session-limits.ts';
import { browserTaskPort } from '#shared/contract/stream.ts';
import { runBrowserTask } from '../../containers/browser/browser-task.ts';
import { ownAddress } from '../../containers/browser/own-address.ts';

/** A browser task as `main.ts` runs it, whose resolver knows the names in NAMES alone and may answer each time otherwise. */
const { ALLOWED_DEVELOPMENT_HOSTS = '', SESSION_LIMITS = '', WAIT_SECONDS, NAMES = '{}' } = process.env;
const answers = new Map(Object.entries(JSON.parse(NAMES) as Record<string, string[]>));
const stop = new AbortController();
process.on('SIGTERM', () => stop.abort());

await runBrowserTask({
  address: await ownAddress(),
  port: browserTaskPort,
  limits: readSessionLimits(SESSION_LIMITS),
  waitSeconds: Number(WAIT_SECONDS),
  developmentHosts: developmentHosts(ALLOWED_DEVELOPMENT_HOSTS),
  signal: stop.signal,
  async lookup(name) {
    const [address, ...later] = answers.get(name) ?? [];
    if (!address) throw new Error('No such name');
    if (later.length > 0) answers.set(name, later);
    return [{ address }];
  },
});
process.exit(0);
