import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pairKeys } from '#shared/aws/pair-keys.ts';
import { sessionLimits, type SessionLimits } from '#shared/contract/session-limits.ts';
import { streamProtocol } from '#shared/contract/stream.ts';
import type { Database } from '#shared/db/database.ts';
import { Gateway } from '../../containers/gateway/gateway.ts';
import type { TestAws } from './aws.ts';
import { LocalBrowserTasks } from './local-browser-tasks.ts';
import { publicUrl } from './rows.ts';
import { StreamPage } from './stream-page.ts';

export type TestGateway = Awaited<ReturnType<typeof startTestGateway>>;

/** Limits of a test: nothing is kept warm and a cut line is soon given up, unless it says otherwise. */
export const testLimits = (limits: Partial<SessionLimits> = {}): SessionLimits =>
  sessionLimits.parse({ graceSeconds: 1, warm: { size: 0 }, ...limits });

/** A real gateway with real browser tasks. */
export async function startTestGateway({
  db,
  aws,
  allow,
  limits = testLimits(),
  now = () => new Date(),
}: {
  db: Database;
  aws: TestAws;
  allow: string[];
  limits?: SessionLimits;
  now?: () => Date;
}) {
  const keys = pairKeys({ KEYS_BUCKET: aws.bucket, MASTER_KEY_ARN: aws.masterKeyArn });
  const tasks = new LocalBrowserTasks(allow, limits);
  const gateway = new Gateway({ db, tasks, keys, publicUrl, limits, now });
  const server = createServer((asked, answer) => gateway.answer(asked, answer));
  server.on('upgrade', (asked, socket, head) => gateway.upgrade(asked, socket, head));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    keys,
    tasks,
    origin,
    /** The page's end of a stream that this ticket opens. */
    open: (ticket: string) => StreamPage.dial(`${origin}/stream`, [streamProtocol, ticket], { Origin: publicUrl }),
    async stop() {
      await gateway.end();
      server.closeAllConnections();
      server.close();
      await tasks.removeAll();
    },
  };
}
