import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { act } from '../../../../functions/pipeline/capture/act.ts';
import { launchTestBrowser } from '../../../support/chromium.ts';

let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await launchTestBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  page = await browser.newPage({ viewport: { width: 1000, height: 700 } });
});
afterEach(() => page.close());

type Action = Parameters<typeof act>[2]['action'];

/** Acts on the element that the selector finds, and on a second one where a drag ends. */
async function doIt(action: Action, selector: string, value = '', to = '') {
  const element = selector ? await page.$(selector) : null;
  return act(page, 'http://site.example', { action, value }, { element, to: to ? await page.$(to) : null });
}

describe('act', () => {
  test('double-clicks what only opens that way', async () => {
    await page.setContent(`<p ondblclick="document.title = 'open'">Item</p>`);
    expect(await doIt('select', 'p')).toBeNull();
    expect(await page.title()).toBe('');
    expect(await doIt('double', 'p')).toBeNull();
    expect(await page.title()).toBe('open');
  });

  test('drags with the button held down all the way', async () => {
    await page.setContent(`<div id="a" style="width:40px;height:40px;background:#888">x</div><div id="b" style="width:300px;height:300px;margin:50px">y</div>
      <script>
        const seen = [];
        a.onmousedown = () => seen.push('down');
        document.onmousemove = (event) => { if (event.buttons === 1 && seen.at(-1) !== 'moved') seen.push('moved'); };
        b.onmouseup = () => seen.push('dropped');
      </script>`);
    expect(await doIt('drag', '#a', '', '#b')).toBeNull();
    expect(await page.evaluate('seen.join()')).toBe('down,moved,dropped');
    expect(await doIt('drag', '#a')).toBe('there is nothing to drag it to');
  });

  test('fills fields, editors that are none, and fields that heed the keyboard alone', async () => {
    await page.setContent(`<input id="plain" value="old"><div id="editor" contenteditable="true">old text</div><input id="stubborn">
      <script>
        const field = document.getElementById('stubborn');
        let typing = false;
        field.onkeydown = () => (typing = true);
        field.onclick = () => (typing = true);
        field.oninput = () => { if (!typing) field.value = ''; };
      </script>`);
    for (const id of ['plain', 'editor', 'stubborn']) expect(await doIt('type', `#${id}`, 'new')).toBeNull();
    expect(await page.inputValue('#plain')).toBe('new');
    expect(await page.innerText('#editor')).toBe('new');
    expect(await page.inputValue('#stubborn')).toBe('new');
  });

  test('picks from lists that the page draws, long ones by typing, and says when there is no such option', async () => {
    await page.setContent(`<div role="combobox" tabindex="0" onclick="list.hidden = false" style="width:100px">Colour<input id="typed" size="4"></div>
      <div id="list" role="listbox" hidden></div>
      <script>
        const all = ['Red', 'Green', ...Array.from({ length: 500 }, (_, i) => 'Shade ' + i)];
        const show = (text) => { list.replaceChildren(...all.filter((one) => one.includes(text)).slice(0, 5).map((one) => {
          const option = document.createElement('div'); option.role = 'option'; option.textContent = one;
          option.onclick = () => { document.title = one; list.hidden = true; typed.value = ''; show(''); }; return option; })); };
        show(''); typed.oninput = () => show(typed.value);
        document.onkeydown = (event) => { if (event.key === 'Escape') { list.hidden = true; typed.value = ''; show(''); } };
      </script>`);
    expect(await doIt('choose', '[role=combobox]', 'Green')).toBeNull();
    expect(await page.title()).toBe('Green');
    expect(await doIt('choose', '#typed', 'Shade 321')).toBeNull();
    expect(await page.title()).toBe('Shade 321');
    expect(await doIt('choose', '#typed', 'Colourless')).toBe('no such option');
    expect(await page.isVisible('#list')).toBe(false);
  });

  test('waits until the page shows a text', async () => {
    await page.setContent(
      `<p></p><script>setTimeout(() => (document.querySelector('p').textContent = 'Report is ready'), 400)</script>`,
    );
    expect(await doIt('wait', '', 'is ready')).toBeNull();
    expect(await page.innerText('p')).toBe('Report is ready');
  });

  test('leaves neither the platform nor http, and presses only keys of its list', async () => {
    await page.route('http://site.example/**', (route) =>
      route.fulfill({ body: '<h1>Site</h1>', contentType: 'text/html' }),
    );
    await page.goto('http://site.example/');
    for (const address of ['https://other.example/', 'javascript:alert(1)', 'file:///etc/passwd', '//other.example/x'])
      expect(await doIt('navigate', '', address)).toBe('this address is not on the platform');
    expect(await doIt('navigate', '', '/deeper')).toBeNull();
    expect(page.url()).toBe('http://site.example/deeper');
    expect(await doIt('press', '', 'F12')).toBe('this key is not used here');
  });
});
