import { expect, test } from 'vitest';
import { pipelineStates } from '#shared/contract/pipeline.ts';
import { progressEvent } from '#shared/contract/progress.ts';
import { journey } from '../support/journey.ts';

/** The lines a stream of ours may have: nothing else is ever written to it. */
const allowedLine = /^$|^retry: \d+$|^: ping$|^id: \d+$|^event: progress$|^data: \{"status":"[a-z]+","percent":\d+\}$/;

test('T5: what streams to the page is a status and a percent', async () => {
  const { page, jobId } = await journey();
  const stream = await page.evaluate(async (path) => {
    const response = await fetch(path, { headers: { 'Last-Event-ID': '0' } });
    return { type: response.headers.get('content-type'), text: await response.text() };
  }, `/api/progress/${jobId}`);
  expect(stream.type).toMatch(/^text\/event-stream/);

  const lines = stream.text.split('\n');
  expect(lines.filter((line) => !allowedLine.test(line))).toEqual([]);
  const events = lines
    .filter((line) => line.startsWith('data: '))
    .map((line) => progressEvent.parse(JSON.parse(line.slice(6))));
  const percents = events.map(({ percent }) => percent);
  expect(percents).toEqual(percents.toSorted((a, b) => a - b));
  expect(events.at(-1)).toEqual({ status: 'done', percent: 100 });
  const seen = new Set(events.map(({ status }) => status));
  for (const { name } of pipelineStates.filter((state) => state.name !== 'notify')) expect(seen).toContain(name);
});
