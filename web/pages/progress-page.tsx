import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { ErrorCode } from '#shared/contract/errors.ts';
import type { Job } from '#shared/contract/jobs.ts';
import { approvalState, type JobStatus } from '#shared/contract/pipeline.ts';
import { errorLine } from '../api/api-error.ts';
import { connectionsQuery } from '../api/connections.ts';
import { jobQuery, retryJob } from '../api/jobs.ts';
import { tutorialsQuery } from '../api/tutorials.ts';
import { DeleteJob } from '../components/delete-job.tsx';
import { KeptSteps } from '../components/kept-steps.tsx';
import { Page, useFromTop } from '../components/page.tsx';
import { PlanToApprove } from '../components/plan-to-approve.tsx';
import { QueryState } from '../components/query-state.tsx';
import { PageLinkButton } from '../components/router-link.tsx';
import { StateLine } from '../components/state-line.tsx';
import { useProgress } from '../components/use-progress.ts';
import { useText } from '../messages/language.tsx';
import { rerunText } from '../messages/rerun.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Notice } from '../ui/notice.tsx';
import { Progress } from '../ui/progress.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import styles from './progress-page.module.css';

export function ProgressPage() {
  const { jobId } = useParams({ from: '/signed-in/shell/jobs/$jobId' });
  const { job: query, ...progress } = useProgress(jobId);
  return (
    <QueryState query={query} waiting={<Waiting />}>
      {(job) =>
        job.status === approvalState && job.plan ? (
          <PlanToApprove key={job.attempt} job={job} plan={job.plan} />
        ) : (
          <Making job={job} {...progress} />
        )
      }
    </QueryState>
  );
}

function Waiting() {
  const { t } = useText();
  return (
    <Page title={t.progress.making} width="narrow">
      <Skeleton height={480} />
    </Page>
  );
}

interface MakingProps {
  job: Job;
  status: JobStatus;
  percent: number;
  connected: boolean;
}

function Making({ job, status, percent, connected }: MakingProps) {
  const { t, language } = useText();
  useFromTop();
  const failed = job.status === 'failed';
  const done = job.status === 'done';
  const rerun = rerunText[language];
  const ready = job.rerunOf ? rerun.readyTitle : t.progress.doneTitle;
  const title = failed ? t.progress.failedTitle : done ? ready : t.progress.making;
  return (
    <Page title={title} width="narrow" actions={done ? null : <DeleteJob job={job} />}>
      <blockquote className={styles.goal}>
        <p>{job.goal}</p>
        {job.connection ? <footer>{t.progress.on(job.connection.displayName)}</footer> : null}
      </blockquote>
      {failed ? <Failure job={job} /> : null}
      {done ? (
        <Notice
          tone="success"
          title={job.rerunOf ? rerun.changesLead : t.states.done.now}
          actions={
            job.rerunOf ? (
              <PageLinkButton to="/tutorials/$tutorialId/changes" params={{ tutorialId: job.rerunOf }} kind="primary">
                {rerun.see}
              </PageLinkButton>
            ) : (
              <PageLinkButton to="/tutorials/$tutorialId" params={{ tutorialId: job.tutorialId }} kind="primary">
                {t.progress.open}
              </PageLinkButton>
            )
          }
        />
      ) : null}
      <section className={styles.panel}>
        <div className={styles.summary}>
          <output className={styles.now}>{done && job.rerunOf ? rerun.drafts.ready : t.states[status].now}</output>
          <span className={styles.percent} aria-hidden="true">
            {done ? 100 : percent}%
          </span>
        </div>
        <Progress
          percent={done ? 100 : percent}
          label={t.progress.percent(done ? 100 : percent)}
          tone={failed ? 'danger' : done ? 'success' : 'accent'}
        />
        {!failed && !done ? (
          <p className={styles.leave}>
            <Icon name="mail" size={16} />
            <span>
              {t.progress.leave} <span className={styles.usually}>{t.progress.usually}.</span>
            </span>
          </p>
        ) : null}
        {!connected && !failed && !done ? <Notice tone="warning">{t.progress.reconnecting}</Notice> : null}
        <StateLine
          status={status}
          percent={percent}
          failed={failed ? (job.errorCode ?? 'INTERNAL') : undefined}
          walkStopped={job.keptSteps > 0}
        />
      </section>
      {failed && job.keptSteps > 0 ? <KeptSteps tutorialId={job.tutorialId} /> : null}
    </Page>
  );
}

/** Reasons whose own words say that nothing was charged. */
const saysNotCharged: ErrorCode[] = ['RECONNECT_REQUIRED', 'MODEL_UNAVAILABLE', 'BUDGET_SPENT'];

/** Failures that the same goal would meet again. */
const wantsOtherWords: ErrorCode[] = ['GOAL_NOT_REACHED', 'MODEL_REFUSED', 'BUDGET_SPENT', 'PLAN_DECLINED'];

function Failure({ job }: { job: Job }) {
  const { t, language } = useText();
  const queries = useQueryClient();
  const { data: connections } = useQuery(connectionsQuery);
  const retry = useMutation({
    mutationFn: () => retryJob(job.id),
    onSuccess: (next) => {
      queries.setQueryData(jobQuery(job.id).queryKey, next);
      void queries.invalidateQueries({ queryKey: tutorialsQuery.queryKey });
    },
  });
  const code = job.errorCode ?? 'INTERNAL';
  const platform = connections?.find((one) => one.id === job.connection?.id);
  const mustReconnect = code === 'RECONNECT_REQUIRED' || !job.connection;
  const same = job.rerun ? rerunText[language].untouched : t.progress.kept;
  const kept = saysNotCharged.includes(code) ? same : `${same} ${t.progress.notCharged}`;
  const otherWords = !job.rerun && wantsOtherWords.includes(code);
  return (
    <Notice
      tone="danger"
      title={t.errors[code]}
      actions={
        <>
          {mustReconnect ? (
            <PageLinkButton
              to="/platforms/connect"
              search={{
                back: `/jobs/${job.id}`,
                ...(platform && { url: platform.platformUrl, name: platform.displayName }),
              }}
              kind="primary"
            >
              {t.progress.reconnect}
            </PageLinkButton>
          ) : null}
          {otherWords ? (
            <PageLinkButton to="/new" search={{ goal: job.goal, connection: job.connection?.id }} kind="primary">
              {t.progress.newGoal}
            </PageLinkButton>
          ) : null}
          <Button
            kind={mustReconnect || otherWords ? 'secondary' : 'primary'}
            busy={retry.isPending}
            onClick={() => retry.mutate()}
          >
            {t.progress.retry}
          </Button>
        </>
      }
    >
      {retry.isError ? errorLine(t, retry.error) : kept}
      {code === 'INTERNAL' ? <p>{t.common.errorId(job.id)}</p> : null}
    </Notice>
  );
}
