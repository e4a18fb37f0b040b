import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Frame, Step, Tutorial } from '#shared/contract/tutorials.ts';
import { markFrame } from '../api/marks.ts';
import { reportOwnFrame } from '../api/reports.ts';
import { sharingQuery } from '../api/sharing.ts';
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

/** What owners can do about one of their frames: about its redaction (R6), and taking its step again where it has one. */
export function FrameTools({
  tutorialId,
  frame,
  alt,
  again,
}: {
  tutorialId: string;
  frame: Frame;
  alt: string;
  again?: { tutorial: Pick<Tutorial, 'id' | 'platformName' | 'platformUrl' | 'steps' | 'draft'>; step: Step };
}) {
  const { t, language } = useText();
  const marks = marksText[language];
  const [asking, setAsking] = useState<Asking>();
  const close = () => setAsking(undefined);
  const queries = useQueryClient();
  const toast = useToast();
  const marked = async (count: number) => {
    void queries.invalidateQueries({ queryKey: sharingQuery(tutorialId).queryKey });
    await queries.invalidateQueries({ queryKey: tutorialQuery(tutorialId).queryKey });
    await queries.invalidateQueries({ queryKey: tutorialsQuery.queryKey, exact: true });
    toast(marks.done(count));
  };
  const rerun = rerunText[language].retake;
  // There is one draft at a time.
  const retakes =
    !again || again.tutorial.draft ? null : (
      <Button size="small" kind="quiet" icon="reload" onClick={() => setAsking('retake')}>
        {rerun.menu}
      </Button>
    );
  return (
    <div className={styles.tools}>
      <Button size="small" kind="quiet" icon="eyeOff" onClick={() => setAsking('mark')}>
        {marks.open}
      </Button>
      {again ? (
        <Button size="small" kind="quiet" onClick={() => setAsking('covered')}>
          {marks.covered}
        </Button>
      ) : null}
      {retakes}
      <ReportFrame own send={(subject) => reportOwnFrame({ tutorialId, assetId: frame.assetId, subject })} />
      <MarkDialog
        title={marks.title}
        picture={{ src: frameUrl(tutorialId, frame.assetId), alt, width: frame.width, height: frame.height }}
        open={asking === 'mark'}
        send={(request) => markFrame(tutorialId, frame.assetId, request)}
        onMarked={marked}
        onClose={close}
      />
      {again ? <RunAgainDialog {...again} open={asking === 'retake'} onClose={close} /> : null}
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
