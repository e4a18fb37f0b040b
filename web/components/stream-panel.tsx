import { useId, type FormEvent, type ReactNode } from 'react';
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
  return (
    <div className={styles.shade}>
      <form
        className={styles.panel}
        role="dialog"
        aria-modal="true"
        aria-labelledby={titleId}
        noValidate
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          onSubmit();
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onEscape();
        }}
      >
        <h2 id={titleId} className={styles.title}>
          {title}
        </h2>
        {children}
        <footer className={styles.actions}>{actions}</footer>
      </form>
    </div>
  );
}
