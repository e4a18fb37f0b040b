import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import type { Step, Tutorial } from '#shared/contract/tutorials.ts';
import { hasCode } from '../api/api-error.ts';
import { jobQuery } from '../api/jobs.ts';
import { runAgain } from '../api/rerun.ts';
import { tutorialQuery } from '../api/tutorials.ts';
import { useText } from '../messages/language.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { NewErrorNotice } from './error-notice.tsx';
import { PageLinkButton } from './router-link.tsx';
import { rerunText } from '../messages/rerun.ts';

/** Says what running a tutorial again does, or taking one step of it again, and starts it. */
export function RunAgainDialog({
  tutorial,
  step,
  open,
  onClose,
}: {
  tutorial: Pick<Tutorial, 'id' | 'platformName' | 'platformUrl' | 'steps'>;
  step?: Step;
  open: boolean;
  onClose: () => void;
}) {
  const { t, language } = useText();
  const rerun = rerunText[language];
  const queries = useQueryClient();
  const router = useRouter();
  const run = useMutation({
    mutationFn: () => runAgain({ tutorialId: tutorial.id, ...(step && { stepId: step.id }) }),
    onSuccess: async (job) => {
      queries.setQueryData(jobQuery(job.id).queryKey, job);
      void queries.invalidateQueries({ queryKey: tutorialQuery(tutorial.id).queryKey });
      await router.navigate({ to: '/jobs/$jobId', params: { jobId: job.id } });
    },
  });
  const { title, text, start } = step
    ? {
        title: rerun.retake.title(step.position),
        text:
          step.position === Math.max(...tutorial.steps.map(({ position }) => position))
            ? rerun.retake.result(tutorial.platformName)
            : rerun.retake.text(tutorial.platformName, step.position - 1),
        start: rerun.retake.start,
      }
    : { title: rerun.title, text: rerun.text(tutorial.platformName), start: rerun.start };
  return (
    <Dialog
      open={open}
      onClose={onClose}
      busy={run.isPending}
      title={title}
      closeLabel={t.common.close}
      actions={
        <>
          <Button disabled={run.isPending} onClick={onClose}>
            {t.common.cancel}
          </Button>
          <Button kind="primary" busy={run.isPending} onClick={() => run.mutate()}>
            {start}
          </Button>
        </>
      }
    >
      {text.map((line) => (
        <p key={line}>{line}</p>
      ))}
      <NewErrorNotice error={run.error} />
      {hasCode(run.error, 'RECONNECT_REQUIRED') ? (
        <p>
          <PageLinkButton
            to="/platforms/connect"
            search={{ url: tutorial.platformUrl, name: tutorial.platformName, back: `/tutorials/${tutorial.id}` }}
          >
            {t.progress.reconnect}
          </PageLinkButton>
        </p>
      ) : null}
    </Dialog>
  );
}
