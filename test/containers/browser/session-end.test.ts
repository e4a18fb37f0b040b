import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { processesInGroups, processesUsing } from '../../support/processes.ts';
import { fields } from '../../support/sign-in-app.ts';
import { nothing, SignInStream } from '../../support/sign-in-stream.ts';
import { until } from '../../support/stream-page.ts';

const now = new SignInStream();

describe('C7: however it ends, nothing is left', () => {
  test('cancelled by the user', async () => {
    const page = await now.open('/login');
    await now.drawn(page);
    page.send({ type: 'cancel' });
    expect(await page.hear('ended')).toMatchObject({ reason: 'cancelled' });
    expect(await now.leftovers()).toEqual(nothing);
  });

  test('cancelled while the session is being tried in a fresh browser', async () => {
    const page = await now.open('/login');
    await now.drawn(page);
    await now.signIn(page);
    const beside = await now.freshBrowser(page);
    page.send({ type: 'cancel' });
    expect(await page.hear('ended')).toMatchObject({ reason: 'cancelled' });
    expect(await now.leftovers()).toEqual(nothing);
    expect(await processesInGroups(beside)).toEqual([]);
  });

  test('the last page closes itself', async () => {
    const page = await now.open('/opener');
    await now.drawn(page);
    page.click(...fields.user);
    const tabs = () => page.heard.findLast((said) => said.type === 'tabs');
    await until(
      () => tabs()?.tabs.length === 2,
      10_000,
      () => 'no pop-up',
    );
    await until(
      () => page.heard.some((said) => said.type === 'location' && said.url.endsWith('/pop-up') && !said.loading),
      10_000,
      () => 'not loaded',
    );
    page.send({ type: 'tab', action: 'close', tab: tabs()!.tabs.find(({ url }) => url.endsWith('/opener'))!.id });
    await until(
      () => tabs()?.tabs.length === 1,
      10_000,
      () => 'not closed',
    );
    await until(
      () => {
        page.click(...fields.password);
        return page.heard.some(({ type }) => type === 'ended');
      },
      15_000,
      () => 'not ended',
    );
    expect(await page.hear('ended')).toMatchObject({ reason: 'window_closed' });
    expect(await now.leftovers()).toEqual(nothing);
  });

  test('the connection breaks', async () => {
    const page = await now.open('/login');
    await now.drawn(page);
    page.socket.terminate();
    expect(await now.leftovers()).toEqual(nothing);
  });

  test('the task is told to stop', async () => {
    const page = await now.open('/login');
    await now.drawn(page);
    now.task!.process.kill('SIGTERM');
    expect(await page.hear('ended')).toMatchObject({ reason: 'browser_lost' });
    expect(await now.leftovers()).toEqual(nothing);
  });

  test('Chromium crashes', async () => {
    const page = await now.open('/login');
    await now.drawn(page);
    for (const pid of await processesUsing(`${now.task!.folder}/browser-`)) process.kill(pid, 'SIGKILL');
    expect(await page.hear('ended')).toMatchObject({ reason: 'browser_lost' });
    expect(await now.leftovers()).toEqual(nothing);
  });

  test('a task accepts one session and no second', async () => {
    const page = await now.open('/login');
    await now.drawn(page);
    const second = new WebSocket(`wss://${now.task!.address}:9000/stream`, { rejectUnauthorized: false });
    const status = await new Promise((resolve) => {
      second.on('unexpected-response', (_asked, answer) => resolve(answer.statusCode));
      second.on('error', () => undefined);
    });
    expect(status).toBe(409);
    page.send({ type: 'cancel' });
    expect(await now.leftovers()).toEqual(nothing);
  });

  test.each(['not json', '{"type":"shell"}', '{"type":"mouse","action":"move"}', '{"type":"text","text":1}'])(
    'a malformed message ends the session: %s',
    async (message) => {
      const page = await now.open('/home');
      await now.drawn(page);
      page.socket.send(message);
      expect(await page.hear('ended')).toMatchObject({ reason: 'protocol_error' });
      expect(await now.leftovers()).toEqual(nothing);
    },
  );
});
