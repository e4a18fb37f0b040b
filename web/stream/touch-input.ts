import { touchLimit, type InputMessage } from '#shared/contract/stream.ts';
import { modifiersOf } from './modifiers.ts';

type TouchAction = Extract<InputMessage, { type: 'touch' }>['action'];

interface TouchDeps {
  canvas: HTMLCanvasElement;
  /** A point of our page in the remote viewport, where that is known. */
  place: (point: { clientX: number; clientY: number }) => { x: number; y: number } | undefined;
  send: (message: InputMessage) => void;
  /** Called on a tap, so that a phone's keyboard can open: browsers allow that in a gesture alone. */
  onPress: (point: { x: number; y: number }) => void;
}

/** A finger that goes further than this, in CSS pixels, does not tap. */
const tapSlop = 10;

/**
 * Passes fingers on the canvas to the remote browser as fingers, where they tap, scroll, press long and pinch as on any
 * touch screen. Returns what ends it.
 */
export function relayTouch({ canvas, place, send, onPress }: TouchDeps): () => void {
  const life = new AbortController();
  /** Our numbers of fingers: browsers count them without end. */
  const fingers = new Map<number, number>();
  let tap: Touch | undefined;

  const numberOf = ({ identifier }: Touch) => {
    const known = fingers.get(identifier);
    if (known !== undefined) return known;
    const used = new Set(fingers.values());
    const free = Array.from({ length: touchLimit }, (_, number) => number).find((number) => !used.has(number));
    if (free !== undefined) fingers.set(identifier, free);
    return free;
  };

  const on = (type: 'touchstart' | 'touchmove' | 'touchend' | 'touchcancel', action: TouchAction) =>
    canvas.addEventListener(
      type,
      (event) => {
        // No mouse events are made of it here: the remote browser makes its own.
        event.preventDefault();
        follow(event);
        const points = [...event.targetTouches].flatMap((finger) => {
          const at = place(finger);
          const id = at && numberOf(finger);
          return id === undefined ? [] : [{ id, ...at! }];
        });
        const here = new Set([...event.targetTouches].map(({ identifier }) => identifier));
        for (const identifier of fingers.keys()) if (!here.has(identifier)) fingers.delete(identifier);
        const begins = action === 'start' || action === 'move';
        if (begins && points.length === 0) return;
        send({ type: 'touch', action, points: action === 'cancel' ? [] : points, modifiers: modifiersOf(event) });
      },
      { signal: life.signal, passive: false },
    );

  function follow(event: TouchEvent): void {
    const [finger] = event.changedTouches;
    if (event.type === 'touchstart') tap = event.targetTouches.length === 1 ? finger : undefined;
    else if (event.type === 'touchcancel') tap = undefined;
    if (!tap || !finger || finger.identifier !== tap.identifier) return;
    if (Math.hypot(finger.clientX - tap.clientX, finger.clientY - tap.clientY) > tapSlop) tap = undefined;
    else if (event.type === 'touchend') onPress({ x: finger.clientX, y: finger.clientY });
  }

  on('touchstart', 'start');
  on('touchmove', 'move');
  on('touchend', 'end');
  on('touchcancel', 'cancel');
  return () => life.abort();
}
