import { projectRoot } from '../project-root.ts';
import { StartRefused } from './data-lock.ts';
import { readOptions, usage } from './options.ts';
import { startLocal, type LocalStack } from './start-local.ts';

const started = Date.now();
let stack: LocalStack | undefined;
let stopping = false;

try {
  const options = readOptions(process.argv.slice(2), process.env, projectRoot);
  if (options === 'help') console.log(usage);
  else {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop());
    stack = await startLocal({
      ...options,
      report: (line) => console.log(line),
      keys: { anthropic: process.env['ANTHROPIC_API_KEY'], resend: process.env['RESEND_API_KEY'] },
    });
    if (stopping) await finish();
    else greet(stack);
  }
} catch (error) {
  console.error(error instanceof StartRefused ? error.message : error);
  process.exit(1);
}

function greet({ url, demoPlatform, outboxUrl, operatorsUrl, dataFolder }: LocalStack) {
  console.log(`
Stepify is ready (${((Date.now() - started) / 1000).toFixed(1)} s)

  Stepify          ${url}
  Demo platform    ${demoPlatform.signInUrl}   ${demoPlatform.user} / ${demoPlatform.password}
  Mails            ${outboxUrl}
  Operators        ${operatorsUrl}
  Data             ${dataFolder}

Ctrl-C stops everything.`);
}

/** A terminal and its parent both pass Ctrl-C on, so it comes more than once. */
async function stop() {
  if (stopping) return;
  stopping = true;
  console.log('Stopping …');
  if (stack) await finish();
}

async function finish() {
  await stack?.stop();
  process.exit(0);
}
