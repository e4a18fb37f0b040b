import { useText } from '../messages/language.tsx';
import type { RemoteTabs, StreamSession } from '../stream/stream-session.ts';
import { IconButton } from '../ui/button.tsx';
import styles from './stream-tabs.module.css';

/** The remote browser's tabs once there is more than one: each by its true host first, because titles are the page's. */
export function StreamTabs({ session, tabs }: { session: StreamSession; tabs: RemoteTabs | undefined }) {
  const { t } = useText();
  if (!tabs || tabs.tabs.length < 2) return null;
  return (
    <nav className={styles.strip} aria-label={t.connect.tabs.label}>
      {tabs.tabs.map((tab) => {
        const host = URL.parse(tab.url)?.host || tab.url || 'about:blank';
        const front = tab.id === tabs.front;
        return (
          <div key={tab.id} className={styles.tab} data-front={front || undefined}>
            <button
              type="button"
              className={styles.name}
              aria-current={front || undefined}
              title={tab.url}
              onClick={() => session.tab('show', tab.id)}
            >
              <strong>{host}</strong>
              {tab.title ? <span className={styles.title}>{tab.title}</span> : null}
            </button>
            <IconButton
              icon="x"
              size="small"
              label={t.connect.tabs.close(host)}
              onClick={() => session.tab('close', tab.id)}
            />
          </div>
        );
      })}
    </nav>
  );
}
