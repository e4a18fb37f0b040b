import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { SignInStream } from '../../support/sign-in-stream.ts';
import { until } from '../../support/stream-page.ts';

const now = new SignInStream();

test('typing, pasting, select all, Enter and characters beyond ASCII arrive as typed', async () => {
  const page = await now.open('/field');
  await now.drawn(page);
  const from = now.app.reported.length;
  page.click(400, 300);
  page.type("Jo.O'Neil-99@ex.com");
  expect(await now.reported("Jo.O'Neil-99@ex.com", from)).toBe(true);
  page.press('a', 'KeyA', 2);
  page.paste('p#$%&(1) สวัสดี 😀');
  expect(await now.reported('p#$%&(1) สวัสดี 😀', from)).toBe(true);
  page.press('Enter', 'Enter');
  expect(await now.reported('enter', from)).toBe(true);
});

test('dragging holds the button, and the wheel turns', async () => {
  const page = await now.open('/drag');
  await now.drawn(page);
  const from = now.app.reported.length;
  const at = { y: 100, modifiers: 0, clickCount: 1 };
  page.send({ type: 'mouse', action: 'down', x: 100, button: 'left', buttons: 1, ...at });
  page.send({ type: 'mouse', action: 'move', x: 150, button: 'none', buttons: 1, ...at });
  page.send({ type: 'mouse', action: 'up', x: 150, button: 'left', buttons: 0, ...at });
  expect(await now.reported('drag', from)).toBe(true);
  page.send({ type: 'wheel', x: 100, y: 100, deltaX: 0, deltaY: 120, modifiers: 0 });
  expect(await now.reported('wheel 120', from)).toBe(true);
});

test('a pop-up comes to the front and its opener returns', async () => {
  const page = await now.open('/opener');
  await now.drawn(page);
  const from = now.app.reported.length;
  page.click(200, 120);
  await until(
    () => page.heard.some((said) => said.type === 'location' && said.url.endsWith('/pop-up')),
    5_000,
    () => 'the pop-up did not come to the front',
  );
  await sleep(400);
  const heard = page.heard.length;
  page.click(200, 170);
  expect(await now.reported('in pop-up', from)).toBe(true);
  const back = await page.hear('location', 5_000, heard);
  expect(back.url).toBe(`${now.app.origin}/opener`);
});
