import type { ElementHandle, Page } from 'playwright-core';
import type { NavigateAnswer } from '#shared/model/prompts/navigate.ts';
import { ownDomain } from './guards.ts';

const keys = new Set([
  'Enter',
  'Escape',
  'Tab',
  'ArrowDown',
  'ArrowUp',
  'ArrowLeft',
  'ArrowRight',
  'Backspace',
  'Space',
]);
const timeout = 4000;

/** Does one action as a person would, through the pointer and the keyboard. Returns why it could not be done, or null. */
export async function act(
  page: Page,
  platformUrl: string,
  { action, value }: Pick<NavigateAnswer, 'action' | 'value'>,
  element: ElementHandle<Element> | null,
): Promise<string | null> {
  try {
    if (action === 'navigate') return await navigate(page, platformUrl, value);
    if (action === 'scroll') return await scroll(page, value, element);
    if (action === 'press') return await press(page, value, element);
    if (!element) return 'no such element';
    if (await element.evaluate((el) => el.ownerDocument !== document))
      return await actInFrame(page, action, value, element);
    if (action === 'select' || action === 'check') await select(element);
    else if (action === 'type') await type(page, element, value);
    else if (action === 'choose') return await choose(page, element, value);
    return null;
  } catch (error) {
    if (page.isClosed() || !page.context().browser()?.isConnected()) throw error;
    return /intercepts pointer events/.test(String(error)) ? 'something covers it' : 'it could not be used';
  }
}

/** In a frame of the same origin the element was found from outside, so it is used through pointer and keyboard alone. */
async function actInFrame(
  page: Page,
  action: NavigateAnswer['action'],
  value: string,
  element: ElementHandle<Element>,
): Promise<string | null> {
  if (action === 'choose') {
    await element.selectOption({ label: value }, { timeout });
    return null;
  }
  const box = await element.boundingBox();
  if (!box) return 'it is not visible';
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  if (action === 'type') {
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.insertText(value);
  }
  return null;
}

async function select(element: ElementHandle<Element>): Promise<void> {
  try {
    await element.click({ timeout });
  } catch (error) {
    // Check boxes drawn by their label: the input itself is covered or invisible, a person selects the label.
    const label = (await element.evaluateHandle((el) => (el as HTMLInputElement).labels?.[0] ?? null)).asElement();
    if (!label) throw error;
    await label.click({ timeout });
  }
}

async function type(page: Page, element: ElementHandle<Element>, value: string): Promise<void> {
  const plain = await element.evaluate(
    (el) => /^(INPUT|TEXTAREA)$/.test(el.tagName) || (el as HTMLElement).isContentEditable,
  );
  if (plain) {
    await element.fill(value, { timeout });
    return;
  }
  await element.click({ timeout });
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText(value);
}

async function choose(page: Page, element: ElementHandle<Element>, value: string): Promise<string | null> {
  const native = await element.evaluate((el) => el.tagName === 'SELECT');
  if (native) {
    const wanted = await element.evaluate((el, text) => {
      const options = [...(el as HTMLSelectElement).options];
      const found =
        options.find((o) => o.text.trim() === text) ??
        options.find((o) => o.text.toLowerCase().includes(text.toLowerCase()));
      return found?.value ?? null;
    }, value);
    if (wanted === null) return 'no such option';
    await element.selectOption(wanted, { timeout });
    return null;
  }
  await element.click({ timeout });
  const option = page
    .getByRole('option', { name: value })
    .or(page.getByRole('menuitem', { name: value }))
    .first();
  await option.click({ timeout }).catch(() => undefined);
  return null;
}

async function press(page: Page, key: string, element: ElementHandle<Element> | null): Promise<string | null> {
  if (!keys.has(key)) return 'this key is not used here';
  if (element) await element.focus();
  await page.keyboard.press(key);
  return null;
}

async function scroll(page: Page, direction: string, element: ElementHandle<Element> | null): Promise<string | null> {
  const size = page.viewportSize() ?? { width: 1440, height: 900 };
  const box = await element?.boundingBox();
  await page.mouse.move(box ? box.x + box.width / 2 : size.width / 2, box ? box.y + box.height / 2 : size.height / 2);
  await page.mouse.wheel(0, (direction === 'up' ? -0.7 : 0.7) * size.height);
  return null;
}

async function navigate(page: Page, platformUrl: string, to: string): Promise<string | null> {
  if (!URL.canParse(to, page.url())) return 'not an address';
  const url = new URL(to, page.url());
  if (!/^https?:$/.test(url.protocol) || !ownDomain(platformUrl, url.href))
    return 'this address is not on the platform';
  if (url.origin !== new URL(page.url()).origin) return 'this address is not on the platform';
  await page.goto(url.href, { waitUntil: 'domcontentloaded', timeout: 20_000 });
  return null;
}
