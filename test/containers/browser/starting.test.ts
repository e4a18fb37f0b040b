import { expect, test } from 'vitest';
import { startLateApp } from '../../support/late-app.ts';
import { startSignInApp } from '../../support/sign-in-app.ts';
import { nothing, SignInStream } from '../../support/sign-in-stream.ts';
import { until } from '../../support/stream-page.ts';

const now = new SignInStream();

test('C9: a page does not reach another local port, by sub-resource or by redirect', async () => {
  const secret = await startSignInApp();
  const page = await now.open(`/reach?to=${encodeURIComponent(`${secret.origin}/about`)}`);
  await now.drawn(page);
  expect(await now.reported('refused')).toBe(true);
  const hop = `${now.app.origin}/redirect?to=${encodeURIComponent(`${secret.origin}/about`)}`;
  await now.task!.remove();
  const from = now.app.reported.length;
  const again = await now.open(`/reach?to=${encodeURIComponent(hop)}`);
  await now.drawn(again);
  expect(await now.reported('refused', from)).toBe(true);
  expect(secret.requests).toEqual([]);
  await secret.stop();
});

test.each([
  ['http://127.0.0.1:1/', 'address_refused'],
  ['http://169.254.169.254/latest/meta-data/', 'address_refused'],
  ['file:///etc/passwd', 'address_refused'],
])('%s ends with %s', async (url, reason) => {
  const page = await now.open(url);
  expect(await page.hear('ended')).toMatchObject({ reason });
  expect(await now.leftovers()).toEqual(nothing);
});

test('a platform that does not answer ends with platform_unreachable', async () => {
  const gone = await startSignInApp();
  await gone.stop();
  const page = await now.open(`${gone.origin}/`, { allow: [gone.host] });
  expect(await page.hear('ended')).toMatchObject({ reason: 'platform_unreachable' });
  expect(await now.leftovers()).toEqual(nothing);
});

test('a platform that goes away in the middle is told, and the same browser goes on when it is back', async () => {
  const away = await startLateApp();
  const page = await now.open(`${away.origin}/image`, { allow: [away.host] });
  await now.drawn(page);
  await away.stop();
  page.send({ type: 'history', action: 'reload' });
  const last = () => page.heard.findLast((said) => said.type === 'location');
  const told = (trouble: string | undefined) => () => last()?.trouble === trouble && !last()?.loading;
  await until(told('unanswered'), 10_000, () => 'not told');
  expect(last()?.url).toBe(`${away.origin}/image`);
  const back = await startLateApp(Number(new URL(away.origin).port));
  page.send({ type: 'history', action: 'reload' });
  await until(told(undefined), 10_000, () => 'not back');
  expect(page.heard.some(({ type }) => type === 'ended')).toBe(false);
  await back.stop();
});
