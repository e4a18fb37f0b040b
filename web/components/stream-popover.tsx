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
 * Opens beside the remote control that asked, where there is more room; on a phone from below. What is marked
 * `data-first`, or a field, gets the focus.
 */
export function StreamPopover({
  session,
  box,
  onDismiss,
  children,
}: {
  session: StreamSession;
  box: PageAskOf<'list'>['box'];
  onDismiss: () => void;
  children: ReactNode;
}) {
  const shade = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState<CSSProperties>();

  useLayoutEffect(() => {
    const room = shade.current?.getBoundingClientRect();
    const at = box && session.placeOf(box);
    if (!room || !at || matchMedia(narrow).matches) return setPlace({});
    const below = room.bottom - at.bottom;
    const above = at.top - room.top;
    const width = Math.min(Math.max(at.width, 200), room.width - 2 * margin);
    const left = Math.min(Math.max(at.left - room.left, margin), room.width - width - margin);
    const height = Math.max(120, Math.max(below, above) - gap - margin);
    setPlace({
      position: 'absolute',
      left,
      minWidth: width,
      maxHeight: Math.min(height, 420),
      ...(below >= above ? { top: at.bottom - room.top + gap } : { bottom: room.bottom - at.top + gap }),
    });
  }, [session, box]);

  useEscape(shade, onDismiss);
  const pressed = useEffectEvent((event: PointerEvent) => {
    if (event.target === shade.current) onDismiss();
  });
  useEffect(() => {
    const element = shade.current;
    const onPress = (event: PointerEvent) => pressed(event);
    element?.addEventListener('pointerdown', onPress);
    return () => element?.removeEventListener('pointerdown', onPress);
  }, []);
  const placed = place !== undefined;
  useEffect(() => {
    if (placed) shade.current?.querySelector<HTMLElement>('[data-first], input')?.focus();
  }, [placed]);

  return (
    <div ref={shade} className={styles.shade}>
      {place ? (
        <div className={styles.popover} style={place}>
          {children}
        </div>
      ) : null}
    </div>
  );
}
