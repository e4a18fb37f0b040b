import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectConsent } from '#shared/contract/consent.ts';
import { streamProtocol } from '#shared/contract/stream.ts';
import { logNames, logTail } from '../../../infra/local/logs.ts';
import type { LocalStack } from '../../../infra/local/start-local.ts';
import { startTestStack } from '../../support/local-stack.ts';
import { StreamPage, until } from '../../support/stream-page.ts';

let stack: LocalStack;

beforeAll(async () => {
  // As many as by day, at any time of it.
  stack = await startTestStack({ sessions: { warm: { fromHour: 0, toHour: 24 } } });
});
afterAll(() => stack.remove());

const browsers = () =>
  stack.tasks().filter(({ request }) => request.definition.properties['Family'].endsWith('browser'));
const running = () =>
  browsers().filter(({ lastStatus, desiredStatus }) => lastStatus === 'RUNNING' && desiredStatus === 'RUNNING');

/** How each session began, as the gateway has logged it. */
const starts = () =>
  logNames(stack.dataFolder)
    .flatMap((name) => logTail(stack.dataFolder, name))
    .filter((line) => line.includes('"session.started"'))
    .map((line) => JSON.parse(line) as { warm: boolean; ms: number });

async function signUp(): Promise<Record<string, string>> {
  const person = { name: 'Ann', email: 'ann@example.com', password: 'correct horse battery', sixteenOrOlder: true };
  const headers = { 'content-type': 'application/json', origin: stack.url };
  const answer = await fetch(`${stack.url}/api/accounts/sign-up`, {
    method: 'POST',
    headers,
    body: JSON.stringify(person),
  });
  return { ...headers, cookie: answer.headers.getSetCookie().at(-1)!.split(';')[0]! };
}

async function openSession(headers: Record<string, string>): Promise<StreamPage> {
  const body = JSON.stringify({ platformUrl: stack.demoPlatform.signInUrl, consentVersion: connectConsent.version });
  const answer = await fetch(`${stack.url}/api/connections`, { method: 'POST', headers, body });
  const { ticket } = (await answer.json()) as { ticket: string };
  const page = await StreamPage.dial(`${stack.url.replace('http', 'ws')}/stream`, [streamProtocol, ticket], {
    Origin: stack.url,
  });
  await page.waitForFrame(0, 30_000);
  return page;
}

/** The one browser that waits, when it is ready. */
const warm = () =>
  until(
    () => running().length === 1 && running()[0],
    30_000,
    () => `${running().length} browsers run`,
  );

test('C8: a session begins in a browser that was kept warm, another takes its place, and none serves twice', async () => {
  const headers = await signUp();
  const served: string[] = [];
  for (let session = 1; session <= 2; session++) {
    const { arn } = await warm();
    served.push(arn);
    const page = await openSession(headers);
    expect(browsers().length).toBeLessThanOrEqual(session + 1);
    // Beside the session, which goes on, the next browser gets warm.
    await until(
      () => running().length === 2 && running().some((task) => !served.includes(task.arn)),
      30_000,
      () =>
        `served ${served.join()}, running ${running()
          .map((task) => task.arn)
          .join()}`,
    );
    page.send({ type: 'cancel' });
    await until(
      () => !running().some((task) => task.arn === arn),
      30_000,
      () => 'the browser goes on',
    );
  }
  expect(new Set(served).size).toBe(2);
  expect(starts()).toMatchObject([{ warm: true }, { warm: true }]);
});
