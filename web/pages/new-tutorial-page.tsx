import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter, useSearch } from '@tanstack/react-router';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import type { Connection } from '#shared/contract/connections.ts';
import { goalLimit } from '#shared/contract/jobs.ts';
import { tutorialLanguages, writtenLanguage, type TutorialLanguage } from '#shared/contract/tutorial-language.ts';
import { connectionsQuery, siteQuery } from '../api/connections.ts';
import { createJob, jobQuery } from '../api/jobs.ts';
import { tutorialsQuery } from '../api/tutorials.ts';
import { Page } from '../components/page.tsx';
import { QueryState } from '../components/query-state.tsx';
import { PageLinkButton } from '../components/router-link.tsx';
import { WhatWillHappen } from '../components/what-will-happen.tsx';
import { ErrorNotice } from '../components/error-notice.tsx';
import { useText } from '../messages/language.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Checkbox, TextArea } from '../ui/field.tsx';
import { Select } from '../ui/select.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import styles from './new-tutorial-page.module.css';

export function NewTutorialPage() {
  const { t } = useText();
  const connections = useQuery(connectionsQuery);
  const { goal } = useSearch({ from: '/signed-in/shell/new' });
  return (
    <Page title={t.newTutorial.title} lead={t.newTutorial.lead} width="medium">
      <QueryState query={connections} waiting={<Skeleton height={380} />}>
        {(list) =>
          list.length > 0 ? (
            <div className={styles.columns}>
              <GoalForm connections={list} />
              <WhatWillHappen />
            </div>
          ) : (
            <EmptyState
              title={t.newTutorial.noneTitle}
              actions={
                <PageLinkButton
                  to="/platforms/connect"
                  search={{ back: goal ? `/new?${new URLSearchParams({ goal }).toString()}` : undefined }}
                  kind="primary"
                  size="large"
                >
                  {t.home.connect}
                </PageLinkButton>
              }
            >
              {t.newTutorial.noneText}
            </EmptyState>
          )
        }
      </QueryState>
    </Page>
  );
}

function GoalForm({ connections }: { connections: Connection[] }) {
  const { t, language, format } = useText();
  const search = useSearch({ from: '/signed-in/shell/new' });
  const router = useRouter();
  const queries = useQueryClient();
  const field = useRef<HTMLTextAreaElement>(null);
  const [goal, setGoal] = useState(search.goal ?? '');
  const [tried, setTried] = useState(false);
  const [chosen, setChosen] = useState(search.connection);
  const [tutorialLanguage, setTutorialLanguage] = useState<TutorialLanguage>(language);
  const [approve, setApprove] = useState<boolean>();
  const { data: site } = useQuery(siteQuery);
  const written = writtenLanguage(tutorialLanguage, site?.offlineModel ?? false);
  const connection = connections.find((one) => one.id === chosen) ?? connections[0];
  const approvePlan = approve ?? connection?.approvePlans ?? true;
  // With a mouse and a keyboard one can start writing at once; on a phone that would cover half of the page.
  useEffect(() => {
    if (matchMedia('(pointer: fine)').matches) field.current?.focus();
  }, []);
  const here = router.buildLocation({ to: '/new', search: { goal: goal || undefined } }).href;
  const length = goal.trim().length;
  const mistake =
    length === 0 ? t.newTutorial.goalMissing : length > goalLimit ? t.newTutorial.goalLong(goalLimit) : undefined;

  /** One key per request: the same words sent again after a lost answer make one tutorial. */
  const request = useRef({ said: '', key: '' });
  const send = useMutation({
    mutationFn: createJob,
    onSuccess: async (job) => {
      queries.setQueryData(jobQuery(job.id).queryKey, job);
      void queries.invalidateQueries({ queryKey: tutorialsQuery.queryKey });
      await router.navigate({ to: '/jobs/$jobId', params: { jobId: job.id } });
    },
  });

  /** In the page's own address, so that Back, a reload and signing in again find it. */
  const keep = () => {
    if (goal === (search.goal ?? '')) return;
    void router.navigate({
      to: '/new',
      search: { ...search, goal: goal || undefined },
      replace: true,
      resetScroll: false,
    });
  };

  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    keep();
    if (mistake || !connection) return field.current?.focus();
    const said = JSON.stringify([goal, connection.id, tutorialLanguage, approvePlan]);
    if (request.current.said !== said) request.current = { said, key: crypto.randomUUID() };
    const { key: requestKey } = request.current;
    send.mutate({ goal, connectionId: connection.id, language: tutorialLanguage, approvePlan, requestKey });
  };

  return (
    <form className={styles.form} onSubmit={onSubmit} noValidate>
      {send.isError ? <ErrorNotice error={send.error} /> : null}
      <TextArea
        ref={field}
        label={t.newTutorial.goal}
        name="goal"
        placeholder={t.newTutorial.goalPlaceholder}
        hint={t.newTutorial.goalHint}
        aside={
          <span
            aria-live={length > goalLimit - 50 ? 'polite' : 'off'}
            data-over={length > goalLimit || undefined}
            className={styles.count}
          >
            {t.newTutorial.count(length, goalLimit)}
          </span>
        }
        error={tried || length > goalLimit ? mistake : undefined}
        value={goal}
        onChange={(event) => setGoal(event.target.value)}
        onBlur={keep}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.form?.requestSubmit();
        }}
      />
      <fieldset className={styles.examples} aria-label={t.newTutorial.examples}>
        <span className={styles.examplesLabel}>{t.newTutorial.examples}</span>
        {t.newTutorial.exampleGoals.map((example) => (
          <button
            key={example}
            type="button"
            className={styles.example}
            onClick={() => {
              setGoal(example);
              field.current?.focus();
            }}
          >
            {example}
          </button>
        ))}
      </fieldset>
      <div className={styles.pair}>
        <Select
          label={t.newTutorial.platform}
          name="connection"
          hint={connection ? t.newTutorial.platformHint(format.date(connection.expiresAt)) : undefined}
          options={connections.map((one) => ({ value: one.id, label: one.displayName }))}
          value={connection?.id}
          onChange={(event) => setChosen(event.target.value)}
        />
        <Select
          label={t.newTutorial.language}
          name="language"
          hint={written === tutorialLanguage ? undefined : t.newTutorial.offlineLanguage}
          options={tutorialLanguages.map((code) => ({ value: code, label: format.languageName(code) }))}
          value={tutorialLanguage}
          onChange={(event) => setTutorialLanguage(event.target.value as TutorialLanguage)}
        />
      </div>
      <Checkbox
        label={
          <>
            {t.newTutorial.approve}
            <span className={styles.approveHint}>{t.newTutorial.approveHint}</span>
          </>
        }
        name="approvePlan"
        checked={approvePlan}
        onChange={(event) => setApprove(event.target.checked)}
      />
      <div className={styles.actions}>
        <Button type="submit" kind="primary" size="large" busy={send.isPending}>
          {t.newTutorial.submit}
        </Button>
        <PageLinkButton to="/platforms/connect" search={{ back: here }} kind="quiet" size="large">
          {t.newTutorial.another}
        </PageLinkButton>
      </div>
    </form>
  );
}
