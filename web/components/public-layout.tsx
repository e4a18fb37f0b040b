import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useText } from '../messages/language.tsx';
import { sharingText } from '../messages/sharing.ts';
import { ToastProvider } from '../ui/toast.tsx';
import { Brand } from './brand.tsx';
import styles from './public-layout.module.css';

/** What stands around a page that people read without an account: as little as possible. */
export function PublicLayout({ children }: { children: ReactNode }) {
  const { t, language } = useText();
  const words = sharingText[language];
  return (
    <ToastProvider label={t.common.notes} closeLabel={t.common.close}>
      <main className={styles.main}>{children}</main>
      <footer className={styles.footer}>
        <Link to="/" className={styles.home}>
          <Brand name={words.sharedBy} />
        </Link>
        <Link to="/showcase" className={styles.link}>
          {words.showcase}
        </Link>
      </footer>
    </ToastProvider>
  );
}
