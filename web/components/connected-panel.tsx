import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { connectionsQuery } from '../api/connections.ts';
import { useText } from '../messages/language.tsx';
import { LinkButton } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Icon } from '../ui/icon.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { Page } from './page.tsx';
import { QueryState } from './query-state.tsx';
import { PageLinkButton } from './router-link.tsx';
import styles from './session-ended.module.css';

/** The good end: what is kept and until when, and the way back to where the platform was missing, or to the first tutorial. */
export function ConnectedPanel({ connectionId, back }: { connectionId: string | null; back: string | undefined }) {
  const { t, format } = useText();
  const connections = useQuery(connectionsQuery);
  return (
    <Page title={t.connect.ended.connected.title} width="narrow">
      <QueryState query={connections} waiting={<Skeleton height={320} />}>
        {(list) => {
          const connection = list.find((one) => one.id === connectionId);
          return (
            <div className={styles.ended}>
              <EmptyState
                picture={
                  <span className={`${styles.mark} ${styles.good}`}>
                    <Icon name="check" size={24} />
                  </span>
                }
                title={connection ? t.connect.connectedTitle(connection.displayName) : t.connect.ended.connected.title}
                actions={
                  <>
                    {back ? (
                      <BackButton back={back} connectionId={connectionId} />
                    ) : (
                      <PageLinkButton to="/new" search={{ connection: connection?.id }} kind="primary" size="large">
                        {t.connect.first}
                      </PageLinkButton>
                    )}
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

/** Leads back to a path of our own; a goal that waits there is for the platform just connected. */
function BackButton({ back, connectionId }: { back: string; connectionId: string | null }) {
  const { t } = useText();
  const router = useRouter();
  const at = new URL(back, window.location.origin);
  const toGoal = at.pathname === '/new';
  if (toGoal && connectionId) at.searchParams.set('connection', connectionId);
  const href = at.pathname + at.search;
  return (
    <LinkButton
      href={href}
      kind="primary"
      size="large"
      icon="arrowLeft"
      onClick={(event) => {
        event.preventDefault();
        void router.navigate({ href });
      }}
    >
      {toGoal
        ? t.connect.backTo.goal
        : at.pathname.startsWith('/jobs/')
          ? t.connect.backTo.job
          : t.connect.backTo.other}
    </LinkButton>
  );
}
