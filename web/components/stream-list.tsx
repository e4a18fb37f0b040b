import { Fragment, useEffect, useEffectEvent, useRef, type RefObject } from 'react';
import { isBeside, type PageAskOf } from '#shared/contract/page-asks.ts';
import { useText } from '../messages/language.tsx';
import type { StreamSession } from '../stream/stream-session.ts';
import { Icon } from '../ui/icon.tsx';
import { StreamPopover } from './stream-popover.tsx';
import styles from './stream-list.module.css';

/** Letters that come closer together than this are one beginning of a word. */
const typingMs = 800;

/** A drop-down list of the remote page, or what it suggests for a field. */
export function StreamList({ session, ask }: { session: StreamSession; ask: PageAskOf<'list'> }) {
  const { t } = useText();
  const { options } = ask;
  const chosen = options.findIndex(({ selected, disabled }) => selected && !disabled);
  const first = chosen < 0 ? options.findIndex(({ disabled }) => !disabled) : chosen;
  const list = useRef<HTMLElement>(null);
  const dismiss = () => session.answer(null);
  const beside = isBeside(ask);

  return (
    <StreamPopover session={session} box={ask.box} beside={beside} onDismiss={dismiss}>
      <section
        ref={list}
        className={styles.list}
        aria-label={ask.label || t.connect.asks.choose}
        tabIndex={-1}
        data-first={first < 0 || undefined}
        data-no-shortcuts
      >
        {beside ? null : <ListKeys list={list} labels={options.map(({ label }) => label)} onTab={dismiss} />}
        {options.map((option, at) => (
          // Options have no name of their own: two may say the same.
          // oxlint-disable-next-line react/no-array-index-key
          <Fragment key={at}>
            {option.group !== null && option.group !== options[at - 1]?.group ? (
              <p className={styles.group}>{option.group}</p>
            ) : null}
            <button
              type="button"
              className={styles.option}
              aria-pressed={option.selected}
              disabled={option.disabled}
              data-first={at === first || undefined}
              data-at={at}
              tabIndex={beside ? -1 : undefined}
              onClick={() => session.answer({ kind: 'list', chosen: at })}
            >
              <span className={styles.mark}>{option.selected ? <Icon name="check" size={16} /> : null}</span>
              {option.label || '\u00a0'}
            </button>
          </Fragment>
        ))}
      </section>
    </StreamPopover>
  );
}

/** Arrows, Home, End and first letters, as in the lists of every desktop. */
function ListKeys({
  list,
  labels,
  onTab,
}: {
  list: RefObject<HTMLElement | null>;
  labels: string[];
  onTab: () => void;
}) {
  const typed = useRef({ text: '', at: 0 });
  const pressed = useEffectEvent((event: KeyboardEvent) => {
    const choices = [...(list.current?.querySelectorAll<HTMLButtonElement>('button:enabled') ?? [])];
    const here = choices.indexOf(document.activeElement as HTMLButtonElement);
    const { key } = event;
    const letter = key.length === 1 && key !== ' ' && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (key === 'Tab') onTab();
    else if (key === 'ArrowDown') choices[Math.min(here + 1, choices.length - 1)]?.focus();
    else if (key === 'ArrowUp') choices[Math.max(here - 1, 0)]?.focus();
    else if (key === 'Home') choices[0]?.focus();
    else if (key === 'End') choices.at(-1)?.focus();
    else if (letter) {
      const now = performance.now();
      const text = (now - typed.current.at < typingMs ? typed.current.text : '') + key.toLowerCase();
      typed.current = { text, at: now };
      const from = here + (text.length === 1 ? 1 : 0);
      const order = [...choices.slice(from), ...choices.slice(0, from)];
      order.find((choice) => labels[Number(choice.dataset['at'])]?.toLowerCase().startsWith(text))?.focus();
    } else return;
    event.preventDefault();
  });
  useEffect(() => {
    const element = list.current;
    const onKeyDown = (event: KeyboardEvent) => pressed(event);
    element?.addEventListener('keydown', onKeyDown);
    return () => element?.removeEventListener('keydown', onKeyDown);
  }, [list]);
  return null;
}
