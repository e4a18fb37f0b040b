import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Tutorial } from '#shared/contract/tutorials.ts';
import { deleteTutorial, tutorialQuery } from '../api/tutorials.ts';
import { useText } from '../messages/language.tsx';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { PageLinkButton } from './router-link.tsx';
import { rerunText } from '../messages/rerun.ts';

/** Above a tutorial that is run again: how far the draft is, and the way to it. */
export function DraftNotice({ tutorial: { id, draft } }: { tutorial: Pick<Tutorial, 'id' | 'draft'> }) {
  const { language } = useText();
  const rerun = rerunText[language];
  const queries = useQueryClient();
  const discard = useMutation({
    mutationFn: () => deleteTutorial(draft!.tutorialId),
    onSuccess: () => queries.invalidateQueries({ queryKey: tutorialQuery(id).queryKey }),
  });
  const [asking, setAsking] = useState(false);
  if (!draft) return null;
  const ready = draft.status === 'ready';
  return (
    <Notice
      tone={draft.status === 'failed' ? 'warning' : 'info'}
      title={rerun.drafts[draft.waits ? 'waits' : draft.status]}
      actions={
        ready ? (
          <PageLinkButton to="/tutorials/$tutorialId/changes" params={{ tutorialId: id }} kind="primary" size="small">
            {rerun.see}
          </PageLinkButton>
        ) : (
          <>
            <PageLinkButton to="/jobs/$jobId" params={{ jobId: draft.jobId }} size="small">
              {rerun.follow}
            </PageLinkButton>
            {draft.status === 'failed' ? (
              <Button size="small" kind="quiet" onClick={() => setAsking(true)}>
                {rerun.discard}
              </Button>
            ) : null}
          </>
        )
      }
    >
      {draft.stoppedAt ? rerun.stoppedAt(draft.stoppedAt) : null}
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        title={rerun.discardTitle}
        confirm={rerun.discard}
        action={{ isPending: discard.isPending, error: discard.error, run: () => discard.mutate() }}
      >
        <p>{rerun.discardText}</p>
      </ConfirmDialog>
    </Notice>
  );
}
