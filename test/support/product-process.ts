import { randomInt } from 'node:crypto';
import { createServer } from 'node:http';
import { createAnthropicStandIn } from '../../infra/local/anthropic/server.ts';
import { isPortFree } from '../../infra/local/free-port.ts';
import { listen } from '../../infra/local/listen.ts';
import { startTestStack } from './local-stack.ts';
import { startModelRecorder } from './model-recorder.ts';
import type { RunningProduct } from './running-product.ts';
import { refusedReport, reviewReport } from './reviewed-permissions.ts';
import { startSignInApp } from './sign-in-app.ts';

// The whole product in a process of its own, as `npm start` runs it, with what tests want to look into. It tells its
// parent where everything is, and ends without a trace when the parent disconnects.
const model = createAnthropicStandIn();
const recorder = await startModelRecorder(`http://127.0.0.1:${await listen(model)}`);
const app = await startSignInApp();
// One session more can be tried on two cores, and a closed page is soon given up.
const sessionLimits = { streams: 3, graceSeconds: 5, warm: { size: 0 } };
// Below the ports that systems give to whoever asks for any: nobody takes it before its test does.
let openPort: number;
do openPort = randomInt(20_000, 30_000);
while (!(await isPortFree(openPort)));
const stack = await startTestStack({
  modelUrl: recorder.url,
  allowHosts: [app.host, `127.0.0.1:${openPort}`],
  sessions: sessionLimits,
  disorderlyQueues: true,
  waitScale: 0.25,
});
const control = createServer((request, response) => {
  const wanted: Record<string, () => Promise<unknown>> = {
    '/restart-database': () => stack.restartDatabase(),
    '/run/retention': () => stack.lambda.invoke('stepify-local-retention', {}),
    '/run/report-clock': () => stack.lambda.invoke('stepify-local-report-clock', {}),
  };
  const done = wanted[request.url ?? '']?.() ?? Promise.reject(new Error('Unknown'));
  done.then(
    () => response.end(),
    () => response.writeHead(500).end(),
  );
});
const { signInUrl, user, password } = stack.demoPlatform;
const product: RunningProduct = {
  url: stack.url,
  databaseUrl: stack.databaseUrl,
  dataFolder: stack.dataFolder,
  awsUrl: stack.awsUrl,
  ownerKeys: stack.access.keyring.root,
  programKeys: stack.access.programKeys(),
  demoPlatform: { signInUrl, user, password },
  storagePlatform: { url: `${app.origin}/storage`, user: app.user, password: app.password },
  rotatingPlatform: { url: `${app.origin}/once/`, user: app.user, password: app.password },
  sessionLimits,
  openPort,
  recordedModelRequestsUrl: `${recorder.url}/recorded`,
  controlUrl: `http://127.0.0.1:${await listen(control)}`,
};
process.on('SIGINT', () => undefined);
process.on('disconnect', () => {
  const { text, open } = reviewReport(stack.access.unneeded());
  const refused = stack.access.refused();
  const drill = process.env['STEPIFY_DRILL'];
  if (drill) console.log(text);
  if (refused.length > 0) console.log(refusedReport(refused));
  const failed = refused.length > 0 || (drill === '1' && open > 0);
  void stack.remove().finally(() => process.exit(failed ? 1 : 0));
});
process.send!(product);
