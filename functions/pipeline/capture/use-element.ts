import type { ElementHandle, Page } from 'playwright-core';

const timeout = 4000;
/** Steps of the pointer on its way: what can be dragged wants to see it move. */
const dragSteps = 12;

/**
 * Puts a value into a field in place of what it holds. Editors that are no form field, and fields that give a value set
 * from outside no heed, get it from the keyboard.
 */
export async function enter(
  page: Page,
  element: ElementHandle<Element>,
  value: string,
  inFrame: boolean,
): Promise<string | null> {
  const field = await element.evaluate((el) => /^(INPUT|TEXTAREA)$/.test(el.tagName));
  if (field && !inFrame) {
    await element.fill(value, { timeout });
    const kept = await element.evaluate((el) => (el as HTMLInputElement).value).catch(() => value);
    if (kept !== '' || value === '') return null;
  }
  const box = await element.boundingBox();
  if (!box) return 'it is not visible';
  if (inFrame) await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  else await element.click({ timeout });
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText(value);
  return null;
}

/** Picks what is called `value` in a list: the browser's own, or one that the page draws when its field is selected. */
export async function choose(page: Page, element: ElementHandle<Element>, value: string): Promise<string | null> {
  if (await element.evaluate((el) => el.tagName === 'SELECT')) {
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
  const offered = page
    .getByRole('option', { name: value })
    .or(page.getByRole('menuitem', { name: value }))
    .or(page.getByRole('treeitem', { name: value }))
    .first();
  if (await appears(offered)) {
    await offered.click({ timeout });
    return null;
  }
  // Long lists show what is typed into them.
  const typed = await element.evaluate(
    (el) => /^(INPUT|TEXTAREA)$/.test(el.tagName) || el.querySelector('input') !== null,
  );
  if (typed) {
    await page.keyboard.insertText(value);
    if (await appears(offered)) {
      await offered.click({ timeout });
      return null;
    }
  }
  await page.keyboard.press('Escape');
  return 'no such option';
}

function appears(offered: ReturnType<Page['getByRole']>): Promise<boolean> {
  return offered.waitFor({ timeout: 1500 }).then(
    () => true,
    () => false,
  );
}

/** Drags by the middle of the element to the middle of another, with the button held down on the way. */
export async function dragTo(
  page: Page,
  element: ElementHandle<Element>,
  to: ElementHandle<Element>,
): Promise<string | null> {
  const [from, end] = [await element.boundingBox(), await to.boundingBox()];
  if (!from || !end) return 'it is not visible';
  const size = page.viewportSize() ?? { width: 1440, height: 900 };
  // Of a canvas larger than the window, the middle of what is seen.
  const middle = (start: number, length: number, most: number) =>
    (Math.max(0, start) + Math.min(most, start + length)) / 2;
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await page.mouse.down();
  try {
    await page.mouse.move(from.x + from.width / 2 + 6, from.y + from.height / 2 + 6, { steps: 3 });
    await page.mouse.move(middle(end.x, end.width, size.width), middle(end.y, end.height, size.height), {
      steps: dragSteps,
    });
  } finally {
    await page.mouse.up();
  }
  return null;
}
