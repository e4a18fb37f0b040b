import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useEffect, useRef, useState, type ReactNode, type RefObject } from 'react';
import type { Sharing } from '#shared/contract/sharing.ts';
import { writtenLanguage } from '#shared/contract/tutorial-language.ts';
import type { Tutorial } from '#shared/contract/tutorials.ts';
import { hasCode } from '../api/api-error.ts';
import { publishTutorial, sharingQuery, unpublishTutorial } from '../api/sharing.ts';
import { tutorialQuery } from '../api/tutorials.ts';
import { LookOver } from '../components/look-over.tsx';
import { Page } from '../components/page.tsx';
import { QueryState } from '../components/query-state.tsx';
import { PageLinkButton } from '../components/router-link.tsx';
import { ShareLinks } from '../components/share-links.tsx';
import { ErrorNotice } from '../components/error-notice.tsx';
import { NotFoundPage } from './not-found-page.tsx';
import { useText } from '../messages/language.tsx';
import { sharingText } from '../messages/sharing.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { useToast } from '../ui/toast.tsx';
import styles from './share-page.module.css';

/** Looking over the pictures, then share links and the showcase. */
export function SharePage() {
  const { tutorialId } = useParams({ from: '/signed-in/shell/tutorials/$tutorialId/share' });
  const { language } = useText();
  const words = sharingText[language];
  const tutorial = useQuery(tutorialQuery(tutorialId));
  const sharing = useQuery(sharingQuery(tutorialId));
  if (!tutorial.data && hasCode(tutorial.error, 'NOT_FOUND')) return <NotFoundPage />;
  return (
    <Page
      title={words.title}
      lead={tutorial.data ? <TitleOf tutorial={tutorial.data} /> : words.lead}
      width="medium"
      actions={
        <PageLinkButton to="/tutorials/$tutorialId" params={{ tutorialId }} icon="arrowLeft">
          {words.back}
        </PageLinkButton>
      }
    >
      <QueryState query={tutorial} waiting={<Skeleton height={320} />}>
        {(read) => (
          <QueryState query={sharing} waiting={<Skeleton height={320} />}>
            {(now) => <Sections tutorial={read} sharing={now} />}
          </QueryState>
        )}
      </QueryState>
    </Page>
  );
}

function TitleOf({ tutorial: { title, language, offlineModel } }: { tutorial: Tutorial }) {
  return <span lang={writtenLanguage(language, offlineModel)}>{title}</span>;
}

function Sections({ tutorial, sharing }: { tutorial: Tutorial; sharing: Sharing }) {
  const { language, format } = useText();
  const words = sharingText[language];
  const [looking, setLooking] = useState(false);
  const current = sharing.lookOver?.current === true;
  const folded = current && !looking;
  const link = useRef<HTMLHeadingElement>(null);
  const goOn = useRef(false);
  // The pictures go with the confirmation; what comes next is the link, not the page's end.
  useEffect(() => {
    if (!folded || !goOn.current) return;
    goOn.current = false;
    link.current?.focus({ preventScroll: true });
    link.current?.scrollIntoView({ block: 'start' });
  }, [folded]);
  const confirmed = () => {
    goOn.current = true;
    setLooking(false);
  };
  return (
    <>
      {sharing.paused ? <Notice tone="warning">{words.paused}</Notice> : null}
      <Section title={words.lookOver} done={current}>
        {folded && sharing.lookOver ? (
          <div className={styles.row}>
            <p>{words.confirmed(format.relative(sharing.lookOver.at))}</p>
            <Button size="small" icon="eye" onClick={() => setLooking(true)}>
              {words.again}
            </Button>
          </div>
        ) : (
          <>
            {sharing.lookOver && !current ? (
              <Notice tone="warning">{sharing.spared.length > 0 ? words.changedSome : words.changed}</Notice>
            ) : null}
            <p className={styles.lead}>{words.lookOverLead}</p>
            <LookOver tutorial={tutorial} spared={sharing.spared} onConfirmed={confirmed} />
          </>
        )}
      </Section>
      <Section title={words.link} heading={link}>
        <p className={styles.lead}>{words.linkLead}</p>
        {current ? null : <p className={styles.first}>{words.first}</p>}
        <ShareLinks tutorialId={tutorial.id} sharing={sharing} allowed={current} />
      </Section>
      <Section title={words.showcase}>
        <p className={styles.lead}>{words.showcaseLead}</p>
        {current ? null : <p className={styles.first}>{words.first}</p>}
        <Publication tutorialId={tutorial.id} sharing={sharing} allowed={current} />
      </Section>
    </>
  );
}

function Section({
  title,
  done = false,
  heading,
  children,
}: {
  title: string;
  done?: boolean;
  heading?: RefObject<HTMLHeadingElement | null>;
  children: ReactNode;
}) {
  const { language } = useText();
  return (
    <section className={styles.section}>
      <div className={styles.row}>
        <h2 ref={heading} className={styles.title} tabIndex={-1}>
          {title}
        </h2>
        {done ? (
          <Badge tone="success" icon="check">
            {sharingText[language].seenOne}
          </Badge>
        ) : null}
      </div>
      {children}
    </section>
  );
}

function Publication({ tutorialId, sharing, allowed }: { tutorialId: string; sharing: Sharing; allowed: boolean }) {
  const { language, format } = useText();
  const words = sharingText[language];
  const queries = useQueryClient();
  const toast = useToast();
  const isPublic = sharing.publishedAt !== null;
  const change = useMutation({
    mutationFn: () => (isPublic ? unpublishTutorial(tutorialId) : publishTutorial(tutorialId)),
    onSuccess: (now) => {
      queries.setQueryData(sharingQuery(tutorialId).queryKey, now);
      toast(now.publishedAt ? words.publishedNote : words.unpublished);
    },
  });
  return (
    <>
      <div className={styles.actions}>
        {sharing.publishedAt ? <p>{words.published(format.date(sharing.publishedAt))}</p> : null}
        <Button
          kind={isPublic ? 'secondary' : 'primary'}
          icon="globe"
          busy={change.isPending}
          disabled={!isPublic && !allowed}
          onClick={() => change.mutate()}
        >
          {isPublic ? words.unpublish : words.publish}
        </Button>
        <PageLinkButton to="/showcase" kind="quiet" icon="external">
          {words.open}
        </PageLinkButton>
      </div>
      {change.isError ? <ErrorNotice error={change.error} /> : null}
    </>
  );
}
