import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import type { Job } from '#shared/contract/jobs.ts';
import type { TutorialSummary } from '#shared/contract/tutorials.ts';
import { deleteTutorial, tutorialQuery, tutorialsQuery } from '../api/tutorials.ts';
import { useText } from '../messages/language.tsx';
import { rerunText } from '../messages/rerun.ts';
import { useToast } from '../ui/toast.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';

/** Deletes a tutorial in whatever state it is; one that is being made stops. A draft leaves its tutorial as it was. */
export function DeleteDialog({
  tutorial: { id, title, status, stepCount },
  open,
  onClose,
}: {
  tutorial: Pick<TutorialSummary, 'id' | 'title' | 'status' | 'stepCount'>;
  open: boolean;
  onClose: () => void;
}) {
  const { t, language } = useText();
  const rerun = rerunText[language];
  const queries = useQueryClient();
  const router = useRouter();
  const toast = useToast();
  const { data } = useQuery({ ...tutorialQuery(id), enabled: open });
  const draftOf = data?.rerunOf;
  const remove = useMutation({
    mutationFn: () => deleteTutorial(id),
    onSuccess: async () => {
      onClose();
      toast(draftOf ? rerun.discarded : t.tutorial.deleted);
      if (draftOf) await router.navigate({ to: '/tutorials/$tutorialId', params: { tutorialId: draftOf } });
      else await router.navigate({ to: '/' });
      queries.removeQueries({ queryKey: tutorialQuery(id).queryKey });
      queries.removeQueries({
        queryKey: ['jobs'],
        predicate: ({ state }) => (state.data as Job | undefined)?.tutorialId === id,
      });
      await queries.invalidateQueries({ queryKey: tutorialsQuery.queryKey });
    },
  });
  return (
    <ConfirmDialog
      open={open}
      onClose={onClose}
      title={draftOf ? rerun.discardTitle : t.tutorial.deleteTitle}
      confirm={draftOf ? rerun.discard : t.tutorial.delete}
      action={{ isPending: remove.isPending, error: remove.error, run: () => remove.mutate() }}
    >
      {draftOf ? (
        <p>{rerun.discardText}</p>
      ) : (
        <p>{status === 'ready' ? t.tutorial.deleteText(title, stepCount) : t.tutorial.deleteUnfinished(title)}</p>
      )}
    </ConfirmDialog>
  );
}
