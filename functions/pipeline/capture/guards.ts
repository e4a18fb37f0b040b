import type { BrowserContext, Page } from 'playwright-core';
import { samePlatform } from '#shared/browser/platform-site.ts';
import type { StepAction } from '#shared/db/schema.ts';
import type { OutlineItem } from './outline.ts';

/** What is known of an element that is acted on. */
interface ActedOn extends Partial<Pick<OutlineItem, 'region' | 'opens'>>, Pick<StepAction, 'name' | 'role'> {
  hints: OutlineItem['hints'] | NonNullable<StepAction['hints']>;
}

interface RiskyKind {
  /** How a control says that it does this. */
  says: RegExp;
  /** How a goal asks for it, where that is more than the control's own words. */
  askedBy?: RegExp;
}

/** What cannot be taken back or reaches other people. One row is one kind of act. */
const riskyKinds: readonly RiskyKind[] = [
  { says: /\b(delet|remov|discard|destroy|erase|wipe|trash)\w*|ลบ/i },
  {
    says: /\b(send|mail(?!ing)|e-?mail (?:now|this))\b|ส่ง/i,
    // An invitation is sent: who asks for the one asks for the other.
    askedBy: /\b(send|mail|invit)\w*|ส่ง|เชิญ/i,
  },
  { says: /\b(pay|buy|purchase|checkout|place order|subscribe|upgrade|charge|refund)\w*\b|ชำระ|จ่าย|ซื้อ/i },
  { says: /\b(invit)\w*|เชิญ/i },
  { says: /\b(publish|unpublish|go live|make public)\w*|เผยแพร่/i },
  { says: /\b(deploy)\w*/i },
  { says: /\b(deactivat|suspend|revoke|terminat|cancel subscription|close account)\w*|ยกเลิกบัญชี/i },
  { says: /\b(sign ?out|log ?out)\b|\b(end|kill|close) (all |this )?(sessions?|devices?)\b|ออกจากระบบ/i },
  { says: /\b(reset|regenerat|rotat|uninstall|disconnect)\w*|รีเซ็ต/i },
];

/**
 * True when acting on the element, or picking `value` in it, may do harm that was not approved in words. `approved` is the
 * goal, and the plan where the user has seen and approved it.
 */
export function unapprovedRisk(approved: string, item: OutlineItem, value = ''): boolean {
  if (/^(textbox|searchbox|spinbutton)$/.test(item.role)) return false;
  if (isRisky(approved, value)) return true;
  const icons = item.hints.filter((hint) => hint.kind === 'icon' || hint.kind === 'tooltip');
  const words = item.name.trim() ? item.name : icons.map((hint) => hint.text.replaceAll(/[-_]/g, ' ')).join(' ');
  // A long name is a record or a card that mentions the word, not a command.
  return words.length <= 60 && isRisky(approved, words);
}

function isRisky(approved: string, text: string): boolean {
  return riskyKinds.some(({ says, askedBy }) => says.test(text) && !(askedBy ?? says).test(approved));
}

/** Keys that act on what has the focus. */
const actingKey = /^(enter|space| |backspace)$/i;
const fields = /^(textbox|searchbox|spinbutton|combobox)$/;

/**
 * The same for a key: `focused` is what it may go to, one thing in each document. Enter in a field stands for the button that
 * sends what is in it.
 */
export function unapprovedKey(approved: string, key: string, focused: readonly OutlineItem[]): boolean {
  if (!actingKey.test(key)) return false;
  if (/^backspace$/i.test(key)) return outsideFields(focused) && isRisky(approved, 'delete');
  return focused.some((item) => {
    if (!fields.test(item.role)) return unapprovedRisk(approved, item);
    return /^enter$/i.test(key) && (isRisky(approved, item.submits ?? '') || sendsMessage(approved, item));
  });
}

/** What is selected in a drawing or a list is deleted by the key that deletes a letter in a field. */
function outsideFields(focused: readonly Pick<OutlineItem, 'role'>[]): boolean {
  return focused.length === 0 || focused.some(({ role }) => !fields.test(role));
}

function sendsMessage(approved: string, { name, hints }: OutlineItem): boolean {
  const called = [name, ...hints.filter(({ kind }) => kind === 'placeholder').map(({ text }) => text)];
  return called.some((text) => /\b(message|chat|reply)\b|ข้อความ/i.test(text)) && isRisky(approved, 'send');
}

/** Words of controls that send what was filled in, or act at once. */
const sendingWords =
  /\b(save|submit|send|delete|remove|publish|deploy|confirm|apply|update|pay|invite|archive|merge|approve)\w*|บันทึก|ส่ง|ลบ|ยืนยัน/i;
/** Verbs of change that a name begins with; a link of the second kind may only lead to a form. */
const actingWords =
  /^\W*(?:duplicate|clone|copy|(?:un)?star|(?:un)?pin|mark|complete|finish|assign|(?:un)?follow|enable|disable|activate|restore)\b|^ทำสำเนา/i;
const makingWords = /^\W*(?:create|add|make|generate)\b|^(?:สร้าง|เพิ่ม)/i;
const formAddress = /\/(?:new|create|add)\b/i;

/** Whole names of controls that only find the way. */
const wayWords = [
  /^\W*(?:(?:open|close|show|hide|view|toggle) )?(?:menu|navigation|sidebar|panel|dialog|details?|more|all|options|columns|filters?|list|grid)\W*$/i,
  /^\W*(?:open|close|cancel|back|next|previous|continue|show|view|edit|search|find|sort(?: by)?|refresh|reload|help|preview|home|ok|got it|no thanks|not now|skip|dismiss)\W*$/i,
  /^\W*(?:dismiss|skip|close|hide)\b.*\b(?:tip|tour|guide|notice|banner)\W*$/i,
  /^\W*(?:accept|reject|decline|allow)(?: all)?(?: cookies)\W*$|^\W*(?:accept|reject|decline|allow) all\W*$/i,
  /^(?:ปิด|ยกเลิก|ค้นหา|ตัวกรอง|เมนู|แก้ไข|กลับ|ถัดไป|ก่อนหน้า|ตกลง)$/,
];
/** Roles that choose or lead on. */
const moves = /^(link|tab|row|cell|gridcell|treeitem|option|combobox|textbox)$/;

/**
 * Whether an action may leave something changed on the platform: ticking, pressing what sends, and pressing anything that does
 * not say that it opens something or leads on, a link only by a verb of change. Reading and finding the way change nothing.
 * `focused` is what a key goes to.
 */
export function mayChange(
  { action, value }: { action: string; value: string },
  item: ActedOn | undefined,
  filledIn: boolean,
  focused: readonly ActedOn[] = item ? [item] : [],
): boolean {
  if (action === 'check' || action === 'drag') return true;
  if (action === 'press') {
    if (!actingKey.test(value)) return false;
    if (/^backspace$/i.test(value)) return outsideFields(focused);
    return filledIn || focused.some((each) => selectChanges(each, false));
  }
  return (action === 'select' || action === 'double') && selectChanges(item, filledIn);
}

/** Whether doing the recorded actions again may leave something changed: as `mayChange` judges them, from what is recorded. */
export function replayChanges(actions: readonly StepAction[]): boolean {
  let filledIn = false;
  for (const { kind, value, name, role, hints = [] } of actions) {
    // What had the focus is not recorded.
    if (kind === 'press' && actingKey.test(value)) return true;
    if (mayChange({ action: kind, value }, role ? { name, role, hints } : undefined, filledIn)) return true;
    filledIn ||= fills(kind);
  }
  return false;
}

/** Whether the action leaves something on the page that a button then sends. */
export const fills = (action: string) => action === 'type' || action === 'choose';

function selectChanges(item: ActedOn | undefined, filledIn: boolean): boolean {
  const { name = '', hints = [], role = '', region = '', opens = false } = item ?? {};
  if (sendingWords.test([name, ...hints.map(({ text }) => text)].join(' '))) return true;
  if (filledIn && !moves.test(role)) return true;
  if (opens || fields.test(role)) return false;
  if (actingWords.test(name)) return true;
  const address = hints.find(({ kind }) => kind === 'href')?.text ?? '';
  if (makingWords.test(name)) return !formAddress.test(address);
  const leads = moves.test(role) || role === 'clickable' || address !== '' || region === 'navigation';
  return !leads && !wayWords.some((words) => words.test(name));
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

/** What was kept from happening so far, in counts. */
export interface Refused {
  /** Pages of other domains that were to open in the page itself. */
  addresses: number;
  downloads: number;
  /** Times that a file was asked for. */
  files: number;
  /** Questions of the browser's own kind that were answered with no. */
  questions: number;
}

export const nothingRefused: Refused = { addresses: 0, downloads: 0, files: 0, questions: 0 };

/**
 * Keeps the walk on the platform: no other domain in the page itself, no downloads, no uploads. The browser's own message
 * boxes, which would stop the page, are answered: yes where nothing risky is asked or the risk is approved, else no.
 */
export async function keepOnPlatform(context: BrowserContext, platformUrl: string, approved: string): Promise<Refused> {
  const refused: Refused = { ...nothingRefused };
  await context.route(
    (url) => !ownDomain(platformUrl, url.href),
    async (route) => {
      const request = route.request();
      const top = request.isNavigationRequest() && request.frame().parentFrame() === null;
      if (top) refused.addresses += 1;
      // An answer without contents leaves the page where it is; a broken-off one would put an error page in its place.
      await (top ? route.fulfill({ status: 204 }) : route.continue()).catch(() => undefined);
    },
  );
  const guard = (page: Page) => {
    page.on('download', (download) => {
      refused.downloads += 1;
      download.cancel().catch(() => undefined);
    });
    page.on('filechooser', () => void (refused.files += 1));
    page.on('dialog', (dialog) => {
      const yes = dialog.type() !== 'prompt' && (dialog.type() === 'alert' || !isRisky(approved, dialog.message()));
      if (!yes) refused.questions += 1;
      (yes ? dialog.accept() : dialog.dismiss()).catch(() => undefined);
    });
  };
  context.pages().forEach(guard);
  context.on('page', guard);
  return refused;
}

/** What was refused since `before`, in words for the walk's history; null when nothing was. */
export function refusedSince(before: Refused, now: Refused): string | null {
  if (now.files > before.files) return 'it asks for a file, and files are not uploaded';
  if (now.questions > before.questions) return 'a message box asked for what the goal does not name, and got a no';
  if (now.downloads > before.downloads) return 'it is a download, and nothing is downloaded';
  return now.addresses > before.addresses ? 'it leads away from the platform' : null;
}
