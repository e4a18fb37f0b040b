import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startTestBrowserTask, type TestBrowserTask } from '../../support/browser-task.ts';
import { fields } from '../../support/sign-in-app.ts';
import { startSignInFlows, type SignInFlows } from '../../support/sign-in-flows.ts';
import { StreamPage, until } from '../../support/stream-page.ts';

let app: SignInFlows;
let task: TestBrowserTask;

beforeAll(async () => {
  app = await startSignInFlows();
});
afterAll(() => app.stop());
afterEach(() => task.remove());

async function stream(path: string): Promise<StreamPage> {
  task = await startTestBrowserTask({ allow: app.hosts });
  const page = await StreamPage.dial(`wss://${task.address}:9000/stream`);
  page.open(`${app.origin}${path}`, 800, 600);
  return page;
}

/** Waits until the browser is at this address and has been looked at there. */
async function at(page: StreamPage, address: string): Promise<void> {
  const place = () => page.heard.findLast((said) => said.type === 'location');
  await until(
    () => place()?.url.startsWith(address) && !place()!.loading,
    15_000,
    () => `at ${place()?.url} instead of ${address}`,
  );
  await sleep(800);
}

function fill(page: StreamPage, field: readonly [number, number], text: string): void {
  page.click(...field);
  page.paste(text);
  page.press('Enter', 'Enter');
}

const checked = (page: StreamPage) => page.heard.some(({ type }) => type === 'verifying' || type === 'signed_in');

test('a sign-in of three steps is not taken for complete before its last, and a wrong password changes nothing', async () => {
  const page = await stream('/steps/board');
  await at(page, `${app.origin}/steps/user`);
  fill(page, fields.user, app.user);
  await at(page, `${app.origin}/steps/secret`);
  fill(page, fields.password, 'wrong');
  await sleep(1_500);
  expect(checked(page)).toBe(false);
  fill(page, fields.password, app.password);
  await at(page, `${app.origin}/steps/number`);
  // The password field has gone and a cookie was renewed. Checking that, if it comes to it, must not lose the way.
  await sleep(3_500);
  expect(page.heard.some(({ type }) => type === 'signed_in')).toBe(false);
  fill(page, fields.user, app.code);
  const { cookies, url } = await page.hear('signed_in', 40_000);
  expect(url).toBe(`${app.origin}/steps/board`);
  const session = cookies.find(({ name }) => name === 'sid')!;
  expect(session).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/' });
  expect(session.expires - Date.now() / 1_000).toBeGreaterThan(7_000);
});

test('a sign-in at another origin keeps the platform’s own cookies with every attribute, and none of the provider’s', async () => {
  const page = await stream('/sso/board');
  await at(page, `${app.providerOrigin}/authorize`);
  page.click(...fields.user);
  page.paste(app.user);
  fill(page, fields.password, app.password);
  const { cookies } = await page.hear('signed_in', 40_000);
  expect(cookies.map(({ name }) => name).toSorted()).toEqual(['__Host-part', 'sid']);
  expect(cookies.find(({ name }) => name === 'sid')).toMatchObject({
    domain: '127.0.0.1',
    path: '/sso',
    httpOnly: true,
    sameSite: 'Lax',
  });
  const partitioned = cookies.find(({ name }) => name === '__Host-part')!;
  expect(partitioned).toMatchObject({ secure: true, sameSite: 'None', expires: -1 });
  expect(partitioned.partitionKey).toMatchObject({ topLevelSite: 'http://127.0.0.1' });
});
