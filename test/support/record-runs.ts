import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Anthropic from '@anthropic-ai/sdk';
import { createAnthropicStandIn } from '../../infra/local/anthropic/server.ts';
import { launchTestBrowser } from './chromium.ts';
import { makeTutorial } from './make-tutorial.ts';
import { modelServer } from './offline-model.ts';
import { startTestDatabase } from './postgres.ts';
import { recordedGoals } from './recorded-goals.ts';
import { comparable, kindOf, type RecordedRun } from './recorded-run.ts';
import { openRecipeSite } from './recipe-walk.ts';
import { startTestS3 } from './s3.ts';

/**
 * Makes the recorded runs anew: `npm run record`. With ANTHROPIC_API_KEY in the environment Claude answers, else the
 * stand-in. Look at the difference before it is kept: it is what a model is asked differently from now on.
 */
const folder = join(import.meta.dirname, 'recordings');
mkdirSync(folder, { recursive: true });
const [database, s3, offline, browser] = await Promise.all([
  startTestDatabase(),
  startTestS3(),
  modelServer(createAnthropicStandIn()),
  launchTestBrowser(),
]);
try {
  const client = process.env['ANTHROPIC_API_KEY'] ? new Anthropic() : await offline.model.client();
  for (const { file, goal, site: options } of recordedGoals) {
    const run: RecordedRun = { goal, kinds: {}, exchanges: [] };
    const create = async (request: Anthropic.MessageCreateParamsNonStreaming, given?: Anthropic.RequestOptions) => {
      const message = await client.messages.create(request, given);
      const { model, system, schema, asked } = comparable(request);
      const kind = kindOf(schema);
      run.kinds[kind] = { system: system.split('\n'), schema };
      const text = message.content.map((block) => ('text' in block ? block.text : '')).join('');
      run.exchanges.push({ kind, model, asked, answer: JSON.parse(text) as unknown });
      return message;
    };
    const model = { client: async () => ({ messages: { create } }) as unknown as Anthropic };
    const session = await openRecipeSite(browser, options);
    const made = await makeTutorial({ database, s3, model }, { name: 'Kitchen', goal, session });
    await session.close();
    if (made.error) throw new Error(`${goal}: ${made.error}`);
    writeFileSync(join(folder, `${file}.json`), `${JSON.stringify(run, null, 1)}\n`);
    console.log(`${file}: ${run.exchanges.length} questions, ${made.steps} steps, score ${made.score}`);
  }
} finally {
  await Promise.all([database.stop(), s3.stop(), offline.stop(), browser.close()]);
}
