import { useEffect, type ReactNode } from 'react';
import { useText } from '../messages/language.tsx';
import styles from './page.module.css';

/** Frame of a page inside the shell: its title in the tab, its heading, and one width. */
export function Page({
  title,
  lead,
  actions,
  width = 'wide',
  children,
}: {
  title: string;
  lead?: ReactNode;
  actions?: ReactNode;
  width?: 'narrow' | 'medium' | 'wide';
  children: ReactNode;
}) {
  useTitle(title);
  return (
    <div className={`${styles.page} ${styles[width]}`}>
      <header className={styles.head}>
        <div className={styles.words}>
          <h1 className={styles.title}>{title}</h1>
          {lead ? <p className={styles.lead}>{lead}</p> : null}
        </div>
        {actions ? <div className={styles.actions}>{actions}</div> : null}
      </header>
      {children}
    </div>
  );
}

export function useTitle(title: string | undefined) {
  const { t } = useText();
  useEffect(() => {
    document.title = title ? `${title} · ${t.product}` : t.product;
  }, [title, t.product]);
}
