import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer as createPlainServer } from 'node:http';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocketServer, type WebSocket } from 'ws';
import { browserTaskPort } from '#shared/contract/stream.ts';
import { sessionLimits } from '#shared/contract/session-limits.ts';
import { ownCertificate } from '#shared/http/own-certificate.ts';
import { CdpClient } from '../../../containers/browser/cdp.ts';
import { launchChromium } from '../../../containers/browser/chromium.ts';
import { DevToolsPipe } from '../../../containers/browser/devtools-pipe.ts';
import { FreshBrowsers } from '../../../containers/browser/fresh-browsers.ts';
import { StreamSession } from '../../../containers/browser/stream-session.ts';
import { plainRelayPort, servePlainRelay } from './plain-relay.ts';

/**
 * One Chromium, streamed in two ways: as the product does it, and by a plain relay of the DevTools protocol. Started as
 * `host-process.ts ADDRESS ALLOWED-HOST`; says `ready` to its parent and ends with it.
 */
const [, , address, allowed] = process.argv;
const folder = await mkdtemp(join(tmpdir(), 'bench-host-'));
const chromium = await launchChromium({ userDataDir: folder });
const cdp = new CdpClient(new DevToolsPipe(chromium.toBrowser, chromium.fromBrowser));
const server = createServer(await ownCertificate());
new WebSocketServer({ server, perMessageDeflate: false }).on('connection', (socket: WebSocket) => {
  socket.on('error', () => socket.terminate());
  void new StreamSession(cdp, socket, {
    developmentHosts: new Set([allowed!]),
    limits: sessionLimits.parse({}),
    fresh: new FreshBrowsers({ userDataDir: folder }),
  }).run();
});
server.listen(browserTaskPort, address);
// A page dials the plain relay itself, and would ask who issued a certificate.
const plainServer = createPlainServer();
new WebSocketServer({ server: plainServer, perMessageDeflate: false }).on('connection', (socket: WebSocket, asked) => {
  socket.on('error', () => socket.terminate());
  void servePlainRelay(cdp, socket, new URL(asked.url!, 'http://host').searchParams.get('url')!);
});
plainServer.listen(plainRelayPort, address);
await Promise.all([once(server, 'listening'), once(plainServer, 'listening')]);
process.send?.('ready');
process.once('disconnect', () => {
  process.kill(-chromium.process.pid!, 'SIGKILL');
  void rm(folder, { recursive: true, force: true, maxRetries: 5 }).finally(() => process.exit());
});
