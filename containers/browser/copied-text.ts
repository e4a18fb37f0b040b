import type { InputMessage } from '#shared/contract/stream.ts';
import type { CdpClient } from './cdp.ts';

const longest = 100_000;

/** Is this the user's copy or cut? */
export function copies(message: InputMessage): boolean {
  if (message.type !== 'key' || message.action !== 'down') return false;
  return (message.modifiers & 0b0110) !== 0 && /^[cx]$/i.test(message.key);
}

/** What the user has selected in a tab, empty when it is nothing or a password. Ask before a cut takes it away. */
export async function selectedText(cdp: CdpClient, tab: string): Promise<string> {
  const answer = await cdp
    .send<{ result: { value?: unknown } }>('Runtime.evaluate', { expression: selection, timeout: 500 }, tab)
    .catch(() => undefined);
  const value = answer?.result.value;
  return typeof value === 'string' ? value.slice(0, longest) : '';
}

const selection = `(() => {
  let view = window;
  let focused = document.activeElement;
  for (;;) {
    if (focused && focused.shadowRoot && focused.shadowRoot.activeElement) focused = focused.shadowRoot.activeElement;
    else if (focused && focused.tagName === 'IFRAME' && focused.contentDocument) {
      view = focused.contentWindow;
      focused = focused.contentDocument.activeElement;
    } else break;
  }
  if (focused && focused.type === 'password') return '';
  if (focused && typeof focused.selectionStart === 'number') return focused.value.slice(focused.selectionStart, focused.selectionEnd);
  return String(view.getSelection());
})()`;
