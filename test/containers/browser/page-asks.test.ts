import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { places, startPagesApp, type PagesApp } from '../../support/pages-app.ts';
import { until } from '../../support/stream-page.ts';
import { streamPage, type Streaming } from '../../support/streaming.ts';

let app: PagesApp;
let now: Streaming;

const tells = `oninput="report('input ' + this.value)" onchange="report('change ' + this.value)"`;
const list = `<label for="fruit">Fruit</label><select id="fruit" class="a" name="fruit" ${tells}><option>None</option>
  <optgroup label="Red"><option value="cherry">Cherry</option><option disabled>Apple</option></optgroup>
  <optgroup label="Gone" disabled><option>Plum</option></optgroup></select>`;

beforeAll(async () => {
  app = await startPagesApp({
    '/list': list,
    '/framed': `<iframe src="/list" style="position:absolute;left:40px;top:30px;width:400px;height:300px;border:0"></iframe>`,
    '/other-origin': `<iframe id="frame" sandbox="allow-scripts" style="position:absolute;left:40px;top:30px;width:400px;height:300px;border:0"></iframe>
      <script>frame.srcdoc = ${JSON.stringify(`<style>body { margin: 0 } select { position: absolute; box-sizing: border-box; left: 100px; top: 100px; width: 200px; height: 40px }</style>${list}`)}</script>`,
    '/several': `<select class="a" style="height:90px" multiple onchange="report('chosen ' + Array.from(this.selectedOptions, (o) => o.value))">
      <option>one<option>two<option>three</select>`,
    '/off': `<select class="a" disabled><option>a<option>b</select><select class="b" onmousedown="report('pressed')"><option>x</select>`,
    '/inputs': `<input class="a" type="date" value="2026-11-25" min="2026-01-01" ${tells}><input class="b" type="time" value="09:30" ${tells}>
      <input class="c" type="color" value="#336699" ${tells}>`,
    '/months': `<input class="a" type="month" value="2026-11" ${tells}><input class="b" type="datetime-local" ${tells}>
      <button class="c" onclick="document.querySelector('.a').showPicker()">Choose</button>`,
    '/closed': `<div id="host"></div><div id="slotted"></div><script>
      const root = host.attachShadow({ mode: 'closed' });
      root.innerHTML = ${JSON.stringify(`<style>.a { position: absolute; box-sizing: border-box; left: 100px; top: 100px; width: 200px; height: 40px }</style>${list}`)};
      addEventListener('click', (event) => report('closed ' + [host.shadowRoot, root.mode, event.target === host, event.composedPath()[0] === host].join()));
      root.addEventListener('click', (event) => report('inside ' + event.composedPath()[0].id)); </script>`,
    '/suggestions': `<input class="a" list="cities" aria-label="City" ${tells}><input class="b" list="none" oninput="report('b ' + this.value)"><datalist id="none"></datalist>
      <datalist id="cities"><option value="Bangkok"><option value="BKK" label="Bangkok airport"><option value="Dublin"><option value="Gone" disabled></datalist>`,
    '/asks-while-typing': `<input class="a" list="cities" oninput="setTimeout(() => { alert('hold'); report('on') }, 500)"><datalist id="cities"><option value="Bangkok"></datalist>`,
    '/first': `<script>addEventListener('mousedown', (event) => report('kept from opening ' + event.defaultPrevented), true)</script>${list}`,
    '/written': `<div>Before</div><script>addEventListener('load', () => setTimeout(() => { document.open(); document.write(${JSON.stringify(`<style>select { position: absolute; box-sizing: border-box; left: 100px; top: 100px; width: 200px; height: 40px }</style><select><option>One</select>`)}); document.close(); report2() }, 100));
      const report2 = () => report('written')</script>`,
    '/tall': `<div style="height:3000px"><input class="a" list="cities" ${tells}><select class="b" onclick="scrollTo(0, 60)"><option>x</select></div>
      <datalist id="cities"><option value="Bangkok"><option value="Dublin"></datalist><script>visualViewport.addEventListener('resize', () => report('enlarged ' + (visualViewport.scale > 1.2)))</script>`,
    '/react': `<div id="root"></div><select class="a" id="s"><option>a<option>b</select><script>
      // As libraries do that own a field: whoever sets the value from the page's world is not noticed.
      const own = Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, 'value'); let seen = 'a';
      Object.defineProperty(s, 'value', { get() { return own.get.call(this) }, set(v) { seen = v; own.set.call(this, v) } });
      s.addEventListener('change', () => report(own.get.call(s) === seen ? 'unnoticed' : 'noticed ' + s.value)) </script>`,
    '/dialogs': `<button class="a" onclick="alert('hello'); report('sure ' + confirm('sure?')); report('name ' + prompt('name?', 'Ann')); report('none ' + prompt('again?'))">Ask</button>`,
    '/leave': `<button class="a" onclick="location.href = '/dialogs'">Go</button><script>addEventListener('beforeunload', (e) => { e.preventDefault(); e.returnValue = 'x' })</script>`,
    '/frame-alert': `<iframe srcdoc="<script>setTimeout(() => alert('from a frame'), 300)</script>"></iframe>`,
    '/basic': (asked, answer) => {
      if (asked.headers.authorization === `Basic ${Buffer.from('ann:right').toString('base64')}`) {
        answer.writeHead(200, { 'Content-Type': 'text/html' }).end('<title>In</title><h1>Welcome</h1>');
      } else answer.writeHead(401, { 'WWW-Authenticate': 'Basic realm="Your bank"' }).end('No');
    },
  });
});
afterAll(() => app.stop());
beforeEach(() => void app.reported.splice(0));
afterEach(() => now.task.remove());

describe('a list', () => {
  test('is told with groups, what cannot be chosen and its place, and takes the choice as the page would', async () => {
    now = await streamPage(app, '/list');
    now.page.click(...places.a);
    const asked = await now.asked('list');
    expect(asked).toMatchObject({
      label: 'Fruit',
      box: { x: 100, y: 100, width: 200, height: 40 },
      options: [
        { label: 'None', group: null, disabled: false, selected: true },
        { label: 'Cherry', group: 'Red', disabled: false, selected: false },
        { label: 'Apple', group: 'Red', disabled: true, selected: false },
        { label: 'Plum', group: 'Gone', disabled: true, selected: false },
      ],
    });
    now.page.send({ type: 'answer', ask: asked.ask, answer: { kind: 'list', chosen: 1 } });
    await now.reported('input cherry');
    await now.reported('change cherry');
    // What cannot be chosen is not, whatever is sent; no answer changes nothing.
    now.page.click(...places.a);
    const again = await now.asked('list');
    expect(again.options.map(({ selected }) => selected)).toEqual([false, true, false, false]);
    now.page.send({ type: 'answer', ask: again.ask, answer: { kind: 'list', chosen: 2 } });
    now.page.press(' ', 'Space');
    const byKey = await now.asked('list');
    expect(byKey.options[1]!.selected).toBe(true);
    now.page.send({ type: 'answer', ask: byKey.ask, answer: null });
    now.page.press('ArrowUp', 'ArrowUp');
    await now.reported('change None');
    expect(app.reported).toEqual(['input cherry', 'change cherry', 'input None', 'change None']);
  });

  test.each(['/framed', '/other-origin'])('in a frame (%s) is told at its place in the tab', async (path) => {
    now = await streamPage(app, path);
    const [x, y] = places.a;
    const tries = Date.now() + 20_000;
    while (Date.now() < tries) {
      now.page.click(x + 40, y + 30);
      const heard = await now.page.hear('ask', 1_000).catch(() => undefined);
      if (heard) break;
    }
    const { box } = await now.asked('list');
    expect([Math.round(box!.x), Math.round(box!.y)]).toEqual([140, 130]);
  });

  test('of several rows is drawn by the browser and takes Control', async () => {
    now = await streamPage(app, '/several');
    now.page.click(150, 112);
    const at = { x: 150, y: 148, modifiers: 2, button: 'left' } as const;
    now.page.send({ type: 'mouse', action: 'down', ...at, buttons: 1, clickCount: 1 });
    now.page.send({ type: 'mouse', action: 'up', ...at, buttons: 0, clickCount: 1 });
    await now.reported('chosen one,three');
    expect(now.page.heard.some(({ type }) => type === 'ask')).toBe(false);
  });

  test('is kept from opening before the page’s own scripts hear of the press', async () => {
    now = await streamPage(app, '/first');
    now.page.click(...places.a);
    await now.asked('list');
    await now.reported('kept from opening true');
    expect(app.reported).toEqual(['kept from opening true']);
  });

  test('of a document that its page has written anew is asked too', async () => {
    now = await streamPage(app, '/written');
    await now.reported('written');
    now.page.click(...places.a);
    expect((await now.asked('list')).options.map(({ label }) => label)).toEqual(['One']);
  });

  test('that is disabled asks nothing', async () => {
    now = await streamPage(app, '/off');
    now.page.click(...places.a);
    now.page.click(...places.b);
    expect((await now.asked('list')).options).toHaveLength(1);
    await now.reported('pressed');
  });

  test('whose value a library watches tells that library', async () => {
    now = await streamPage(app, '/react');
    now.page.click(...places.a);
    const { ask } = await now.asked('list');
    now.page.send({ type: 'answer', ask, answer: { kind: 'list', chosen: 1 } });
    await now.reported('noticed b');
    expect(app.reported).not.toContain('unnoticed');
  });
});

test('a list in a closed shadow tree is asked, and to its page the tree stays closed', async () => {
  now = await streamPage(app, '/closed');
  now.page.click(...places.a);
  const { ask, box, label } = await now.asked('list');
  expect({ box, label }).toEqual({ box: { x: 100, y: 100, width: 200, height: 40 }, label: 'Fruit' });
  now.page.send({ type: 'answer', ask, answer: { kind: 'list', chosen: 1 } });
  await now.reported('change cherry');
  await now.reported('closed ,closed,true,true');
  await now.reported('inside fruit');
});

describe('suggestions of a field', () => {
  test('open with an arrow key, for what has been typed, and are taken as the page would', async () => {
    now = await streamPage(app, '/suggestions');
    now.page.click(...places.a);
    now.page.type('bang');
    await now.reported('input bang');
    now.page.press('ArrowDown', 'ArrowDown');
    let asked = await now.asked('list');
    while (asked.typing) asked = await now.asked('list');
    expect(asked).toMatchObject({ label: 'City', box: { x: 100, y: 100, width: 200, height: 40 } });
    expect(asked.options.map((option) => option.label)).toEqual(['Bangkok', 'BKK · Bangkok airport']);
    now.page.send({ type: 'answer', ask: asked.ask, answer: { kind: 'list', chosen: 1 } });
    await now.reported('change BKK');
    // The field goes on as any other does.
    now.page.press('Backspace', 'Backspace');
    await now.reported('input BK');
  });

  test('open while it is typed, fewer with each letter, and go when nothing fits or the field is left', async () => {
    now = await streamPage(app, '/suggestions');
    now.page.click(...places.a);
    now.page.type('b');
    const first = await now.asked('list');
    expect(first).toMatchObject({ typing: true, box: { x: 100, y: 100, width: 200, height: 40 } });
    expect(first.options.map(({ label }) => label)).toEqual(['Bangkok', 'BKK · Bangkok airport', 'Dublin']);
    now.page.type('a');
    const second = await now.asked('list');
    expect(second.options.map(({ label }) => label)).toEqual(['Bangkok', 'BKK · Bangkok airport']);
    // One that has been replaced takes no answer any more.
    now.page.send({ type: 'answer', ask: first.ask, answer: { kind: 'list', chosen: 2 } });
    now.page.type('x');
    expect(await now.page.hear('ask_over')).toEqual({ type: 'ask_over', ask: second.ask });
    now.page.press('Backspace', 'Backspace');
    const third = await now.asked('list');
    now.page.send({ type: 'answer', ask: third.ask, answer: { kind: 'list', chosen: 1 } });
    await now.reported('change BKK');
    expect(app.reported).not.toContain('input Dublin');
    now.page.press('Backspace', 'Backspace');
    const fourth = await now.asked('list');
    const heard = now.page.heard.length;
    now.page.click(...places.b);
    expect(await now.page.hear('ask_over', 10_000, heard)).toEqual({ type: 'ask_over', ask: fourth.ask });
  });

  test('make way for a question that the page waits for', async () => {
    now = await streamPage(app, '/asks-while-typing');
    now.page.click(...places.a);
    now.page.type('b');
    await now.asked('list');
    const { ask } = await now.asked('dialog');
    now.page.send({ type: 'answer', ask, answer: { kind: 'dialog', accept: true, text: '', silence: false } });
    await now.reported('on');
    expect(app.reported).toContain('on');
  });

  test('follow the field that the page scrolls, and lie where two fingers have enlarged it', async () => {
    now = await streamPage(app, '/tall');
    now.page.click(...places.a);
    now.page.type('b');
    const { ask } = await now.asked('list');
    now.page.send({ type: 'wheel', x: 400, y: 400, deltaX: 0, deltaY: 60, modifiers: 0 });
    await until(
      () =>
        now.page.heard.some(
          (said) => said.type === 'ask' && said.ask === ask && (said.asks as { box: { y: number } }).box.y === 40,
        ),
      10_000,
      () => JSON.stringify(now.page.heard.filter(({ type }) => type === 'ask')),
    );
    const touch = (action: 'start' | 'move' | 'end', ...points: { id: number; x: number; y: number }[]) =>
      now.page.send({ type: 'touch', action, points, modifiers: 0 });
    const heard = now.page.heard.length;
    const fingers = (apart: number) => [
      { id: 0, x: 200 - apart, y: 300 },
      { id: 1, x: 200 + apart, y: 300 },
    ];
    touch('start', fingers(20)[0]!);
    touch('start', ...fingers(20));
    for (let apart = 30; apart <= 100; apart += 10) touch('move', ...fingers(apart));
    touch('end');
    await now.reported('enlarged true');
    const enlarged = await now.page.hear('ask', 10_000, heard);
    expect((enlarged.asks as { box: { width: number } }).box.width).toBeGreaterThan(240);
  });

  test('open at the field’s arrow, not where it is typed; without any the keys are the page’s', async () => {
    now = await streamPage(app, '/suggestions');
    now.page.click(...places.a);
    now.page.click(...places.b);
    now.page.press('ArrowDown', 'ArrowDown');
    now.page.type('x');
    await now.reported('b x');
    expect(now.page.heard.some(({ type }) => type === 'ask')).toBe(false);
    now.page.click(290, places.a[1]);
    expect((await now.asked('list')).options.map(({ label }) => label)).toEqual([
      'Bangkok',
      'BKK · Bangkok airport',
      'Dublin',
    ]);
  });
});

test('a date, a time and a colour are told with their limits and set', async () => {
  now = await streamPage(app, '/inputs');
  for (const [place, input, before, value] of [
    ['a', 'date', '2026-11-25', '2026-12-24'],
    ['b', 'time', '09:30', '17:45'],
    ['c', 'color', '#336699', '#112233'],
  ] as const) {
    now.page.click(places[place][0], places[place][1]);
    const asked = await now.asked('value');
    expect(asked).toMatchObject({ input, value: before, min: input === 'date' ? '2026-01-01' : '' });
    now.page.send({ type: 'answer', ask: asked.ask, answer: { kind: 'value', value } });
    await now.reported(`change ${value}`);
  }
});

test('a month, a date with a time, and a picker that a script opens', async () => {
  now = await streamPage(app, '/months');
  now.page.click(...places.c);
  const month = await now.asked('value');
  expect(month).toMatchObject({ input: 'month', value: '2026-11' });
  now.page.send({ type: 'answer', ask: month.ask, answer: { kind: 'value', value: '2027-02' } });
  await now.reported('change 2027-02');
  now.page.click(...places.b);
  const both = await now.asked('value');
  expect(both.input).toBe('datetime-local');
  now.page.send({ type: 'answer', ask: both.ask, answer: { kind: 'value', value: '2027-02-03T10:00' } });
  await now.reported('change 2027-02-03T10:00');
});

describe('dialogs', () => {
  test('are asked one after the other with the origin whose words they are, and answered', async () => {
    now = await streamPage(app, '/dialogs');
    now.page.click(...places.a);
    const answer = (ask: number, accept: boolean, text = '') =>
      now.page.send({ type: 'answer', ask, answer: { kind: 'dialog', accept, text, silence: false } });
    const first = await now.asked('dialog');
    expect(first).toMatchObject({ dialog: 'alert', origin: app.origin, text: 'hello', again: false });
    answer(first.ask, true);
    const second = await now.asked('dialog');
    expect(second).toMatchObject({ dialog: 'confirm', text: 'sure?', again: true });
    answer(second.ask, true);
    const third = await now.asked('dialog');
    expect(third).toMatchObject({ dialog: 'prompt', text: 'name?', preset: 'Ann' });
    answer(third.ask, true, 'Bo');
    const fourth = await now.asked('dialog');
    now.page.send({ type: 'answer', ask: fourth.ask, answer: null });
    await now.reported('none null');
    expect(app.reported).toEqual(['sure true', 'name Bo', 'none null']);
  });

  test('a page may ask before it is left, and stays when told so', async () => {
    now = await streamPage(app, '/leave');
    now.page.click(...places.a);
    const stay = await now.asked('dialog');
    expect(stay.dialog).toBe('beforeunload');
    now.page.send({ type: 'answer', ask: stay.ask, answer: null });
    now.page.click(...places.a);
    const leave = await now.asked('dialog');
    now.page.send({
      type: 'answer',
      ask: leave.ask,
      answer: { kind: 'dialog', accept: true, text: '', silence: false },
    });
    await until(
      () => now.page.heard.some((said) => said.type === 'location' && said.url.endsWith('/dialogs')),
      10_000,
      () => 'not left',
    );
  });
});

test('HTTP authentication asks, asks again, lets in, and leaves nothing in a log or an argument', async () => {
  now = await streamPage(app, '/basic', { wait: false });
  const first = await now.asked('credentials');
  expect(first).toMatchObject({ origin: app.origin, secure: false, again: false });
  now.page.send({ type: 'answer', ask: first.ask, answer: { kind: 'credentials', user: 'ann', password: 'wrong' } });
  const second = await now.asked('credentials');
  expect(second.again).toBe(true);
  now.page.send({ type: 'answer', ask: second.ask, answer: { kind: 'credentials', user: 'ann', password: 'right' } });
  await until(
    () => now.page.heard.some((said) => said.type === 'tabs' && said.tabs[0]?.title === 'In'),
    10_000,
    () => `not in: ${JSON.stringify(now.page.heard)}`,
  );
  expect(now.task.log()).not.toMatch(/ann|right|wrong/);
  // Cookies carry nothing of it, and the password is not kept: the user is told that, and not asked for more.
  now.page.send({ type: 'confirm' });
  expect(await now.page.hear('ended', 40_000)).toMatchObject({ reason: 'http_auth_only' });
  expect(now.page.heard.some(({ type }) => type === 'storage_consent' || type === 'signed_in')).toBe(false);
});
