import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { CdpClient } from '../../../containers/browser/cdp.ts';
import { Screencast } from '../../../containers/browser/screencast.ts';

/** Chromium's side: what it was asked, and a number for each capture. */
let asked: string[];
let captures: number;
let sent: number;
let screencast: Screencast;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  [asked, captures, sent] = [[], 0, 0];
  const cdp = {
    post(method: string) {
      asked.push(method.replace('Page.', ''));
      if (method === 'Page.startScreencast') captures += 1;
    },
  };
  screencast = new Screencast(cdp as unknown as CdpClient, () => {
    sent += 1;
    screencast.acknowledge(sent);
  });
});
afterEach(() => {
  screencast.stop();
  vi.useRealTimers();
});

const frame = (picture: string, capture = captures) =>
  screencast.take('tab', {
    data: Buffer.from(picture).toString('base64'),
    sessionId: capture,
    metadata: { deviceWidth: 800, deviceHeight: 600 },
  });

test('a tab that rests after a crowd of frames is captured once more, and then left alone', () => {
  screencast.start('tab', { width: 800, height: 600 });
  for (const picture of ['a', 'b', 'c']) {
    vi.advanceTimersByTime(20);
    frame(picture);
  }
  asked.length = 0;
  vi.advanceTimersByTime(240);
  expect(asked).toEqual([]);
  vi.advanceTimersByTime(20);
  expect(asked).toEqual(['stopScreencast', 'startScreencast']);
  vi.advanceTimersByTime(10);
  frame('d');
  expect(sent).toBe(4);
  asked.length = 0;
  vi.advanceTimersByTime(60_000);
  expect(asked).toEqual([]);
});

test('what shows nothing new is not sent', () => {
  screencast.start('tab', { width: 800, height: 600 });
  frame('a');
  vi.advanceTimersByTime(20);
  frame('b');
  vi.advanceTimersByTime(300);
  frame('b');
  expect(captures).toBe(2);
  expect(sent).toBe(2);
});

test('a caret that blinks costs no captures of its own', () => {
  screencast.start('tab', { width: 800, height: 600 });
  for (let blink = 0; blink < 20; blink++) {
    frame(blink % 2 ? 'on' : 'off');
    vi.advanceTimersByTime(500);
  }
  expect(captures).toBe(1);
  expect(sent).toBe(20);
});

test('a capture that brings no frame, or only one left over from before, is begun again', () => {
  screencast.start('tab', { width: 800, height: 600 });
  frame('a');
  screencast.start('tab', { width: 900, height: 600 });
  frame('old', 1);
  vi.advanceTimersByTime(510);
  expect(captures).toBe(3);
  vi.advanceTimersByTime(1_010);
  expect(captures).toBe(4);
  frame('b');
  vi.advanceTimersByTime(60_000);
  expect(captures).toBe(4);
});
