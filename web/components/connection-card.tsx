import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Connection } from '#shared/contract/connections.ts';
import { errorLine } from '../api/api-error.ts';
import { connectionsQuery, revokeConnection, setPlanApproval } from '../api/connections.ts';
import { useText } from '../messages/language.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Checkbox } from '../ui/field.tsx';
import { useToast } from '../ui/toast.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { firstLetter } from './first-letter.ts';
import { keepFocus } from './page.tsx';
import { PageLinkButton } from './router-link.tsx';
import styles from './connection-card.module.css';

const soonMs = 4 * 86_400_000;

export function ConnectionCard({ connection }: { connection: Connection }) {
  const { t, format } = useText();
  const [asking, setAsking] = useState(false);
  const [now] = useState(() => Date.now());
  const soon = new Date(connection.expiresAt).getTime() - now < soonMs;
  return (
    <article className={styles.card}>
      <div className={styles.top}>
        <span className={styles.mark} aria-hidden="true">
          {firstLetter(connection.displayName)}
        </span>
        <div className={styles.words}>
          <h2 className={styles.name}>{connection.displayName}</h2>
          <p className={styles.address}>{hostOf(connection.platformUrl)}</p>
        </div>
        <Badge tone={soon ? 'warning' : 'success'}>{soon ? t.platforms.soon : t.platforms.active}</Badge>
      </div>
      <div className={styles.bottom}>
        <dl className={styles.facts}>
          <Fact
            label={t.platforms.connected}
            value={format.relative(connection.connectedAt)}
            exact={format.dateTime(connection.connectedAt)}
          />
          <Fact
            label={t.platforms.lastUsed}
            value={connection.lastUsedAt ? format.relative(connection.lastUsedAt) : t.common.never}
            exact={connection.lastUsedAt ? format.dateTime(connection.lastUsedAt) : undefined}
          />
          <Fact
            label={t.platforms.expires}
            value={format.relative(connection.expiresAt)}
            exact={format.dateTime(connection.expiresAt)}
          />
          <Fact label={t.platforms.kept} value={t.platforms.keptKinds[connection.connectionType]} />
        </dl>
        <div className={styles.actions}>
          <Button
            kind="quiet"
            size="small"
            aria-label={t.platforms.revokeOf(connection.displayName)}
            onClick={() => setAsking(true)}
          >
            {t.platforms.revoke}
          </Button>
          {soon ? (
            <PageLinkButton
              to="/platforms/connect"
              search={{ url: connection.platformUrl, name: connection.displayName }}
              size="small"
            >
              {t.platforms.reconnect}
            </PageLinkButton>
          ) : null}
          <PageLinkButton to="/new" search={{ connection: connection.id }} size="small">
            {t.platforms.newTutorial}
          </PageLinkButton>
        </div>
      </div>
      <PlanApproval connection={connection} />
      <RevokeDialog connection={connection} open={asking} onClose={() => setAsking(false)} />
    </article>
  );
}

function PlanApproval({ connection }: { connection: Connection }) {
  const { t } = useText();
  const queries = useQueryClient();
  const set = useMutation({
    mutationFn: (approvePlans: boolean) => setPlanApproval(connection.id, approvePlans),
    onSettled: () => queries.invalidateQueries({ queryKey: connectionsQuery.queryKey }),
  });
  return (
    <div className={styles.approval}>
      <Checkbox
        label={t.platforms.approvePlans}
        checked={set.isPending ? set.variables : connection.approvePlans}
        disabled={set.isPending}
        error={set.isError ? errorLine(t, set.error) : undefined}
        onChange={(event) => set.mutate(event.target.checked)}
      />
    </div>
  );
}

function Fact({ label, value, exact }: { label: string; value: string; exact?: string | undefined }) {
  return (
    <div className={styles.fact}>
      <dt>{label}</dt>
      <dd title={exact}>{value}</dd>
    </div>
  );
}

function RevokeDialog({ connection, open, onClose }: { connection: Connection; open: boolean; onClose: () => void }) {
  const { t } = useText();
  const queries = useQueryClient();
  const toast = useToast();
  const revoke = useMutation({
    mutationFn: () => revokeConnection(connection.id),
    onSuccess: async () => {
      toast(t.platforms.revoked(connection.displayName));
      onClose();
      await queries.invalidateQueries({ queryKey: connectionsQuery.queryKey });
      keepFocus();
    },
  });
  return (
    <ConfirmDialog
      open={open}
      onClose={onClose}
      title={t.platforms.revokeTitle(connection.displayName)}
      confirm={t.platforms.revoke}
      action={{ isPending: revoke.isPending, error: revoke.error, run: () => revoke.mutate() }}
    >
      <p>{t.platforms.revokeText}</p>
    </ConfirmDialog>
  );
}

function hostOf(url: string): string {
  return URL.parse(url)?.host ?? url;
}
