import type { InputMessage } from '#shared/contract/stream.ts';
import { modifiersOf } from './pointer-input.ts';

interface KeyboardDeps {
  /** A hidden text area: it gives input methods, dead keys, paste and phone keyboards something to write into. */
  area: HTMLTextAreaElement;
  send: (message: InputMessage) => void;
  onReload: () => void;
  /** The way out for somebody who uses the keyboard alone, because Tab belongs to the remote page. */
  onLeave: () => void;
}

const textLimit = 10_000;

/** Passes keys and text to the remote browser. Returns what ends it. */
export function relayKeyboard({ area, send, onReload, onLeave }: KeyboardDeps): () => void {
  const life = new AbortController();
  const { signal } = life;
  const held = new Map<string, InputMessage & { type: 'key' }>();

  const text = (value: string) => {
    if (value) send({ type: 'text', text: value.slice(0, textLimit) });
  };
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

  let composing = false;
  const take = () => {
    text(area.value);
    area.value = '';
  };
  const onInput = (event: Event) => {
    if (composing) return;
    if ((event as InputEvent).inputType === 'deleteContentBackward') backspace(send);
    else take();
  };
  const onPaste = (event: ClipboardEvent) => {
    event.preventDefault();
    text(event.clipboardData?.getData('text/plain') ?? '');
  };

  area.addEventListener('keydown', onKeyDown, { signal });
  area.addEventListener('keyup', onKeyUp, { signal });
  area.addEventListener('blur', releaseAll, { signal });
  area.addEventListener('compositionstart', () => (composing = true), { signal });
  area.addEventListener(
    'compositionend',
    () => {
      composing = false;
      take();
    },
    { signal },
  );
  area.addEventListener('input', onInput, { signal });
  area.addEventListener('paste', onPaste, { signal });

  return () => {
    releaseAll();
    life.abort();
  };
}

/** What is done with a key: passed on, typed as text, left to our own browser, or a command of this page. */
function fateOf(event: KeyboardEvent): 'key' | 'text' | 'reload' | 'leave' | 'local' {
  const command = event.ctrlKey || event.metaKey;
  if (event.key === 'F6') return 'leave';
  if (event.key === 'F5' || (command && event.code === 'KeyR')) return 'reload';
  // An input method, a dead key or a phone's keyboard writes into the text area first.
  if (event.isComposing || event.keyCode === 229 || ['Process', 'Dead', 'Unidentified'].includes(event.key))
    return 'local';
  // The third level of a keyboard looks like Control and Alt held; the character is what is meant.
  if (event.getModifierState('AltGraph') && event.key.length === 1) return 'text';
  // Paste needs the browser's own event; tabs and developer tools belong to the local browser.
  if (command && ['KeyV', 'KeyT', 'KeyW', 'KeyN', 'KeyL'].includes(event.code)) return 'local';
  if (event.key === 'F12' || (command && event.shiftKey && event.code === 'KeyI')) return 'local';
  return 'key';
}

function backspace(send: (message: InputMessage) => void) {
  const stroke = {
    type: 'key',
    key: 'Backspace',
    code: 'Backspace',
    location: 0,
    repeat: false,
    modifiers: 0,
  } as const;
  send({ ...stroke, action: 'down' });
  send({ ...stroke, action: 'up' });
}
