import { useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react';
import { isBeside } from '#shared/contract/page-asks.ts';
import { fit, viewportFor, type Viewport } from './coordinates.ts';
import { relayKeyboard } from './keyboard-input.ts';
import { relayPointer } from './pointer-input.ts';
import type { StreamSession } from './stream-session.ts';
import styles from './streamed-browser.module.css';

/** Pause after the last change of size before the remote browser is asked to follow. */
const resizePauseMs = 150;

/** The remote browser's picture, filling its container, with mouse, touch and keyboard passed on. */
export function StreamedBrowser({
  session,
  label,
  onLeave,
}: {
  session: StreamSession;
  label: string;
  /** The keyboard's way out. */
  onLeave: () => void;
}) {
  const state = useSyncExternalStore(session.subscribe, session.snapshot);
  const stage = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  const [room, setRoom] = useState<Viewport>();
  const live = state.phase === 'live';

  useLayoutEffect(() => {
    session.attach(canvas.current ?? undefined);
    return () => session.attach(undefined);
  }, [session]);

  useEffect(() => {
    const element = stage.current;
    if (!element) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let first = true;
    const observer = new ResizeObserver(() => {
      const size = { width: element.clientWidth, height: element.clientHeight };
      setRoom(size);
      clearTimeout(timer);
      const ask = () => session.resize(viewportFor(size, devicePixelRatio));
      if (first) ask();
      else timer = setTimeout(ask, resizePauseMs);
      first = false;
    });
    observer.observe(element);
    return () => {
      clearTimeout(timer);
      observer.disconnect();
    };
  }, [session]);

  useEffect(() => {
    if (!canvas.current || !area.current) return undefined;
    const field = area.current;
    const endPointer = relayPointer({
      canvas: canvas.current,
      viewport: () => session.snapshot().viewport,
      send: (message) => session.input(message),
      onPress: (point) => {
        // An input method opens its list beside the text area.
        const box = stage.current?.getBoundingClientRect();
        field.style.left = `${point.x - (box?.left ?? 0)}px`;
        field.style.top = `${point.y - (box?.top ?? 0)}px`;
        field.focus({ preventScroll: true });
      },
      onHistory: (action) => session.history(action),
    });
    const endKeyboard = relayKeyboard({
      area: field,
      send: (message) => session.input(message),
      onReload: () => session.history('reload'),
      onLeave,
    });
    return () => {
      endPointer();
      endKeyboard();
    };
  }, [session, onLeave]);

  const asked = state.ask !== undefined && !isBeside(state.ask.asks);
  useEffect(() => {
    if (live && !asked) area.current?.focus({ preventScroll: true });
  }, [live, asked]);

  const shown = state.viewport && room ? fit(state.viewport, room) : undefined;
  return (
    <div ref={stage} className={styles.stage} data-live={live || undefined}>
      <canvas
        ref={canvas}
        className={styles.canvas}
        aria-hidden="true"
        style={shown ? { width: shown.width, height: shown.height, cursor: state.cursor } : { width: 0, height: 0 }}
      />
      <textarea
        ref={area}
        className={styles.area}
        aria-label={label}
        autoCapitalize="off"
        autoComplete="off"
        autoCorrect="off"
        spellCheck={false}
        // What is asked over the picture has the keyboard.
        disabled={!live || asked}
        data-no-shortcuts
      />
    </div>
  );
}
