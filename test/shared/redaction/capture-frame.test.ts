import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Box } from '#shared/contract/tutorials.ts';
import { captureRedactedFrame, readPageRedactor } from '#shared/redaction/capture-frame.ts';
import { launchTestBrowser } from '../../support/chromium.ts';
import { inkLeft, isHidden, pixelsOf } from '../../support/ink.ts';
import { ownUser, people, peoplePage, secrets } from '../../support/people-page.ts';

const viewport = { width: 1440, height: 900 };
const options = { own: ownUser, harmless: ['Hello'] };
let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await launchTestBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  page = await browser.newPage({ viewport });
});
afterEach(() => page.close());

/** Boxes of the marked elements' own texts, in frames and shadow roots too, by Playwright and not by the code under test. */
async function boxesOf(selector: string): Promise<{ box: Box; text: string }[]> {
  const found: { box: Box; text: string }[] = [];
  for (const frame of page.frames()) {
    for (const element of await frame.locator(selector).all()) {
      const box = await element.boundingBox();
      if (box) found.push({ box, text: (await element.textContent()) ?? '' });
    }
  }
  return found;
}

describe('A page of customers', () => {
  test('keeps no ink of any personal text and all ink of the rest', async () => {
    await page.setContent(peoplePage);
    const raw = await pixelsOf(await page.screenshot());
    const { frame } = await captureRedactedFrame(page, options);
    const masked = await pixelsOf(frame.webp);

    const hidden = await boxesOf('[data-test-secret]');
    expect(hidden.length).toBe(people.length * 4 + Object.keys(secrets).length + 3);
    expect(hidden.filter(({ box }) => !isHidden(raw, masked, box)).map(({ text }) => text)).toEqual([]);
    const kept = await boxesOf('[data-test-kept]');
    expect(kept.length).toBeGreaterThan(40);
    expect(kept.filter(({ box }) => inkLeft(raw, masked, box).left < 0.9).map(({ text }) => text)).toEqual([]);
    expect(frame.regions.every(({ box }) => box.width > 0 && box.height > 0)).toBe(true);
    expect(frame.regions.filter(({ kind }) => kind === 'email')).toHaveLength(people.length);
    expect([frame.width, frame.height]).toEqual([1440, 900]);
  });

  test('gives texts for the model without anybody on it', async () => {
    await page.setContent(peoplePage);
    const redactor = await readPageRedactor(page, options);
    const outline = [
      ...people.flatMap(({ name, email, phone }) => [
        redactor.text(name, { dataRegion: true, label: 'Name' }),
        redactor.text(`Message ${name}`, { dataRegion: false, control: true }),
        redactor.text(email, { dataRegion: true }),
        redactor.text(`Call ${phone}`, { dataRegion: false }),
      ]),
      ...Object.values(secrets).map((secret) => redactor.text(secret, { dataRegion: false })),
    ].join('\n');
    for (const { name, email, phone } of people)
      for (const value of [name, email, phone]) expect(outline).not.toContain(value);
    for (const secret of Object.values(secrets)) expect(outline).not.toContain(secret);
    expect(redactor.text('New customer', { dataRegion: false })).toBe('New customer');
    expect(redactor.text(ownUser.name, { dataRegion: true })).toBe(ownUser.name);
    expect(redactor.text('Hello', { dataRegion: true, label: 'Title' })).toBe('Hello');
  });

  test('is left as it was found', async () => {
    await page.setContent(peoplePage);
    const html = await page.content();
    await captureRedactedFrame(page, options);
    expect(await page.content()).toBe(html);
    expect(await page.evaluate(() => [document.adoptedStyleSheets.length, CSS.highlights.size])).toEqual([0, 0]);
  });
});

describe('What only pixels show', () => {
  const svg = (inner: string) =>
    `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" width="400" height="200"><rect width="400" height="200" fill="#fff"/>${inner}</svg>`)}`;
  const bars = [60, 120, 90].map((height, index) => ({ x: 40 + index * 110, y: 190 - height, width: 60, height }));
  const chart = svg(
    bars.map((bar) => `<rect x="${bar.x}" y="${bar.y}" width="60" height="${bar.height}" fill="#1d2b53"/>`).join('') +
      '<text x="20" y="40" font-size="20" font-family="Open Sans">Thandiwe Nkosi</text>',
  );
  const name = { x: 20, y: 24, width: 140, height: 22 };

  async function shots(html: string) {
    await page.setContent(`<body style="margin:0">${html}<p>Settings</p></body>`);
    const raw = await pixelsOf(await page.screenshot());
    const { frame } = await captureRedactedFrame(page, options);
    return { raw, frame, masked: await pixelsOf(frame.webp) };
  }

  test.each([
    ['an image', `<img src="${chart}" alt="" style="display:block">`],
    ['a background', `<div style="width:400px;height:200px;background:url('${chart}')"></div>`],
    [
      'a canvas',
      `<canvas id="c" width="400" height="200" style="display:block"></canvas><script>const pen=document.getElementById('c').getContext('2d');pen.fillStyle='#1d2b53';for(const bar of ${JSON.stringify(bars)})pen.fillRect(bar.x,bar.y,bar.width,bar.height);pen.fillStyle='#000';pen.font='20px Open Sans';pen.fillText('Thandiwe Nkosi',20,40)</script>`,
    ],
  ])('a drawing in %s keeps its lines and loses its text', async (_, html) => {
    const { raw, masked, frame } = await shots(html);
    expect(isHidden(raw, masked, name)).toBe(true);
    expect(frame.regions.map(({ reason }) => reason)).toContain('pixel-text');
    const middle = (box: Box) => ((box.y + 40) * masked.width + box.x + 30) * 3;
    for (const bar of bars) expect(Math.abs(masked.data[middle(bar)]! - raw.data[middle(bar)]!)).toBeLessThan(12);
  });

  /** A picture with as many colours as a photograph. */
  async function photograph(): Promise<string> {
    const face = svg(
      `<defs><radialGradient id="g"><stop offset="0" stop-color="#f6cfa8"/><stop offset=".5" stop-color="#7a4a2a"/><stop offset="1" stop-color="#24405a"/></radialGradient></defs><filter id="n"><feTurbulence baseFrequency=".03" numOctaves="4"/><feBlend in="SourceGraphic" mode="multiply"/></filter><rect width="400" height="200" fill="url(#g)" filter="url(#n)"/>`,
    );
    const png = await sharp(Buffer.from(decodeURIComponent(face.slice(face.indexOf(',') + 1))))
      .png()
      .toBuffer();
    return `data:image/png;base64,${png.toString('base64')}`;
  }

  test.each([
    ['in a card', (source: string) => `<div class="card"><img src="${source}" alt="" style="display:block"></div>`],
    [
      'of somebody whose name begins like a brand',
      (source: string) => `<img src="${source}" alt="Brandon Hayes" style="display:block">`,
    ],
    [
      'that its class seems to call an icon',
      (source: string) => `<img class="iconic flagship" src="${source}" alt="" style="display:block">`,
    ],
    [
      'as a background',
      (source: string) => `<div style="width:400px;height:200px;background:url('${source}')"><p>Settings</p></div>`,
    ],
  ])('a photograph %s is masked whole', async (_, html) => {
    const { frame } = await shots(html(await photograph()));
    expect(frame.regions).toMatchObject([{ reason: 'photograph', box: { x: 0, y: 0, width: 400, height: 200 } }]);
  });

  test('a photograph at an address that seems to name a brand is masked', async () => {
    const png = Buffer.from((await photograph()).split(',')[1]!, 'base64');
    await page.route('https://app.brandfolder.example/**', (route) =>
      route.fulfill({ body: png, contentType: 'image/png' }),
    );
    await page.setContent(
      '<body style="margin:0"><img src="https://app.brandfolder.example/flags/4711.png" alt="" style="display:block"></body>',
    );
    const { frame } = await captureRedactedFrame(page, options);
    expect(frame.regions).toMatchObject([{ reason: 'photograph' }]);
  });

  test('a picture behind a part of the page with its controls stays', async () => {
    const entries = ['Contacts', 'Deals', 'Settings'].map((name) => `<a href="/${name.toLowerCase()}">${name}</a><br>`);
    const style = `width:400px;height:200px;background:url('${await photograph()}')`;
    const { frame } = await shots(`<nav style="${style}"><b style="background:#fff">${entries.join('')}</b></nav>`);
    expect(frame.regions.map(({ reason }) => reason)).not.toContain('photograph');
  });

  test('icons and logos of the application stay', async () => {
    const logo = svg('<text x="10" y="60" font-size="60" font-family="Open Sans">FERNHILL</text>');
    const { frame } = await shots(`<header><img class="logo" src="${logo}" alt="" width="200" height="100"></header>`);
    expect(frame.regions).toEqual([]);
  });
});

describe('The user as the platform names them', () => {
  const row = '<table><tr><td id="row">Wilhelmina Aske</td></tr><tr><td>Jane Roe</td></tr></table>';
  const menu = (html: string) =>
    `${/<(aside|article)/.test(html) ? html : `<header>${html}</header>`}<main>${row}</main>`;
  const learnt = async (html: string) => {
    await page.setContent(html);
    const captured = await captureRedactedFrame(page, options);
    return { names: captured.own.onPlatform ?? [], masks: captured.frame.regions.length };
  };

  test.each([
    ['a button', '<button aria-label="Account menu">Wilhelmina Aske</button>'],
    ['a link to the account', '<a href="/users/me">Wilhelmina Aske</a>'],
    [
      'a button with the address',
      '<button class="user-menu"><b>Wilhelmina Aske</b><br>w.aske@platform.example</button>',
    ],
    ['a button that opens a menu', '<button class="account" aria-haspopup="menu">Wilhelmina Aske</button>'],
    [
      'a side menu that one signs out in',
      '<aside><div><button class="account">Wilhelmina Aske</button><p hidden>Sign out</p></div></aside>',
    ],
  ])('are learnt from %s and spared in the list', async (_, html) => {
    const { names, masks } = await learnt(menu(html));
    expect(names).toContain('Wilhelmina Aske');
    expect(masks).toBe(1);
  });

  test.each([
    ['a single word', '<button aria-label="Account menu">Wilhelmina</button>'],
    ['two people', '<button aria-label="Account menu">Wilhelmina Aske<br>Jane Roe</button>'],
    ['somebody else’s page', '<a href="/users/17">Wilhelmina Aske</a>'],
    ['a heading', '<h1 class="user-menu"><button class="user-menu">Wilhelmina Aske</button></h1>'],
    ['an account that the application keeps', '<aside><button class="account-item">Wilhelmina Aske</button></aside>'],
    [
      'an account that heads a record',
      '<article><header><button class="account" aria-haspopup="menu">Wilhelmina Aske</button></header></article>',
    ],
    ['a plain text', '<span class="account">Wilhelmina Aske</span>'],
  ])('are not learnt from %s', async (_, html) => {
    const { names, masks } = await learnt(menu(html));
    expect(names).toEqual([]);
    expect(masks).toBeGreaterThanOrEqual(2);
  });
});

describe('Places that the walk cannot read', () => {
  const cases: [string, string][] = [
    [
      'a closed shadow root',
      `<div id="t" style="width:300px;height:40px"></div><script>document.getElementById('t').attachShadow({mode:'closed'}).innerHTML='<h2>Jane Roe</h2>'</script>`,
    ],
    [
      'a frame of another origin',
      `<iframe id="t" sandbox srcdoc="<h2>Jane Roe</h2>" width="300" height="60"></iframe>`,
    ],
    [
      'a frame that is scaled',
      `<iframe id="t" srcdoc="<h2>Jane Roe</h2>" width="300" height="60" style="transform:scale(1.5);transform-origin:0 0"></iframe>`,
    ],
    [
      'a canvas',
      `<canvas id="t" width="300" height="40"></canvas><script>const pen=document.getElementById('t').getContext('2d');pen.font='20px sans-serif';pen.fillText('Jane Roe',5,25)</script>`,
    ],
    [
      'generated content',
      `<style>#t::before{content:attr(data-who)}</style><div class="card"><b id="t" data-who="Jane Roe"></b></div>`,
    ],
    [
      'a broken picture with a name',
      `<img id="t" src="data:image/png;base64,AAAA" alt="Jane Roe" width="200" height="40">`,
    ],
    ['a text that the site marks as private', `<b id="t" class="sentry-mask">an ordinary sentence</b>`],
  ];
  test.each(cases)('%s is masked whole', async (_, html) => {
    await page.setContent(`<body style="margin:20px">${html}<p>Settings</p></body>`);
    await page.waitForTimeout(50);
    const raw = await pixelsOf(await page.screenshot());
    const { frame } = await captureRedactedFrame(page, options);
    const box = await page.locator('#t').boundingBox();
    expect(frame.regions.length).toBeGreaterThan(0);
    expect(isHidden(raw, await pixelsOf(frame.webp), box!)).toBe(true);
  });

  test('a document that is no web page is masked whole', async () => {
    await page.goto(
      `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg"><text y="40">Jane Roe</text></svg>')}`,
    );
    const { frame } = await captureRedactedFrame(page, options);
    expect(frame.regions).toMatchObject([{ reason: 'document', box: { x: 0, y: 0, width: 1440, height: 900 } }]);
  });
});

describe('What lies over a list', () => {
  const list = `<ul>${['Jane Roe', 'John Doe', 'Ann Poe'].map((name) => `<li>${name}</li>`).join('')}</ul>`;
  const dialog = `position:fixed;left:0;top:0;width:600px;height:300px;`;
  test.each([
    ['an opaque dialog', `${list}<div style="${dialog}background:#fff">Save changes?</div>`, 0],
    [
      'an opaque dialog over a page that takes no clicks',
      `<div style="pointer-events:none">${list}</div><div style="${dialog}background:#fff;z-index:5">Save changes?</div>`,
      0,
    ],
    ['a translucent backdrop', `${list}<div style="${dialog}background:rgba(0,0,0,.4)"></div>`, 3],
    ['a dialog that lets clicks through and is clear', `${list}<div style="${dialog}pointer-events:none"></div>`, 3],
  ])('%s', async (_, html, masks) => {
    await page.setContent(html);
    const { frame } = await captureRedactedFrame(page, options);
    expect(frame.regions).toHaveLength(masks);
  });
});

describe("A menu's word for a part of the application", () => {
  const shown = async (html: string) => {
    await page.setContent(html);
    return (await captureRedactedFrame(page, options)).frame.regions.length;
  };
  test('stays where it heads the page', async () => {
    expect(await shown('<nav><a href="/recipes">Recipes</a></nav><h1>Recipes</h1>')).toBe(0);
  });
  test.each([
    ['a name of two words', '<nav><a href="/janeroe">Jane Roe</a></nav><h1>Jane Roe</h1>'],
    ['one of many people', '<nav><a href="/people/jane">Jane</a></nav><h1>Jane</h1>'],
    ['a link elsewhere', '<p><a href="/jane">Jane</a></p><h1>Jane</h1>'],
  ])('is not %s', async (_, html) => {
    expect(await shown(html)).toBeGreaterThan(0);
  });
});

describe('Icons of a font', () => {
  const style = '<style>i::before{content:"group";font:24px "Material Symbols",sans-serif}</style>';
  test('are no text that only pixels show', async () => {
    await page.setContent(
      `${style}<p>Welcome</p><i style="display:inline-block;width:24px;height:24px;overflow:hidden"></i>`,
    );
    expect((await captureRedactedFrame(page, options)).frame.regions).toEqual([]);
  });
  test('explain nothing beyond their size', async () => {
    await page.setContent(`${style}<p>Welcome</p><i style="display:block;width:300px">
      <canvas id="c" width="200" height="40"></canvas></i>`);
    await page.evaluate(() => {
      const context = document.querySelector<HTMLCanvasElement>('#c')!.getContext('2d')!;
      context.font = '20px sans-serif';
      context.fillText('Jane Roe', 10, 30);
    });
    expect((await captureRedactedFrame(page, options)).frame.regions.length).toBeGreaterThan(0);
  });
});

describe('The name of a lane', () => {
  test('labels none of the amounts in it', async () => {
    const cards = ['Cold chain', 'Grid refit', 'Label print'].map((name) => `<div><b>${name}</b><i>$48,000</i></div>`);
    await page.setContent(
      `<section aria-label="Lead"><h2>Lead</h2>${cards.join('')}<p>What stands in a lane is named by its own words and not by the lane.</p></section>`,
    );
    const { redactor } = await captureRedactedFrame(page, options);
    expect(redactor.text('$48,000', { dataRegion: true })).toBe('$48,000');
  });
});

describe('A page in motion', () => {
  test('is taken again until it rests', async () => {
    await page.setContent('<table><tr><td id="t">Jane Roe</td></tr></table>');
    await page.evaluate(() => {
      let left = 20;
      const move = () => {
        document.getElementById('t')!.style.paddingLeft = `${(left -= 1) * 20}px`;
        if (left > 0) setTimeout(move, 5);
      };
      move();
    });
    const { frame } = await captureRedactedFrame(page, options);
    const raw = await pixelsOf(await page.screenshot());
    const box = await page.locator('#t').boundingBox();
    expect(isHidden(raw, await pixelsOf(frame.webp), box!)).toBe(true);
  });

  test('is taken where a text is measured a pixel to either side, and masked as both measures have it', async () => {
    await page.setContent('<table><tr><td><span id="t" style="position:relative">Jane Roe</span></td></tr></table>');
    await page.evaluate(() => {
      let left = 0;
      const timer = setInterval(() => (document.getElementById('t')!.style.left = `${40 + (left = 1 - left)}px`), 1);
      globalThis.addEventListener('rested', () => clearInterval(timer));
    });
    const { frame } = await captureRedactedFrame(page, options);
    await page.evaluate(() => {
      globalThis.dispatchEvent(new Event('rested'));
      document.getElementById('t')!.style.left = '40px';
    });
    const box = (await page.locator('#t').boundingBox())!;
    const raw = await pixelsOf(await page.screenshot());
    const both = { ...box, width: box.width + 1 };
    expect(isHidden(raw, await pixelsOf(frame.webp), both)).toBe(true);
  });

  test('gives no picture while it never rests', async () => {
    await page.setContent('<table><tr><td id="t">Jane Roe</td></tr></table>');
    await page.evaluate(() => {
      let left = 0;
      setInterval(() => (document.getElementById('t')!.style.paddingLeft = `${(left += 9) % 900}px`), 1);
    });
    await expect(captureRedactedFrame(page, options)).rejects.toMatchObject({
      code: 'FRAME_NOT_SAFE',
      detail: 'page in motion',
    });
  });

  test('gives no picture when the structure is empty and the pixels are not', async () => {
    await page.setContent('<body style="background:linear-gradient(90deg,#000,#fff)"></body>');
    await expect(captureRedactedFrame(page, options)).rejects.toMatchObject({
      code: 'FRAME_NOT_SAFE',
      detail: 'unexplained picture',
    });
  });
});

test('the headers of a table without a head stay, and what stands in its rows does not', async () => {
  await page.setContent(
    `<table><tr><th>Name</th><th>IP</th><th>Rank</th></tr>${['Jane Roe', 'John Doe', 'Ann Poe'].map((name) => `<tr><th>${name}</th><td>203.0.113.9</td><td>${name}</td></tr>`).join('')}</table>`,
  );
  const { frame } = await captureRedactedFrame(page, options);
  const top = (await page.locator('tr').nth(1).boundingBox())!.y;
  expect(frame.regions).toHaveLength(9);
  expect(frame.regions.every(({ box }) => box.y + box.height / 2 > top)).toBe(true);
});
