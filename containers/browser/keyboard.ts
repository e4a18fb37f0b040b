import { shortcutLetter } from '#shared/contract/shortcut-letter.ts';
import type { InputMessage } from '#shared/contract/stream.ts';

type KeyMessage = Extract<InputMessage, { type: 'key' }>;

const alt = 1;
const control = 2;
const meta = 4;
const shift = 8;

/** Windows virtual key codes by the physical key's `code`, for keys that are no letter, digit or function key. */
const virtualKeys: Record<string, number> = {
  Backspace: 8,
  Tab: 9,
  Enter: 13,
  NumpadEnter: 13,
  ShiftLeft: 16,
  ShiftRight: 16,
  ControlLeft: 17,
  ControlRight: 17,
  AltLeft: 18,
  AltRight: 18,
  Pause: 19,
  CapsLock: 20,
  Escape: 27,
  Space: 32,
  PageUp: 33,
  PageDown: 34,
  End: 35,
  Home: 36,
  ArrowLeft: 37,
  ArrowUp: 38,
  ArrowRight: 39,
  ArrowDown: 40,
  Insert: 45,
  Delete: 46,
  MetaLeft: 91,
  MetaRight: 92,
  ContextMenu: 93,
  NumpadMultiply: 106,
  NumpadAdd: 107,
  NumpadSubtract: 109,
  NumpadDecimal: 110,
  NumpadDivide: 111,
  Semicolon: 186,
  Equal: 187,
  Comma: 188,
  Minus: 189,
  Period: 190,
  Slash: 191,
  Backquote: 192,
  BracketLeft: 219,
  Backslash: 220,
  BracketRight: 221,
  Quote: 222,
  IntlBackslash: 226,
};

/** Editing commands that a desktop would derive from the shortcut; the headless shell has no desktop. */
const commands: Record<string, string> = { a: 'selectAll', z: 'undo', y: 'redo', x: 'cut', c: 'copy' };

/** Virtual key code of a physical key, 0 when it has none. */
function virtualKeyOf(code: string): number {
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter) return letter.charCodeAt(0);
  const digit = /^Digit(\d)$/.exec(code)?.[1];
  if (digit) return 48 + Number(digit);
  const numpad = /^Numpad(\d)$/.exec(code)?.[1];
  if (numpad) return 96 + Number(numpad);
  const fn = /^F(\d{1,2})$/.exec(code)?.[1];
  if (fn) return 111 + Number(fn);
  return virtualKeys[code] ?? 0;
}

/** Parameters of `Input.dispatchKeyEvent`, or undefined for a key that only takes part in composing text. */
export function keyEvent(message: KeyMessage): Record<string, unknown> | undefined {
  const { key, code, location, action } = message;
  if (key === 'Dead' || key === 'Process' || key === 'Unidentified' || key === '') return undefined;
  const printable = /^.$/u.test(key);
  // AltGr arrives as Control+Alt, with the character it makes: it is text and no shortcut.
  const altGr = printable && (message.modifiers & (control | alt)) === (control | alt);
  const modifiers = altGr ? message.modifiers & shift : message.modifiers;
  const common = {
    key,
    code,
    modifiers,
    location,
    windowsVirtualKeyCode: virtualKeyOf(code),
    isKeypad: location === 3,
  };
  if (action === 'up') return { type: 'keyUp', ...common };
  const shortcut = (modifiers & (control | meta | alt)) !== 0;
  const text = key === 'Enter' ? '\r' : printable && !shortcut ? key : '';
  const command = editingCommand(message, modifiers);
  return {
    type: text === '' ? 'rawKeyDown' : 'keyDown',
    ...common,
    autoRepeat: message.repeat,
    ...(text === '' ? {} : { text, unmodifiedText: text }),
    ...(command ? { commands: [command] } : {}),
  };
}

/** Control and Command do the same, so that a Mac's shortcuts work in the remote browser. */
function editingCommand(key: KeyMessage, modifiers: number): string | undefined {
  if ((modifiers & (control | meta)) === 0 || (modifiers & alt) !== 0) return undefined;
  const letter = shortcutLetter(key);
  if (letter === 'z' && (modifiers & shift) !== 0) return 'redo';
  return commands[letter];
}
