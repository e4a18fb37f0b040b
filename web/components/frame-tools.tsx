import { useState } from 'react';
import type { Frame, Tutorial } from '#shared/contract/tutorials.ts';
import { reportOwnFrame } from '../api/reports.ts';
import { useText } from '../messages/language.tsx';
import { marksText } from '../messages/marks.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { MarkDialog } from './mark-dialog.tsx';
import { ReportFrame } from './report-frame.tsx';
import { PageLinkButton } from './router-link.tsx';
import styles from './frame-tools.module.css';

type Asking = 'mark' | 'covered';

/** What owners can do about the redaction of one of their frames (R6). */
export function FrameTools({
  tutorial,
  frame,
  alt,
}: {
  tutorial: Pick<Tutorial, 'id' | 'goal'>;
  frame: Frame;
  alt: string;
}) {
  const { t, language } = useText();
  const marks = marksText[language];
  const [asking, setAsking] = useState<Asking>();
  const close = () => setAsking(undefined);
  return (
    <div className={styles.tools}>
      <Button size="small" kind="quiet" icon="eyeOff" onClick={() => setAsking('mark')}>
        {marks.open}
      </Button>
      <Button size="small" kind="quiet" onClick={() => setAsking('covered')}>
        {marks.covered}
      </Button>
      <ReportFrame
        own
        send={(subject) => reportOwnFrame({ tutorialId: tutorial.id, assetId: frame.assetId, subject })}
      />
      <MarkDialog tutorialId={tutorial.id} frame={frame} alt={alt} open={asking === 'mark'} onClose={close} />
      <Dialog
        open={asking === 'covered'}
        onClose={close}
        title={marks.coveredTitle}
        closeLabel={t.common.close}
        actions={
          <>
            <Button onClick={close}>{t.common.close}</Button>
            <PageLinkButton to="/new" search={{ goal: tutorial.goal }} kind="primary">
              {marks.retake}
            </PageLinkButton>
          </>
        }
      >
        {marks.coveredText.map((line) => (
          <p key={line}>{line}</p>
        ))}
      </Dialog>
    </div>
  );
}
