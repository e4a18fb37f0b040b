import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { OpenedFrame, QueuedReport } from '#shared/contract/reports.ts';
import { closeReport, lookAtFrame, markOpenedFrame, reportQueueQuery } from '../api/reports.ts';
import { useText } from '../messages/language.tsx';
import { reportsText } from '../messages/reports.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { useToast } from '../ui/toast.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { ErrorNotice } from './error-notice.tsx';
import { MarkDialog } from './mark-dialog.tsx';
import styles from './report-queue.module.css';

/** Reports with the time that was left when they were fetched (`at`, in ms since 1970), the most urgent first. */
export function ReportQueue({ reports, at }: { reports: readonly QueuedReport[]; at: number }) {
  const { language } = useText();
  const words = reportsText[language];
  if (reports.length === 0) return <EmptyState title={words.none}>{words.noneText}</EmptyState>;
  return (
    <ul className={styles.list}>
      {reports.map((report) => (
        <Row key={report.id} report={report} at={at} />
      ))}
    </ul>
  );
}

function Row({ report, at }: { report: QueuedReport; at: number }) {
  const { language, format } = useText();
  const words = reportsText[language];
  const [closing, setClosing] = useState(false);
  const queries = useQueryClient();
  const toast = useToast();
  const look = useMutation({ mutationFn: () => lookAtFrame(report.id) });
  const close = useMutation({
    mutationFn: () => closeReport(report.id),
    onSuccess: async () => {
      toast(words.closed);
      await queries.invalidateQueries(reportQueueQuery);
    },
  });
  return (
    <li className={styles.row}>
      <div className={styles.words}>
        <h2 className={styles.subject}>{words.subjects[report.subject]}</h2>
        <p className={styles.facts}>
          {words.reporters[report.reporter]} · {words.reported(format.relative(report.createdAt))} ·{' '}
          {format.dateTime(report.dueAt)}
        </p>
      </div>
      <TimeLeft minutes={Math.floor((Date.parse(report.dueAt) - at) / 60_000)} />
      <Button size="small" onClick={() => setClosing(true)}>
        {words.nothing}
      </Button>
      <Button size="small" kind="primary" icon="eye" busy={look.isPending} onClick={() => look.mutate()}>
        {words.look}
      </Button>
      {look.isError ? <ErrorNotice error={look.error} /> : null}
      {look.data ? <OpenedPicture frame={look.data} onClose={() => look.reset()} /> : null}
      <ConfirmDialog
        open={closing}
        onClose={() => setClosing(false)}
        title={words.nothingTitle}
        confirm={words.close}
        action={{ isPending: close.isPending, error: close.error, run: () => close.mutate() }}
      >
        <p>{words.nothingText}</p>
      </ConfirmDialog>
    </li>
  );
}

/** The one picture that an operator has opened. */
function OpenedPicture({ frame, onClose }: { frame: OpenedFrame; onClose: () => void }) {
  const { language, format } = useText();
  const words = reportsText[language];
  const queries = useQueryClient();
  const toast = useToast();
  const marked = (count: number) => {
    toast(words.marked(count));
    void queries.invalidateQueries(reportQueueQuery);
  };
  return (
    <MarkDialog
      title={words.picture}
      picture={{ src: `/api${frame.path}`, alt: words.picture, width: frame.width, height: frame.height }}
      more={words.until(format.dateTime(frame.expiresAt))}
      open
      send={(request) => markOpenedFrame(frame.path, request)}
      onMarked={marked}
      onClose={onClose}
    />
  );
}

function TimeLeft({ minutes }: { minutes: number }) {
  const { language } = useText();
  const words = reportsText[language];
  if (minutes < 0) return <Badge tone="danger">{words.overdue}</Badge>;
  return (
    <Badge tone={minutes < 240 ? 'warning' : 'neutral'} icon="clock">
      {words.left(Math.floor(minutes / 60), minutes % 60)}
    </Badge>
  );
}
