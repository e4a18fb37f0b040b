import {
  useEffect,
  useEffectEvent,
  useLayoutEffect,
  useRef,
  useState,
  type CSSProperties,
  type ReactNode,
} from 'react';
import type { PageAskOf } from '#shared/contract/page-asks.ts';
import type { StreamSession } from '../stream/stream-session.ts';
import { useEscape } from './use-escape.ts';
import styles from './stream-popover.module.css';

const narrow = '(max-width: 640px)';
const gap = 4;
const margin = 8;

/**
 * Opens beside the remote control that asked, where there is more room, and follows it; on a phone from below. What is
 * marked `data-first`, or a field, gets the focus.
 */
export function StreamPopover({
  session,
  box,
  beside = false,
  onDismiss,
  children,
}: {
  session: StreamSession;
  box: PageAskOf<'list'>['box'];
  /** The keyboard, and what is pressed elsewhere, stay with the remote page. */
  beside?: boolean;
  onDismiss: () => void;
  children: ReactNode;
}) {
  const shade = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState<CSSProperties>();

  useLayoutEffect(() => {
    const settle = () => setPlace(placeIn(shade.current, session, box, beside));
    settle();
    // The canvas follows its room, and what it shows, one rendering later.
    let rendering = 0;
    const later = () => {
      cancelAnimationFrame(rendering);
      rendering = requestAnimationFrame(settle);
    };
    const observer = new ResizeObserver(later);
    if (shade.current) observer.observe(shade.current);
    let known = session.snapshot().viewport;
    const stop = session.subscribe(() => {
      const { viewport } = session.snapshot();
      if (viewport !== known) later();
      known = viewport;
    });
    return () => {
      cancelAnimationFrame(rendering);
      observer.disconnect();
      stop();
    };
  }, [session, box, beside]);

  useEscape(shade, onDismiss);
  const pressed = useEffectEvent((event: PointerEvent) => {
    if (event.target === shade.current) onDismiss();
  });
  useEffect(() => {
    const element = shade.current;
    const onPress = (event: PointerEvent) => pressed(event);
    // A press leaves the focus where somebody is typing.
    const onMouse = (event: MouseEvent) => beside && event.preventDefault();
    element?.addEventListener('pointerdown', onPress);
    element?.addEventListener('mousedown', onMouse);
    return () => {
      element?.removeEventListener('pointerdown', onPress);
      element?.removeEventListener('mousedown', onMouse);
    };
  }, [beside]);
  const placed = place !== undefined;
  useEffect(() => {
    if (placed && !beside) shade.current?.querySelector<HTMLElement>('[data-first], input')?.focus();
  }, [placed, beside]);

  return (
    <div ref={shade} className={styles.shade} data-beside={beside || undefined}>
      {place ? (
        <div className={styles.popover} style={place}>
          {children}
        </div>
      ) : null}
    </div>
  );
}

/** Where it opens in the room that it has; nothing of that where it comes from below. */
function placeIn(
  shade: HTMLElement | null,
  session: StreamSession,
  box: PageAskOf<'list'>['box'],
  beside: boolean,
): CSSProperties {
  const room = shade?.getBoundingClientRect();
  const at = box && session.placeOf(box);
  if (!room || !at || (!beside && matchMedia(narrow).matches)) return {};
  const below = room.bottom - at.bottom;
  const above = at.top - room.top;
  const width = Math.min(Math.max(at.width, 200), room.width - 2 * margin);
  const left = Math.min(Math.max(at.left - room.left, margin), room.width - width - margin);
  const height = Math.max(120, Math.max(below, above) - gap - margin);
  return {
    position: 'absolute',
    left,
    minWidth: width,
    maxHeight: Math.min(height, beside ? 240 : 420),
    ...(below >= above ? { top: at.bottom - room.top + gap } : { bottom: room.bottom - at.top + gap }),
  };
}
