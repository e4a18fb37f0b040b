import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import type { Job } from '#shared/contract/jobs.ts';
import type { Plan } from '#shared/contract/plan.ts';
import { writtenLanguage } from '#shared/contract/tutorial-language.ts';
import { hasCode } from '../api/api-error.ts';
import { siteQuery } from '../api/connections.ts';
import { approvePlan, declinePlan, jobQuery } from '../api/jobs.ts';
import { tutorialsQuery } from '../api/tutorials.ts';
import { useText } from '../messages/language.tsx';
import { rerunText } from '../messages/rerun.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { Notice } from '../ui/notice.tsx';
import { useToast } from '../ui/toast.tsx';
import { DeleteJob } from './delete-job.tsx';
import { ErrorNotice } from './error-notice.tsx';
import { Page, useFromTop } from './page.tsx';
import styles from './plan-to-approve.module.css';

/** The plan of a job that waits: what will change, which values are typed, and the decision. */
export function PlanToApprove({ job, plan }: { job: Job; plan: Plan }) {
  const { t, language } = useText();
  useFromTop();
  const { data: site } = useQuery(siteQuery);
  const written = writtenLanguage(job.language, site?.offlineModel ?? false);
  const platform = job.connection?.displayName ?? t.plan.yourPlatform;
  return (
    <Page title={t.plan.title} lead={t.plan.lead(platform)} width="narrow" actions={<DeleteJob job={job} />}>
      <blockquote className={styles.goal}>{job.goal}</blockquote>
      {job.rerun ? <Notice>{rerunText[language].asked[job.rerun]}</Notice> : null}
      {plan.changes.length > 0 ? (
        <Notice tone="warning" title={t.plan.changes(platform)}>
          <ul className={styles.changes} lang={written}>
            {plan.changes.map((change) => (
              <li key={change}>{change}</li>
            ))}
          </ul>
        </Notice>
      ) : null}
      <Decision job={job} plan={plan} written={written} />
    </Page>
  );
}

function Decision({ job, plan, written }: { job: Job; plan: Plan; written: string }) {
  const { t } = useText();
  const queries = useQueryClient();
  const toast = useToast();
  const [values, setValues] = useState(() => plan.values.map(({ value }) => value));
  const [tried, setTried] = useState(false);
  const onSuccess = (next: Job) => {
    queries.setQueryData(jobQuery(job.id).queryKey, next);
    void queries.invalidateQueries({ queryKey: tutorialsQuery.queryKey });
  };
  // Answered in another window: the page then shows where the job is.
  const onError = (error: unknown) => {
    if (!hasCode(error, 'PLAN_NOT_WAITING')) return;
    toast(t.plan.answered, 'danger');
    void queries.invalidateQueries({ queryKey: jobQuery(job.id).queryKey });
  };
  const approve = useMutation({
    mutationFn: () => approvePlan(job.id, { attempt: job.attempt, values }),
    onSuccess,
    onError,
  });
  const decline = useMutation({ mutationFn: () => declinePlan(job.id, { attempt: job.attempt }), onSuccess, onError });
  const failure = approve.error ?? decline.error;
  const missing = values.some((value) => value.trim() === '');
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setTried(true);
    const fields = [...event.currentTarget.querySelectorAll('input')];
    if (missing) fields.find((field) => field.value.trim() === '')?.focus();
    else approve.mutate();
  };
  return (
    <form className={styles.form} onSubmit={onSubmit} noValidate>
      {plan.values.length > 0 ? (
        <section className={styles.panel}>
          <div className={styles.head}>
            <h2 className={styles.title}>{t.plan.values}</h2>
            <p className={styles.quiet}>{t.plan.valuesHint}</p>
          </div>
          {plan.values.map(({ field, value, sample }, index) => (
            <TextField
              key={`${field} ${index}`}
              label={field}
              aside={sample && value && values[index] === value ? <Badge tone="warning">{t.plan.sample}</Badge> : null}
              hint={value ? (sample ? t.plan.sampleHint : undefined) : t.plan.askedHint}
              error={tried && values[index]?.trim() === '' ? t.plan.valueMissing : undefined}
              maxLength={500}
              value={values[index]}
              onChange={(event) => setValues(values.with(index, event.target.value))}
            />
          ))}
        </section>
      ) : null}
      <section className={styles.panel}>
        <h2 className={styles.title}>{t.plan.steps}</h2>
        <ol className={styles.steps}>
          {plan.steps.map(({ intent, risk = 'none' }, index) => (
            <li key={`${intent} ${index}`} className={styles.step}>
              <span className={styles.number} aria-hidden="true">
                {index + 1}
              </span>
              <span className={styles.intent} lang={written}>
                {intent}
              </span>
              {risk === 'none' ? null : (
                <Badge tone={risk === 'risky' ? 'danger' : 'warning'}>{t.plan.risks[risk]}</Badge>
              )}
            </li>
          ))}
        </ol>
        <dl className={styles.facts}>
          {plan.preconditions.length > 0 ? (
            <div>
              <dt>{t.plan.before}</dt>
              <dd lang={written}>{plan.preconditions.join(' ')}</dd>
            </div>
          ) : null}
          <div>
            <dt>{t.plan.proof}</dt>
            <dd lang={written}>{plan.proof}</dd>
          </div>
        </dl>
      </section>
      {failure ? <ErrorNotice error={failure} /> : null}
      <div className={styles.actions}>
        <Button type="submit" kind="primary" size="large" busy={approve.isPending} disabled={decline.isPending}>
          {t.plan.approve}
        </Button>
        <Button size="large" busy={decline.isPending} disabled={approve.isPending} onClick={() => decline.mutate()}>
          {t.plan.decline}
        </Button>
      </div>
      <p className={styles.waits}>
        <Icon name="clock" size={16} />
        {t.plan.waits}
      </p>
    </form>
  );
}
