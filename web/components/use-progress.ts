import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { isAtRest } from '#shared/contract/pipeline.ts';
import type { ProgressEvent } from '#shared/contract/progress.ts';
import { jobQuery } from '../api/jobs.ts';
import { followProgress } from '../api/progress.ts';
import { tutorialsQuery } from '../api/tutorials.ts';

const pollWithoutLineMs = 5000;

/**
 * A job and where it is: the job itself says whether it is at rest, the event stream what goes on meanwhile. A last
 * event may still be that of an earlier attempt, so it only makes the job be asked again.
 */
export function useProgress(jobId: string) {
  const queries = useQueryClient();
  const [live, setLive] = useState<ProgressEvent & { attempt: number }>();
  const [connected, setConnected] = useState(true);
  const job = useQuery({
    ...jobQuery(jobId),
    refetchInterval: ({ state }) =>
      !connected && state.data && !isAtRest(state.data.status) ? pollWithoutLineMs : false,
  });
  const attempt = job.data?.attempt;
  const over = job.data ? isAtRest(job.data.status) : true;

  useEffect(() => {
    if (over || attempt === undefined) return undefined;
    return followProgress(jobId, {
      onLine: setConnected,
      onEvent: (event) => {
        if (isAtRest(event.status)) {
          void queries.invalidateQueries({ queryKey: jobQuery(jobId).queryKey });
          void queries.invalidateQueries({ queryKey: tutorialsQuery.queryKey });
        } else setLive({ ...event, attempt });
      },
    });
  }, [jobId, over, attempt, queries]);

  const current = !over && live?.attempt === attempt ? live : undefined;
  return {
    job,
    status: current?.status ?? job.data?.status ?? 'queued',
    percent: current?.percent ?? job.data?.percent ?? 0,
    connected,
  };
}
