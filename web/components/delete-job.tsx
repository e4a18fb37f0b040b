import { useState } from 'react';
import type { Job } from '#shared/contract/jobs.ts';
import { useText } from '../messages/language.tsx';
import { Button } from '../ui/button.tsx';
import { DeleteDialog } from './delete-dialog.tsx';

/** The way out of a job that is not done: it stops, and its tutorial is gone. */
export function DeleteJob({ job }: { job: Job }) {
  const { t } = useText();
  const [asking, setAsking] = useState(false);
  const status = job.status === 'failed' ? 'failed' : 'making';
  return (
    <>
      <Button size="small" kind="quiet" icon="trash" onClick={() => setAsking(true)}>
        {status === 'failed' ? t.tutorial.delete : t.progress.stop}
      </Button>
      <DeleteDialog
        tutorial={{ id: job.tutorialId, title: job.goal, status, stepCount: job.keptSteps }}
        open={asking}
        onClose={() => setAsking(false)}
      />
    </>
  );
}
