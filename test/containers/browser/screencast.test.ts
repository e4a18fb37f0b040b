import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { CdpClient } from '../../../containers/browser/cdp.ts';
import { Screencast } from '../../../containers/browser/screencast.ts';

/** Chromium's side: what it was asked, and a number for each capture. */
let asked: string[];
let captures: number;
let sent: number;
let screencast: Screencast;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  [asked, captures, sent] = [[], 0, 0];
  const cdp = {
    post(method: string) {
      asked.push(method.replace('Page.', ''));
      if (method === 'Page.startScreencast') captures += 1;
    },
  };
  screencast = new Screencast(cdp as unknown as CdpClient, { reset: () => undefined, offer: () => (sent += 1) });
});
afterEach(() => {
  screencast.stop();
  vi.useRealTimers();
});

/** The beginning of a JPEG of 800 × 600 pixels, and something to tell it by. */
const jpegOf = (picture: string) =>
  Buffer.concat([Buffer.from('ffd8ffc0001108025803200301220002110103110100', 'hex'), Buffer.from(picture)]);

/** Comes so many milliseconds after it was taken. */
const frame = (picture: string, { capture = captures, late = 5 } = {}) =>
  screencast.take('tab', {
    data: jpegOf(picture).toString('base64'),
    sessionId: capture,
    metadata: { timestamp: (Date.now() - late) / 1_000 },
  });

test('a tab that rests after three frames were under way is captured once more, and then left alone', () => {
  screencast.start('tab', { width: 800, height: 600, scale: 1 });
  for (const picture of ['a', 'b', 'c']) {
    vi.advanceTimersByTime(20);
    frame(picture, { late: 60 });
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
  screencast.start('tab', { width: 800, height: 600, scale: 1 });
  for (const picture of ['a', 'b', 'c']) frame(picture);
  vi.advanceTimersByTime(300);
  frame('c');
  expect(captures).toBe(2);
  expect(sent).toBe(3);
});

test('frames that follow each other quickly, but one by one, cost no captures of their own', () => {
  screencast.start('tab', { width: 800, height: 600, scale: 1 });
  for (let letter = 0; letter < 20; letter++) {
    frame(`letter ${letter}`, { late: 15 });
    vi.advanceTimersByTime(100);
  }
  vi.advanceTimersByTime(60_000);
  expect(captures).toBe(1);
  expect(sent).toBe(20);
});

test('a caret that blinks costs no captures of its own', () => {
  screencast.start('tab', { width: 800, height: 600, scale: 1 });
  for (let blink = 0; blink < 20; blink++) {
    frame(blink % 2 ? 'on' : 'off');
    vi.advanceTimersByTime(500);
  }
  expect(captures).toBe(1);
  expect(sent).toBe(20);
});

test('a capture that brings no frame, or only one left over from before, is begun again', () => {
  screencast.start('tab', { width: 800, height: 600, scale: 1 });
  frame('a');
  screencast.start('tab', { width: 900, height: 600, scale: 1 });
  frame('old', { capture: 1 });
  vi.advanceTimersByTime(110);
  expect(captures).toBe(3);
  vi.advanceTimersByTime(210);
  expect(captures).toBe(4);
  frame('b');
  vi.advanceTimersByTime(60_000);
  expect(captures).toBe(4);
});
