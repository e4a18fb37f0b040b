import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { InputMessage } from '#shared/contract/stream.ts';
import { places, startPagesApp, type PagesApp } from '../../support/pages-app.ts';
import { streamPage, type Streaming } from '../../support/streaming.ts';

let app: PagesApp;
let now: Streaming;

beforeAll(async () => {
  app = await startPagesApp({
    '/fingers': `<div style="position:absolute;inset:0;touch-action:none"></div><script>
      for (const type of ['touchstart', 'touchend', 'touchcancel', 'click', 'pointerdown'])
        addEventListener(type, (event) => report([type, event.pointerType ?? '', event.touches?.length ?? '', Array.from(event.changedTouches ?? [], (finger) => finger.identifier)].join(' ')));
    </script>`,
    '/device': `<script>const said = (where) => report([where, 'ontouchstart' in window, navigator.maxTouchPoints, matchMedia('(any-pointer: coarse)').matches, matchMedia('(pointer: fine) and (hover: hover)').matches].join(' '));
      said(top === window ? 'page' : 'frame')</script><button class="a" onclick="window.open('/device?2')">Open</button><iframe id="frame" sandbox="allow-scripts"></iframe>
      <script>if (top === window) frame.src = 'data:text/html,' + encodeURIComponent("<script>parent.postMessage(['ontouchstart' in window, navigator.maxTouchPoints].join(' '), '*')</" + "script>");
      addEventListener('message', ({ data }) => report('frame ' + data))</script>`,
    '/long': `<p style="height:5000px">Long</p><script>addEventListener('scroll', () => report('scrolled ' + (scrollY > 20)));
      visualViewport.addEventListener('resize', () => report('enlarged ' + (visualViewport.scale > 1.2)))</script>`,
    '/several': `<select class="a" style="height:90px" multiple aria-label="Fruit" onchange="report('chosen ' + Array.from(this.selectedOptions, (o) => o.value))">
      <option>one<option>two<option>three</select><select class="c" onchange="report('one ' + this.value)"><option>x<option>y</select>`,
  });
});
afterAll(() => app.stop());
beforeEach(() => void app.reported.splice(0));
afterEach(() => now.task.remove());

type Touch = Extract<InputMessage, { type: 'touch' }>;
const touch = (action: Touch['action'], ...points: [id: number, x: number, y: number][]) =>
  now.page.send({ type: 'touch', action, points: points.map(([id, x, y]) => ({ id, x, y })), modifiers: 0 });
function tap(x: number, y: number): void {
  touch('start', [0, x, y]);
  touch('end');
}

test('a page is told that its screen takes fingers, in windows and frames too', async () => {
  now = await streamPage(app, '/device', { touch: true });
  await now.reported('page true 5 true false');
  await now.reported('frame true 5');
  expect(app.reported).toHaveLength(2);
  app.reported.length = 0;
  now.page.click(...places.a);
  await now.reported('page true 5 true false');
});

test('a page is told of a mouse where that is what its user has, until it is a finger', async () => {
  now = await streamPage(app, '/device');
  await now.reported('page false 0 false true');
  await now.reported('frame false 0');
  expect(app.reported).toHaveLength(2);
  now.page.send({ type: 'resize', width: 800, height: 600, scale: 1, touch: true });
  now.page.send({ type: 'history', action: 'reload' });
  await now.reported('page true 5 true false');
});

test('a tap is a finger first and a click then', async () => {
  now = await streamPage(app, '/fingers');
  tap(...places.a);
  await now.reported('click touch  ');
  expect(app.reported[0]).toBe('pointerdown touch  ');
  expect(app.reported).toContain('touchstart  1 0');
  expect(app.reported).toContain('touchend  0 0');
});

test('each of two fingers is told when it comes and when it goes', async () => {
  now = await streamPage(app, '/fingers');
  touch('start', [0, 100, 100]);
  touch('start', [0, 100, 100], [1, 300, 300]);
  touch('end', [1, 300, 300]);
  touch('end');
  await now.reported('touchstart  2 1');
  await now.reported('touchend  1 0');
  await now.reported('touchend  0 1');
  expect(app.reported.filter((said) => said.startsWith('click'))).toEqual([]);
});

test('a finger that moves scrolls the page', async () => {
  now = await streamPage(app, '/long');
  touch('start', [0, 300, 500]);
  for (let y = 480; y >= 200; y -= 40) touch('move', [0, 300, y]);
  touch('end');
  await now.reported('scrolled true');
  expect(app.reported).not.toContain('enlarged true');
});

test('two fingers that part enlarge the page', async () => {
  now = await streamPage(app, '/long');
  touch('start', [0, 380, 300]);
  touch('start', [0, 380, 300], [1, 420, 300]);
  for (let apart = 40; apart <= 200; apart += 20) touch('move', [0, 380 - apart, 300], [1, 420 + apart, 300]);
  touch('end');
  await now.reported('enlarged true');
  expect(app.reported).toContain('enlarged true');
});

test('a list of several rows takes several from a finger; a drop-down list is asked', async () => {
  now = await streamPage(app, '/several');
  tap(150, 112);
  await now.reported('chosen one');
  tap(150, 148);
  await now.reported('chosen one,three');
  tap(...places.c);
  const { ask, options } = await now.asked('list');
  expect(options.map(({ label }) => label)).toEqual(['x', 'y']);
  now.page.send({ type: 'answer', ask, answer: { kind: 'list', chosen: 1 } });
  await now.reported('one y');
});
