import type { ReactNode } from 'react';
import { Icon } from './icon.tsx';
import styles from './error-state.module.css';

/** What stands where something could not be shown: what happened, what to do, and the number that finds the cause. */
export function ErrorState({
  title,
  level = 2,
  children,
  errorId,
  actions,
}: {
  title: string;
  /** 1 where it is all that the page shows. */
  level?: 1 | 2;
  children?: ReactNode;
  errorId?: string | undefined;
  actions?: ReactNode;
}) {
  const Heading = level === 1 ? 'h1' : 'h2';
  return (
    <section className={styles.error} role="alert">
      <span className={styles.mark}>
        <Icon name="alert" size={24} />
      </span>
      <Heading className={styles.title}>{title}</Heading>
      {children ? <div className={styles.text}>{children}</div> : null}
      {errorId ? <code className={styles.id}>{errorId}</code> : null}
      {actions ? <div className={styles.actions}>{actions}</div> : null}
    </section>
  );
}
