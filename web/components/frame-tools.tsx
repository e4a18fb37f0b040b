import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Frame, Step, Tutorial } from '#shared/contract/tutorials.ts';
import { markFrame } from '../api/marks.ts';
import { reportOwnFrame } from '../api/reports.ts';
import { frameUrl, tutorialQuery, tutorialsQuery } from '../api/tutorials.ts';
import { useText } from '../messages/language.tsx';
import { marksText } from '../messages/marks.ts';
import { rerunText } from '../messages/rerun.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { useToast } from '../ui/toast.tsx';
import { MarkDialog } from './mark-dialog.tsx';
import { ReportFrame } from './report-frame.tsx';
import { RunAgainDialog } from './run-again-dialog.tsx';
import styles from './frame-tools.module.css';

type Asking = 'mark' | 'covered' | 'retake';

/** What owners can do about one of their frames: about its redaction (R6), and taking its step again. */
export function FrameTools({
  tutorial,
  step,
  frame,
  alt,
}: {
  tutorial: Pick<Tutorial, 'id' | 'platformName' | 'steps' | 'draft'>;
  step: Step;
  frame: Frame;
  alt: string;
}) {
  const { t, language } = useText();
  const marks = marksText[language];
  const [asking, setAsking] = useState<Asking>();
  const close = () => setAsking(undefined);
  const queries = useQueryClient();
  const toast = useToast();
  const marked = async (count: number) => {
    await queries.invalidateQueries({ queryKey: tutorialQuery(tutorial.id).queryKey });
    await queries.invalidateQueries({ queryKey: tutorialsQuery.queryKey, exact: true });
    toast(marks.done(count));
  };
  const rerun = rerunText[language].retake;
  // There is one draft at a time.
  const retakes = tutorial.draft ? null : (
    <Button size="small" kind="quiet" icon="reload" onClick={() => setAsking('retake')}>
      {rerun.menu}
    </Button>
  );
  return (
    <div className={styles.tools}>
      <Button size="small" kind="quiet" icon="eyeOff" onClick={() => setAsking('mark')}>
        {marks.open}
      </Button>
      <Button size="small" kind="quiet" onClick={() => setAsking('covered')}>
        {marks.covered}
      </Button>
      {retakes}
      <ReportFrame
        own
        send={(subject) => reportOwnFrame({ tutorialId: tutorial.id, assetId: frame.assetId, subject })}
      />
      <MarkDialog
        title={marks.title}
        picture={{ src: frameUrl(tutorial.id, frame.assetId), alt, width: frame.width, height: frame.height }}
        open={asking === 'mark'}
        send={(request) => markFrame(tutorial.id, frame.assetId, request)}
        onMarked={marked}
        onClose={close}
      />
      <RunAgainDialog tutorial={tutorial} step={step} open={asking === 'retake'} onClose={close} />
      <Dialog
        open={asking === 'covered'}
        onClose={close}
        title={marks.coveredTitle}
        closeLabel={t.common.close}
        actions={<Button onClick={close}>{t.common.close}</Button>}
      >
        {marks.coveredText.map((line) => (
          <p key={line}>{line}</p>
        ))}
      </Dialog>
    </div>
  );
}
