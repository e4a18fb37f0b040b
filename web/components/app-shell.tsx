import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, Outlet, useMatchRoute, useRouter } from '@tanstack/react-router';
import { useEffect, useEffectEvent, useState } from 'react';
import { forget, meQuery } from '../api/accounts.ts';
import { tutorialsQuery } from '../api/tutorials.ts';
import { useText } from '../messages/language.tsx';
import { ToastProvider } from '../ui/toast.tsx';
import { AccountMenu } from './account-menu.tsx';
import { InShell } from './alone.tsx';
import { Brand } from './brand.tsx';
import { LocalBar } from './local-bar.tsx';
import { OfflineBar } from './offline-bar.tsx';
import { PageLinkButton } from './router-link.tsx';
import { ShortcutsDialog } from './shortcuts-dialog.tsx';
import { useShortcuts } from './shortcuts.ts';
import styles from './app-shell.module.css';

/** What stands around every page of somebody who is signed in. */
export function AppShell() {
  const { t, preferAccount } = useText();
  const { data: me } = useQuery(meQuery);
  const [showShortcuts, setShowShortcuts] = useState(false);
  const matches = useMatchRoute();
  useShortcuts({ onHelp: () => setShowShortcuts(true) });

  // The session ended elsewhere, as in another window: no error says so.
  const queries = useQueryClient();
  const router = useRouter();
  useEffect(() => {
    if (me !== null) return;
    forget(queries);
    void router.invalidate();
  }, [me, queries, router]);

  const accountLanguage = me?.language;
  const follow = useEffectEvent(preferAccount);
  useEffect(() => {
    if (accountLanguage) follow(accountLanguage);
  }, [accountLanguage]);

  const atPlatforms = Boolean(matches({ to: '/platforms', fuzzy: true }));
  /** Among one's tutorials the next thing to do is another one; every other page has a next step of its own. */
  const { data: tutorials } = useQuery({ ...tutorialsQuery, enabled: false });
  const newIsNext = Boolean(matches({ to: '/' }) && tutorials?.length);
  return (
    <ToastProvider label={t.common.notes} closeLabel={t.common.close}>
      <a className={styles.skip} href="#content">
        {t.nav.skip}
      </a>
      <header className={styles.header}>
        <Link to="/" className={styles.home} aria-label={t.nav.home}>
          <Brand name={t.product} />
        </Link>
        <nav className={styles.nav} aria-label={t.nav.main}>
          <Link to="/" className={styles.link} data-here={!atPlatforms || undefined} activeOptions={{ exact: true }}>
            {t.nav.tutorials}
          </Link>
          <Link to="/platforms" className={styles.link} data-here={atPlatforms || undefined}>
            {t.nav.platforms}
          </Link>
        </nav>
        <div className={styles.tools}>
          <PageLinkButton
            to="/new"
            size="small"
            kind={newIsNext ? 'primary' : 'secondary'}
            icon="plus"
            aria-label={t.nav.newTutorial}
            data-next={newIsNext || undefined}
          >
            <span className={styles.wideOnly}>{t.nav.newTutorial}</span>
          </PageLinkButton>
          {me ? <AccountMenu me={me} onShortcuts={() => setShowShortcuts(true)} /> : null}
        </div>
      </header>
      <OfflineBar />
      <main id="content" className={styles.main} tabIndex={-1}>
        <InShell value>
          <Outlet />
        </InShell>
      </main>
      <LocalBar />
      <ShortcutsDialog open={showShortcuts} onClose={() => setShowShortcuts(false)} />
    </ToastProvider>
  );
}
