import { shortcutLetter } from '#shared/contract/shortcut-letter.ts';
import { textLimit, type InputMessage } from '#shared/contract/stream.ts';
import { modifiersOf } from './modifiers.ts';

interface KeyboardDeps {
  /** A hidden text area: it gives input methods, dead keys, paste and phone keyboards something to write into. */
  area: HTMLTextAreaElement;
  send: (message: InputMessage) => void;
  onReload: () => void;
  /** The way out for somebody who uses the keyboard alone, because Tab belongs to the remote page. */
  onLeave: () => void;
}

/** Stays in the area, because a phone's keyboard reports a deletion only where there is something to delete. */
const sentinel = '\u200b';

/** There Option makes characters; elsewhere Alt makes commands. */
const onMac = /^(Mac|iP)/.test(navigator.platform);

/** Passes keys and text to the remote browser. Returns what ends it. */
export function relayKeyboard({ area, send, onReload, onLeave }: KeyboardDeps): () => void {
  const life = new AbortController();
  const { signal } = life;
  const held = new Map<string, InputMessage & { type: 'key' }>();

  const text = (value: string) => sendText(send, value);
  const key = (action: 'down' | 'up', event: KeyboardEvent) => {
    const message = {
      type: 'key',
      action,
      key: event.key.slice(0, 32),
      code: event.code.slice(0, 32),
      location: event.location,
      repeat: event.repeat,
      modifiers: modifiersOf(event),
    } as const;
    if (action === 'down') held.set(event.code, message);
    else held.delete(event.code);
    send(message);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const fate = fateOf(event);
    if (fate === 'leave') {
      event.preventDefault();
      onLeave();
    } else if (fate === 'reload') {
      event.preventDefault();
      onReload();
    } else if (fate === 'text') {
      event.preventDefault();
      text(event.key);
    } else if (fate === 'key') {
      event.preventDefault();
      key('down', event);
    }
  };
  const onKeyUp = (event: KeyboardEvent) => {
    if (held.has(event.code)) key('up', event);
  };
  /** A key held while the focus leaves would stay down on the other side for ever. */
  const releaseAll = () => {
    for (const message of held.values()) send({ ...message, action: 'up', repeat: false });
    held.clear();
  };

  const empty = () => {
    area.value = sentinel;
    area.setSelectionRange(1, 1);
  };
  const onInput = (event: Event) => {
    const { inputType, isComposing } = event as InputEvent;
    if (isComposing || /composition/i.test(inputType)) return;
    const typed = area.value.replaceAll(sentinel, '');
    empty();
    if (inputType === 'deleteContentBackward') stroke(send, 'Backspace');
    else if (inputType === 'insertLineBreak' || typed === '\n') stroke(send, 'Enter');
    else text(typed);
  };
  /** The remote page shows what is being composed, and what is committed replaces it. */
  const onCompose = (event: CompositionEvent) => send({ type: 'compose', text: event.data.slice(0, 1_000) });
  const onComposed = (event: CompositionEvent) => {
    if (event.data) text(event.data);
    else send({ type: 'compose', text: '' });
    empty();
  };
  const onPaste = (event: ClipboardEvent) => {
    event.preventDefault();
    text(event.clipboardData?.getData('text/plain') ?? '');
  };

  area.addEventListener('keydown', onKeyDown, { signal });
  area.addEventListener('keyup', onKeyUp, { signal });
  area.addEventListener('blur', releaseAll, { signal });
  area.addEventListener('compositionupdate', onCompose, { signal });
  area.addEventListener('compositionend', onComposed, { signal });
  area.addEventListener('input', onInput, { signal });
  area.addEventListener('paste', onPaste, { signal });
  empty();

  return () => {
    releaseAll();
    life.abort();
  };
}

/** What is done with a key: passed on, typed as text, left to our own browser, or a command of this page. */
function fateOf(event: KeyboardEvent): 'key' | 'text' | 'reload' | 'leave' | 'local' {
  const command = event.ctrlKey || event.metaKey;
  const letter = command ? shortcutLetter(event) : '';
  if (event.key === 'F6') return 'leave';
  if (event.key === 'F5' || letter === 'r') return 'reload';
  // An input method, a dead key or a phone's keyboard writes into the text area first.
  if (event.isComposing || event.keyCode === 229 || ['Process', 'Dead', 'Unidentified'].includes(event.key))
    return 'local';
  // The third level of a keyboard looks like Control and Alt held; the character is what is meant.
  if (event.getModifierState('AltGraph') && event.key.length === 1) return 'text';
  // So does the Option key of a Mac, which has no other way to an at sign or a bracket on many keyboards.
  if (event.altKey && !command && onMac && event.key.length === 1) return 'text';
  // Paste needs the browser's own event; tabs and developer tools belong to the local browser.
  if (['v', 't', 'w', 'n', 'l'].includes(letter) || (event.shiftKey && event.key === 'Insert')) return 'local';
  if (event.key === 'F12' || (event.shiftKey && letter === 'i')) return 'local';
  return 'key';
}

/** Types a text of any length. */
export function sendText(send: (message: InputMessage) => void, value: string): void {
  for (const part of parts(value)) send({ type: 'text', text: part });
}

function stroke(send: (message: InputMessage) => void, key: 'Backspace' | 'Enter') {
  const common = { type: 'key', key, code: key, location: 0, repeat: false, modifiers: 0 } as const;
  send({ ...common, action: 'down' });
  send({ ...common, action: 'up' });
}

/** A text in parts that one message takes, cut between characters. */
function parts(value: string): string[] {
  const found: string[] = [];
  for (let from = 0; from < value.length;) {
    let to = Math.min(value.length, from + textLimit);
    if (to < value.length && /[\ud800-\udbff]/.test(value[to - 1]!)) to -= 1;
    found.push(value.slice(from, to));
    from = to;
  }
  return found;
}
