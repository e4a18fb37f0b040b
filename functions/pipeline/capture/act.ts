import type { ElementHandle, Page } from 'playwright-core';
import type { NavigateAnswer } from '#shared/model/prompts/navigate.ts';
import { ownDomain } from './guards.ts';
import { choose, dragTo, enter } from './use-element.ts';

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
/** How long a page may take until it shows what is waited for. */
const waitMs = 15_000;

export interface Targets {
  element: ElementHandle<Element> | null;
  /** Where a drag ends. */
  to?: ElementHandle<Element> | null;
}

/** Does one action as a person would, through the pointer and the keyboard. Returns why it could not be done, or null. */
export async function act(
  page: Page,
  platformUrl: string,
  { action, value }: Pick<NavigateAnswer, 'action' | 'value'>,
  { element, to = null }: Targets,
): Promise<string | null> {
  try {
    return await actOnce(page, platformUrl, { action, value }, { element, to });
  } catch (error) {
    if (page.isClosed() || !page.context().browser()?.isConnected()) throw error;
    return /intercepts pointer events/.test(String(error)) ? 'something covers it' : 'it could not be used';
  }
}

async function actOnce(
  page: Page,
  platformUrl: string,
  { action, value }: Pick<NavigateAnswer, 'action' | 'value'>,
  { element, to }: Required<Targets>,
): Promise<string | null> {
  if (action === 'navigate') return navigate(page, platformUrl, value);
  if (action === 'scroll') return scroll(page, value, element);
  if (action === 'press') return press(page, value, element);
  if (action === 'wait') return waitFor(page, value);
  if (!element) return 'no such element';
  if (action === 'drag') return to ? dragTo(page, element, to) : 'there is nothing to drag it to';
  const inFrame = await element.evaluate((el) => el.ownerDocument !== document);
  if (action === 'type') return enter(page, element, value, inFrame);
  if (action === 'choose') return choose(page, element, value);
  if (action === 'hover') return rest(page, element);
  if (inFrame || action === 'double') return point(page, element, action === 'double' ? 2 : 1);
  await select(element);
  return null;
}

/** In a frame of the same origin the element was found from outside: the pointer alone is used there. */
async function point(page: Page, element: ElementHandle<Element>, clickCount: number): Promise<string | null> {
  const box = await element.boundingBox();
  if (!box) return 'it is not visible';
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2, { clickCount });
  return null;
}

/** The pointer stays there: what opens so stays open until it leaves. */
async function rest(page: Page, element: ElementHandle<Element>): Promise<string | null> {
  const box = await element.boundingBox();
  if (!box) return 'it is not visible';
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 4 });
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

async function press(page: Page, key: string, element: ElementHandle<Element> | null): Promise<string | null> {
  if (!keys.has(key)) return 'this key is not used here';
  if (element) await element.focus();
  await page.keyboard.press(key);
  return null;
}

async function scroll(page: Page, direction: string, element: ElementHandle<Element> | null): Promise<string | null> {
  const size = page.viewportSize() ?? { width: 1440, height: 900 };
  const box = await element?.boundingBox();
  // Of what is longer than the window, the middle of what is seen.
  const middle = (start = 0, length = Number.POSITIVE_INFINITY, most: number) =>
    (Math.max(0, start) + Math.min(most, start + length)) / 2;
  await page.mouse.move(middle(box?.x, box?.width, size.width), middle(box?.y, box?.height, size.height));
  // Less than what is seen, so that nothing is passed over.
  await page.mouse.wheel(0, (direction === 'up' ? -0.7 : 0.7) * Math.min(size.height, box?.height ?? size.height));
  return null;
}

async function waitFor(page: Page, text: string): Promise<string | null> {
  const shown = page.getByText(text).first();
  const came = await shown.waitFor({ timeout: waitMs }).then(
    () => true,
    () => false,
  );
  return came ? null : 'it did not appear';
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
