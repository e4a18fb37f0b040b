import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { hasCode } from '../api/api-error.ts';
import { operatorSignIn, operatorSignOut, reportQueueQuery } from '../api/reports.ts';
import { Page } from '../components/page.tsx';
import { PasswordField } from '../components/password-field.tsx';
import { QueryState } from '../components/query-state.tsx';
import { QueueByAddress } from '../components/queue-by-address.tsx';
import { ReportQueue } from '../components/report-queue.tsx';
import { ErrorNotice } from '../components/error-notice.tsx';
import { useText } from '../messages/language.tsx';
import { reportsText } from '../messages/reports.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { ToastProvider } from '../ui/toast.tsx';
import styles from './operators-page.module.css';

/** The operators' queue and tool, behind a key of their own (R6). */
export function OperatorsPage() {
  const { t } = useText();
  const query = useQuery(reportQueueQuery);
  return (
    <ToastProvider label={t.common.notes} closeLabel={t.common.close}>
      <main>{hasCode(query.error, 'OPERATORS_ONLY') ? <KeyForm /> : <Queue />}</main>
    </ToastProvider>
  );
}

function Queue() {
  const { language } = useText();
  const words = reportsText[language];
  const query = useQuery(reportQueueQuery);
  const queries = useQueryClient();
  const leave = useMutation({ mutationFn: operatorSignOut, onSettled: () => queries.resetQueries(reportQueueQuery) });
  return (
    <Page
      title={words.queue}
      lead={words.queueLead}
      width="medium"
      actions={
        query.data ? (
          <div className={styles.who}>
            <span>{words.signedInAs(query.data.operator)}</span>
            <Button size="small" busy={leave.isPending} onClick={() => leave.mutate()}>
              {words.leave}
            </Button>
          </div>
        ) : null
      }
    >
      <QueryState query={query} waiting={<Skeleton height={240} />}>
        {({ reports }) => (
          <>
            <ReportQueue reports={reports} at={query.dataUpdatedAt} />
            <QueueByAddress />
          </>
        )}
      </QueryState>
    </Page>
  );
}

function KeyForm() {
  const { language } = useText();
  const words = reportsText[language];
  const queries = useQueryClient();
  const [key, setKey] = useState('');
  const enter = useMutation({
    mutationFn: () => operatorSignIn(key),
    onSuccess: () => queries.resetQueries(reportQueueQuery),
  });
  return (
    <Page title={words.keyTitle} lead={words.keyLead} width="narrow">
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          enter.mutate();
        }}
      >
        <PasswordField
          label={words.key}
          autoComplete="off"
          value={key}
          onChange={(event) => setKey(event.target.value)}
        />
        {hasCode(enter.error, 'OPERATORS_ONLY') ? (
          <Notice tone="danger" title={words.wrongKey} />
        ) : enter.isError ? (
          <ErrorNotice error={enter.error} />
        ) : null}
        <Button type="submit" kind="primary" busy={enter.isPending} disabled={key === ''}>
          {words.enter}
        </Button>
      </form>
    </Page>
  );
}
