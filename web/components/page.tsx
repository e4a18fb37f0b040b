import { useEffect, useRef, type ReactNode } from 'react';
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
  const heading = useHeadingFocus(title);
  return (
    <div className={`${styles.page} ${styles[width]}`}>
      <header className={styles.head}>
        <div className={styles.words}>
          <h1 ref={heading} className={styles.title} tabIndex={-1}>
            {title}
          </h1>
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

/** What the browser itself loaded begins at its top, with the way to skip to the content. */
let loaded = false;

/**
 * Gives the focus to the heading of a page that came without a load, so that it is read out and the keyboard goes on from
 * there; and of one whose title changed while what had the focus went away. What has the focus in the page keeps it.
 */
export function useHeadingFocus(title: string) {
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef<string>(undefined);
  useEffect(() => {
    const at = document.activeElement;
    const free = shown.current !== undefined ? at === document.body : !heading.current?.closest('main')?.contains(at);
    if (free && loaded) heading.current?.focus({ preventScroll: true });
    shown.current = title;
    loaded = true;
  }, [title]);
  return heading;
}

/** Where what had the focus is gone, as with the entry that it deleted, the keyboard goes on from the page's heading. */
export function keepFocus(): void {
  requestAnimationFrame(() => {
    if (document.activeElement === document.body) document.querySelector<HTMLElement>('main h1')?.focus();
  });
}

/** A view that takes another one's place in the page begins at the page's top. */
export function useFromTop(): void {
  useEffect(() => {
    window.scrollTo({ top: 0 });
  }, []);
}
