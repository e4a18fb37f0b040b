import type { InputMessage } from '#shared/contract/stream.ts';
import type { CdpClient } from './cdp.ts';
import { keyEvent } from './keyboard.ts';

type Gesture = Extract<InputMessage, { type: 'mouse' | 'wheel' | 'touch' | 'key' | 'text' | 'compose' }>;

const touchTypes = { start: 'touchStart', move: 'touchMove', end: 'touchEnd', cancel: 'touchCancel' } as const;
const mouseTypes = { move: 'mouseMoved', down: 'mousePressed', up: 'mouseReleased' } as const;

/** Hands one gesture to a tab. No reply is awaited, and nothing of it is kept. */
export function dispatchInput(cdp: CdpClient, tab: string, message: Gesture): void {
  switch (message.type) {
    case 'mouse': {
      const { x, y, buttons, modifiers, clickCount } = message;
      // While dragging, Chromium expects the held button in a move too.
      const button = message.action === 'move' ? heldButton(buttons) : message.button;
      const type = mouseTypes[message.action];
      cdp.post('Input.dispatchMouseEvent', { type, x, y, button, buttons, clickCount, modifiers }, tab);
      return;
    }
    case 'wheel': {
      const { x, y, deltaX, deltaY, modifiers } = message;
      cdp.post('Input.dispatchMouseEvent', { type: 'mouseWheel', x, y, deltaX, deltaY, modifiers }, tab);
      return;
    }
    case 'touch': {
      const { action, points: touchPoints, modifiers } = message;
      // A finger that leaves others behind: Chromium takes out of the list which one it was.
      const type = action === 'end' && touchPoints.length > 0 ? 'touchMove' : touchTypes[action];
      cdp.post('Input.dispatchTouchEvent', { type, touchPoints, modifiers }, tab);
      return;
    }
    case 'key': {
      const event = keyEvent(message);
      if (event) cdp.post('Input.dispatchKeyEvent', event, tab);
      return;
    }
    case 'text':
      cdp.post('Input.insertText', { text: message.text }, tab);
      return;
    case 'compose': {
      const end = message.text.length;
      cdp.post('Input.imeSetComposition', { text: message.text, selectionStart: end, selectionEnd: end }, tab);
    }
  }
}

function heldButton(buttons: number): string {
  if (buttons & 1) return 'left';
  if (buttons & 2) return 'right';
  if (buttons & 4) return 'middle';
  return 'none';
}
