import { useQuery } from '@tanstack/react-query';
import { connectionsQuery } from '../api/connections.ts';
import { useText } from '../messages/language.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Icon } from '../ui/icon.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { Page } from './page.tsx';
import { QueryState } from './query-state.tsx';
import { PageLinkButton } from './router-link.tsx';
import styles from './session-ended.module.css';

/** The good end: what is kept and until when, and the way to the first tutorial. */
export function ConnectedPanel({ connectionId }: { connectionId: string | null }) {
  const { t, format } = useText();
  const connections = useQuery(connectionsQuery);
  return (
    <Page title={t.connect.ended.connected.title} width="narrow">
      <QueryState query={connections} waiting={<Skeleton height={320} />}>
        {(list) => {
          const connection = list.find((one) => one.id === connectionId);
          return (
            <div className={styles.ended} aria-live="polite">
              <EmptyState
                picture={
                  <span className={`${styles.mark} ${styles.good}`}>
                    <Icon name="check" size={24} />
                  </span>
                }
                title={connection ? t.connect.connectedTitle(connection.displayName) : t.connect.ended.connected.title}
                actions={
                  <>
                    <PageLinkButton to="/new" search={{ connection: connection?.id }} kind="primary" size="large">
                      {t.connect.first}
                    </PageLinkButton>
                    <PageLinkButton to="/platforms" size="large">
                      {t.connect.toPlatforms}
                    </PageLinkButton>
                  </>
                }
              >
                {connection ? t.connect.connectedText(format.date(connection.expiresAt)) : null}
              </EmptyState>
            </div>
          );
        }}
      </QueryState>
    </Page>
  );
}
