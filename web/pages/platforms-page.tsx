import { useQuery } from '@tanstack/react-query';
import { connectionsQuery, siteQuery } from '../api/connections.ts';
import { ConnectionCard } from '../components/connection-card.tsx';
import { DemoPlatform } from '../components/demo-platform.tsx';
import { Page } from '../components/page.tsx';
import { QueryState } from '../components/query-state.tsx';
import { PageLinkButton } from '../components/router-link.tsx';
import { useText } from '../messages/language.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import styles from './platforms-page.module.css';

export function PlatformsPage() {
  const { t } = useText();
  const connections = useQuery(connectionsQuery);
  const { data: site } = useQuery(siteQuery);
  const none = connections.data?.length === 0;
  return (
    <Page
      title={t.platforms.title}
      lead={t.platforms.lead}
      width="medium"
      actions={
        none ? undefined : (
          <PageLinkButton to="/platforms/connect" kind="primary" icon="plus">
            {t.platforms.connect}
          </PageLinkButton>
        )
      }
    >
      <QueryState query={connections} waiting={<Skeleton height={120} />}>
        {(list) =>
          list.length > 0 ? (
            <ul className={styles.list}>
              {list.map((connection) => (
                <li key={connection.id}>
                  <ConnectionCard connection={connection} />
                </li>
              ))}
            </ul>
          ) : (
            <div className={styles.none}>
              <EmptyState
                title={t.platforms.emptyTitle}
                actions={
                  <PageLinkButton to="/platforms/connect" kind="primary" size="large">
                    {t.platforms.connect}
                  </PageLinkButton>
                }
              >
                {t.platforms.emptyText}
              </EmptyState>
            </div>
          )
        }
      </QueryState>
      {site?.demoPlatform ? <DemoPlatform demo={site.demoPlatform} /> : null}
    </Page>
  );
}
