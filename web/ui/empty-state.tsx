import type { ReactNode } from 'react';
import styles from './empty-state.module.css';

/** What stands where nothing is yet: it says what will be here and starts the next step. */
export function EmptyState({
  picture,
  title,
  level = 2,
  children,
  actions,
}: {
  picture?: ReactNode;
  title: string;
  /** 1 where it is all that the page shows. */
  level?: 1 | 2;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  const Heading = level === 1 ? 'h1' : 'h2';
  return (
    <section className={styles.empty}>
      {picture}
      <Heading className={styles.title}>{title}</Heading>
      {children ? <div className={styles.text}>{children}</div> : null}
      {actions ? <div className={styles.actions}>{actions}</div> : null}
    </section>
  );
}
