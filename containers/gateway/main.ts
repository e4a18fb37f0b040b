import { createServer } from 'node:https';
import { browserTasks } from '#shared/aws/browser-tasks.ts';
import { pairKeys } from '#shared/aws/pair-keys.ts';
import { readSecret } from '#shared/aws/secrets.ts';
import { programEnv, readEnv } from '#shared/contract/env.ts';
import { readSessionLimits } from '#shared/contract/session-limits.ts';
import { gatewayPort } from '#shared/contract/stream.ts';
import { openDatabase } from '#shared/db/database.ts';
import { ownCertificate } from '#shared/http/own-certificate.ts';
import { log } from '#shared/log/log.ts';
import { ownAddress } from '../browser/own-address.ts';
import { Gateway } from './gateway.ts';

const env = readEnv(programEnv.gateway);
const gateway = new Gateway({
  db: openDatabase(() => readSecret(env.DATABASE_SECRET_ARN), 10),
  tasks: browserTasks(env),
  keys: pairKeys(env),
  publicUrl: env.PUBLIC_URL,
  limits: readSessionLimits(env.SESSION_LIMITS),
  now: () => new Date(),
});
const server = createServer(await ownCertificate(), (asked, answer) => gateway.answer(asked, answer));
server.on('upgrade', (asked, socket, head) => gateway.upgrade(asked, socket, head));
// A task listens on its own address alone; without task metadata there is one network only.
const address = process.env.ECS_CONTAINER_METADATA_URI_V4 ? await ownAddress() : '0.0.0.0';
server.listen(gatewayPort, address, () => log('gateway.ready'));

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    server.close();
    void gateway.end().then(() => process.exit(0));
  });
}
