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
  screencast = new Screencast(cdp as unknown as CdpClient, { reset: () => undefined, offer: () => (sent += 1) });
});
afterEach(() => {
  screencast.stop();
  vi.useRealTimers();
});

/** The beginning of a JPEG of 800 × 600 pixels, and something to tell it by. */
const jpegOf = (picture: string) =>
  Buffer.concat([Buffer.from('ffd8ffc0001108025803200301220002110103110100', 'hex'), Buffer.from(picture)]);

const frame = (picture: string, capture = captures) =>
  screencast.take('tab', { data: jpegOf(picture).toString('base64'), sessionId: capture });

test('a tab that rests after a crowd of frames is captured once more, and then left alone', () => {
  screencast.start('tab', { width: 800, height: 600, scale: 1 });
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
  screencast.start('tab', { width: 800, height: 600, scale: 1 });
  frame('a');
  vi.advanceTimersByTime(20);
  frame('b');
  vi.advanceTimersByTime(300);
  frame('b');
  expect(captures).toBe(2);
  expect(sent).toBe(2);
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
  frame('old', 1);
  vi.advanceTimersByTime(510);
  expect(captures).toBe(3);
  vi.advanceTimersByTime(1_010);
  expect(captures).toBe(4);
  frame('b');
  vi.advanceTimersByTime(60_000);
  expect(captures).toBe(4);
});
