import type { BrowserContext, Page } from 'playwright-core';
import { samePlatform } from '#shared/browser/platform-site.ts';
import type { OutlineItem } from './outline.ts';

/** Words that stand for something which cannot be taken back or which reaches other people. One row is one kind of act. */
const riskyWords: readonly (readonly RegExp[])[] = [
  [/\b(delet|remov|discard|destroy|erase|wipe|trash)\w*/i, /ลบ/],
  [/\b(send|mail(?!ing)|e-?mail (?:now|this))\b/i, /ส่ง/],
  [/\b(pay|buy|purchase|checkout|place order|subscribe|upgrade|charge|refund)\w*\b/i, /ชำระ|จ่าย|ซื้อ/],
  [/\b(invit)\w*/i, /เชิญ/],
  [/\b(publish|unpublish|go live|make public)\w*/i, /เผยแพร่/],
  [/\b(deploy)\w*/i],
  [/\b(deactivat|suspend|revoke|terminat|cancel subscription|close account)\w*/i, /ยกเลิกบัญชี/],
  [/\b(sign ?out|log ?out)\b|\b(end|kill|close) (all |this )?(sessions?|devices?)\b/i, /ออกจากระบบ/],
  [/\b(reset|regenerat|rotat|uninstall|disconnect)\w*/i, /รีเซ็ต/],
];

/** True when acting on the element, or picking `value` in it, may do harm that the goal does not name. */
export function unapprovedRisk(goal: string, item: OutlineItem, value = ''): boolean {
  if (/^(textbox|searchbox|spinbutton)$/.test(item.role)) return false;
  if (riskyWords.some((kind) => kind.some((word) => word.test(value)) && !kind.some((word) => word.test(goal))))
    return true;
  const icons = item.hints.filter((hint) => hint.kind === 'icon' || hint.kind === 'tooltip');
  const words = item.name.trim() ? item.name : icons.map((hint) => hint.text.replaceAll(/[-_]/g, ' ')).join(' ');
  // A long name is a record or a card that mentions the word, not a command.
  if (words.length > 60) return false;
  return riskyWords.some((kind) => kind.some((word) => word.test(words)) && !kind.some((word) => word.test(goal)));
}

/** Words of controls that send what was filled in, or act at once. */
const sendingWords =
  /\b(save|submit|send|delete|remove|publish|deploy|confirm|apply|update|pay|invite|archive|merge|approve)\w*|บันทึก|ส่ง|ลบ|ยืนยัน/i;

/**
 * Whether an action may leave something changed on the platform: ticking, pressing what sends, or pressing anything but a
 * link once something was filled in. Reading and finding the way change nothing.
 */
export function mayChange(
  { action, value }: { action: string; value: string },
  item: OutlineItem | undefined,
  filledIn: boolean,
): boolean {
  if (action === 'check' || action === 'drag') return true;
  if (action === 'press') return filledIn && /^(enter|space| )$/i.test(value);
  if (action !== 'select' && action !== 'double') return false;
  const words = [item?.name ?? '', ...(item?.hints ?? []).map((hint) => hint.text)].join(' ');
  const moves = /^(link|tab|row|cell|gridcell|treeitem|option|combobox|textbox)$/.test(item?.role ?? '');
  return sendingWords.test(words) || (filledIn && !moves);
}

/** An address of the platform itself: its host and port, or a host of the same name such as `login.example.com`. */
export function ownDomain(platformUrl: string, url: string): boolean {
  if (!URL.canParse(url)) return false;
  const here = new URL(platformUrl);
  const there = new URL(url);
  if (there.protocol !== 'https:' && there.protocol !== here.protocol) return false;
  if (there.hostname === here.hostname) return there.port === here.port;
  return samePlatform(here, there);
}

/** Keeps the walk on the platform: no other domain in the page itself, no downloads, no foreign windows. */
export async function keepOnPlatform(context: BrowserContext, platformUrl: string): Promise<void> {
  await context.route(
    (url) => !ownDomain(platformUrl, url.href),
    async (route) => {
      const request = route.request();
      const top = request.isNavigationRequest() && request.frame().parentFrame() === null;
      await (top ? route.abort('blockedbyclient') : route.continue()).catch(() => undefined);
    },
  );
  const guard = (page: Page) => page.on('download', (download) => void download.cancel().catch(() => undefined));
  context.pages().forEach(guard);
  context.on('page', guard);
}
