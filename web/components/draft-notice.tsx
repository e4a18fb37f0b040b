import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Tutorial } from '#shared/contract/tutorials.ts';
import { errorText } from '../api/api-error.ts';
import { deleteTutorial, tutorialQuery } from '../api/tutorials.ts';
import { useText } from '../messages/language.tsx';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { PageLinkButton } from './router-link.tsx';
import { rerunText } from '../messages/rerun.ts';

/** Above a tutorial that is run again: how far the draft is, and the way to it. */
export function DraftNotice({ tutorial: { id, draft } }: { tutorial: Pick<Tutorial, 'id' | 'draft'> }) {
  const { t, language } = useText();
  const rerun = rerunText[language];
  const queries = useQueryClient();
  const discard = useMutation({
    mutationFn: () => deleteTutorial(draft!.tutorialId),
    onSuccess: () => queries.invalidateQueries({ queryKey: tutorialQuery(id).queryKey }),
  });
  if (!draft) return null;
  const ready = draft.status === 'ready';
  return (
    <Notice
      tone={draft.status === 'failed' ? 'warning' : 'info'}
      title={rerun.drafts[draft.status]}
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
              <Button size="small" kind="quiet" busy={discard.isPending} onClick={() => discard.mutate()}>
                {rerun.discard}
              </Button>
            ) : null}
          </>
        )
      }
    >
      {draft.stoppedAt ? rerun.stoppedAt(draft.stoppedAt) : null}
      {discard.isError ? errorText(t, discard.error) : null}
    </Notice>
  );
}
