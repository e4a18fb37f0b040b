import type { InputMessage } from '#shared/contract/stream.ts';
import { toRemote, type Viewport } from './coordinates.ts';
import { modifiersOf } from './modifiers.ts';
import { relayTouch } from './touch-input.ts';

interface PointerDeps {
  canvas: HTMLCanvasElement;
  viewport: () => Viewport | undefined;
  send: (message: InputMessage) => void;
  /** Called once a press is on its way, so that the keyboard follows the pointer. */
  onPress: (point: { x: number; y: number }) => void;
  /** The two buttons at a mouse's side, which would leave this page. */
  onHistory: (action: 'back' | 'forward') => void;
}

const sideButtons: Record<number, 'back' | 'forward'> = { 3: 'back', 4: 'forward' };

type MouseButton = Extract<InputMessage, { type: 'mouse' }>['button'];
const buttons: MouseButton[] = ['left', 'middle', 'right'];

/** Pixels of a line and of a page, for wheels that count in those. */
const wheelUnits = [1, 16, 400];

/** Passes mouse, wheel and touch on the canvas to the remote browser. Returns what ends it. */
export function relayPointer({ canvas, viewport, send, onPress, onHistory }: PointerDeps): () => void {
  const life = new AbortController();
  const on = <K extends keyof WindowEventMap>(
    target: Window | HTMLCanvasElement,
    type: K,
    listener: (event: WindowEventMap[K]) => void,
  ) => target.addEventListener(type, listener as EventListener, { signal: life.signal, passive: false });

  const place = (event: { clientX: number; clientY: number }) => {
    const size = viewport();
    return size && toRemote(event, canvas.getBoundingClientRect(), size);
  };

  const mouse = (action: 'move' | 'down' | 'up', event: MouseEvent) => {
    const point = place(event);
    if (!point) return;
    send({
      type: 'mouse',
      action,
      ...point,
      button: action === 'move' ? heldButton(event.buttons) : (buttons[event.button] ?? 'none'),
      buttons: event.buttons & 31,
      clickCount: action === 'move' ? 0 : Math.min(3, Math.max(1, event.detail)),
      modifiers: modifiersOf(event),
    });
  };

  let dragging = false;
  on(canvas, 'mousedown', (event) => {
    event.preventDefault();
    if (sideButtons[event.button]) return;
    dragging = true;
    mouse('down', event);
    onPress({ x: event.clientX, y: event.clientY });
  });
  // On the window, because a drag goes on outside the canvas.
  on(window, 'mousemove', (event) => {
    if (dragging || event.target === canvas) mouse('move', event);
  });
  on(window, 'mouseup', (event) => {
    const way = sideButtons[event.button];
    if (way) {
      // Browsers go back on the release of the button, wherever it is.
      event.preventDefault();
      if (event.target === canvas) onHistory(way);
      return;
    }
    if (dragging) mouse('up', event);
    if (event.buttons === 0) dragging = false;
  });
  on(canvas, 'contextmenu', (event) => event.preventDefault());

  on(canvas, 'wheel', (event) => {
    event.preventDefault();
    const point = place(event);
    const unit = wheelUnits[event.deltaMode] ?? 1;
    if (!point) return;
    send({
      type: 'wheel',
      ...point,
      deltaX: event.deltaX * unit,
      deltaY: event.deltaY * unit,
      modifiers: modifiersOf(event),
    });
  });

  const endTouch = relayTouch({ canvas, place, send, onPress });

  return () => {
    endTouch();
    life.abort();
  };
}

function heldButton(held: number): MouseButton {
  if (held & 1) return 'left';
  if (held & 4) return 'middle';
  return held & 2 ? 'right' : 'none';
}
