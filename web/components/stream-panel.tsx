import { useEffect, useId, useRef, type FormEvent, type ReactNode } from 'react';
import { useEscape } from './use-escape.ts';
import styles from './stream-panel.module.css';

/** A question in the middle of the streamed page, whose words and border are ours. Escape gives no answer. */
export function StreamPanel({
  title,
  onSubmit,
  onEscape,
  children,
  actions,
}: {
  title: string;
  onSubmit: () => void;
  onEscape: () => void;
  children: ReactNode;
  actions: ReactNode;
}) {
  const titleId = useId();
  const panel = useRef<HTMLDialogElement>(null);
  useEscape(panel, onEscape);
  useEffect(() => {
    panel.current?.querySelector<HTMLElement>('input:not([type=checkbox]), button[type=submit]')?.focus();
  }, []);
  return (
    <div className={styles.shade}>
      <dialog ref={panel} open className={styles.panel} aria-modal="true" aria-labelledby={titleId}>
        <form
          className={styles.form}
          noValidate
          onSubmit={(event: FormEvent) => {
            event.preventDefault();
            onSubmit();
          }}
        >
          <h2 id={titleId} className={styles.title}>
            {title}
          </h2>
          {children}
          <footer className={styles.actions}>{actions}</footer>
        </form>
      </dialog>
    </div>
  );
}
