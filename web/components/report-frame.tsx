import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { reportSubjects, type ReportSubject } from '#shared/contract/reports.ts';
import { useText } from '../messages/language.tsx';
import { reportsText } from '../messages/reports.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Notice } from '../ui/notice.tsx';
import { Select } from '../ui/select.tsx';
import { ErrorNotice } from './error-notice.tsx';

/** A button that reports a frame to the operators (R6). `own` says that its owner could mark it themselves. */
export function ReportFrame({
  own = false,
  send,
}: {
  own?: boolean;
  send: (subject: ReportSubject) => Promise<{ dueAt: string }>;
}) {
  const { t, language, format } = useText();
  const words = reportsText[language];
  const [open, setOpen] = useState(false);
  const [subject, setSubject] = useState<ReportSubject>('person');
  const report = useMutation({ mutationFn: () => send(subject) });
  const close = () => {
    setOpen(false);
    report.reset();
  };
  return (
    <>
      <Button size="small" kind="quiet" icon="flag" onClick={() => setOpen(true)}>
        {words.open}
      </Button>
      <Dialog
        open={open}
        onClose={close}
        title={words.title}
        closeLabel={t.common.close}
        actions={
          report.isSuccess ? (
            <Button onClick={close}>{t.common.close}</Button>
          ) : (
            <>
              <Button onClick={close}>{t.common.cancel}</Button>
              <Button kind="primary" busy={report.isPending} onClick={() => report.mutate()}>
                {words.send}
              </Button>
            </>
          )
        }
      >
        {report.isSuccess ? (
          <Notice tone="success">{words.sent(format.dateTime(report.data.dueAt))}</Notice>
        ) : (
          <>
            <p>{words.lead}</p>
            {own ? <p>{words.ownHint}</p> : null}
            <Select
              label={words.subject}
              value={subject}
              options={reportSubjects.map((value) => ({ value, label: words.subjects[value] }))}
              onChange={(event) => setSubject(event.target.value as ReportSubject)}
            />
            {report.isError ? <ErrorNotice error={report.error} /> : null}
          </>
        )}
      </Dialog>
    </>
  );
}
