import { Fragment, useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import type { PageAskOf } from '#shared/contract/page-asks.ts';
import { useText } from '../messages/language.tsx';
import type { StreamSession } from '../stream/stream-session.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { StreamPopover } from './stream-popover.tsx';
import styles from './stream-list.module.css';

/** Letters that come closer together than this are one beginning of a word. */
const typingMs = 800;

/** A drop-down list of the remote page. One choice closes it; of several, "Done" does. */
export function StreamList({ session, ask }: { session: StreamSession; ask: PageAskOf<'list'> }) {
  const { t } = useText();
  const { options, multiple } = ask;
  const id = useId();
  const list = useRef<HTMLUListElement>(null);
  const typed = useRef({ text: '', at: 0 });
  const [active, setActive] = useState(() =>
    Math.max(
      0,
      options.findIndex(({ selected }) => selected),
    ),
  );
  const [chosen, setChosen] = useState(() => new Set(options.flatMap(({ selected }, at) => (selected ? [at] : []))));

  const done = (picked: Iterable<number>) => session.answer({ kind: 'list', chosen: [...picked] });
  const dismiss = () => session.answer(null);
  const choose = (at: number) => {
    if (!options[at] || options[at].disabled) return;
    if (!multiple) return done([at]);
    setActive(at);
    setChosen((before) => new Set(before.has(at) ? [...before].filter((one) => one !== at) : [...before, at]));
  };

  useEffect(() => {
    // The popover measures itself first.
    requestAnimationFrame(() => list.current?.focus());
  }, []);
  useEffect(() => {
    list.current?.querySelector('[data-active]')?.scrollIntoView({ block: 'nearest' });
  }, [active]);

  const next = (from: number, by: 1 | -1) => {
    for (let at = from + by; at >= 0 && at < options.length; at += by) if (!options[at]!.disabled) return at;
    return from;
  };
  const byLetters = (letter: string) => {
    const now = performance.now();
    const text = (now - typed.current.at < typingMs ? typed.current.text : '') + letter.toLowerCase();
    typed.current = { text, at: now };
    const matches = (at: number) => !options[at]!.disabled && options[at]!.label.toLowerCase().startsWith(text);
    const order = options.map((_, at) => (at + active + (text.length === 1 ? 1 : 0)) % options.length);
    setActive(order.find(matches) ?? active);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const { key } = event;
    if (key === 'ArrowDown') setActive(next(active, 1));
    else if (key === 'ArrowUp') setActive(next(active, -1));
    else if (key === 'Home') setActive(next(-1, 1));
    else if (key === 'End') setActive(next(options.length, -1));
    else if (key === 'Enter' && multiple) done(chosen);
    else if (key === 'Enter' || (key === ' ' && typed.current.text === '')) choose(active);
    else if (key === 'Tab' && !multiple) dismiss();
    else if (key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) byLetters(key);
    else return;
    event.preventDefault();
  };

  return (
    <StreamPopover session={session} box={ask.box} onDismiss={dismiss}>
      <ul
        ref={list}
        className={styles.list}
        role="listbox"
        tabIndex={0}
        aria-label={ask.label || t.connect.asks.choose}
        aria-multiselectable={multiple || undefined}
        aria-activedescendant={`${id}-${active}`}
        data-no-shortcuts
        onKeyDown={onKeyDown}
      >
        {options.map((option, at) => (
          <Fragment key={at}>
            {option.group !== null && option.group !== options[at - 1]?.group ? (
              <li className={styles.group} role="presentation">
                {option.group}
              </li>
            ) : null}
            <li
              id={`${id}-${at}`}
              className={styles.option}
              role="option"
              aria-selected={chosen.has(at)}
              aria-disabled={option.disabled || undefined}
              data-active={at === active || undefined}
              data-grouped={option.group !== null || undefined}
              onClick={() => choose(at)}
              onPointerMove={() => (option.disabled ? undefined : setActive(at))}
            >
              <span className={styles.mark}>{chosen.has(at) ? <Icon name="check" size={16} /> : null}</span>
              {option.label || '\u00a0'}
            </li>
          </Fragment>
        ))}
      </ul>
      {multiple ? (
        <footer className={styles.done}>
          <Button kind="primary" size="small" onClick={() => done(chosen)}>
            {t.connect.asks.done}
          </Button>
        </footer>
      ) : null}
    </StreamPopover>
  );
}
