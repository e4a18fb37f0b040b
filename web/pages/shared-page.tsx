import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useRef } from 'react';
import type { SharedTutorial } from '#shared/contract/sharing.ts';
import { hasCode } from '../api/api-error.ts';
import { reportSharedFrame } from '../api/reports.ts';
import { sharedFrameUrl, sharedTutorialQuery, type Way } from '../api/sharing.ts';
import { MarkedText } from '../components/marked-text.tsx';
import { useTitle } from '../components/page.tsx';
import { PublicLayout } from '../components/public-layout.tsx';
import { QueryState } from '../components/query-state.tsx';
import { ReportFrame } from '../components/report-frame.tsx';
import { StepFrame } from '../components/step-frame.tsx';
import { StepPager } from '../components/step-pager.tsx';
import { TutorialBody } from '../components/tutorial-body.tsx';
import { useStepKeys } from '../components/use-step-keys.ts';
import { useText } from '../messages/language.tsx';
import { sharingText } from '../messages/sharing.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import title from '../components/tutorial-title.module.css';
import styles from './shared-page.module.css';

/** What a share link opens: the tutorial alone (S2). */
export function LinkedPage() {
  const { token } = useParams({ from: '/s/$token' });
  return <SharedPage way={{ link: token }} />;
}

/** A tutorial of the showcase (S3). */
export function PublishedPage() {
  const { tutorialId } = useParams({ from: '/showcase/$tutorialId' });
  return <SharedPage way={{ showcase: tutorialId }} />;
}

function SharedPage({ way }: { way: Way }) {
  const { language } = useText();
  const words = sharingText[language];
  const query = useQuery(sharedTutorialQuery(way));
  return (
    <PublicLayout>
      {hasCode(query.error, 'NOT_FOUND') ? (
        <EmptyState title={words.gone} level={1}>
          {words.goneText}
        </EmptyState>
      ) : (
        <QueryState query={query} waiting={<Skeleton height={520} />}>
          {(tutorial) => <Read tutorial={tutorial} way={way} />}
        </QueryState>
      )}
    </PublicLayout>
  );
}

function Read({ tutorial, way }: { tutorial: SharedTutorial; way: Way }) {
  const list = useRef<HTMLOListElement>(null);
  const { active, go } = useStepKeys(list, tutorial.steps.length);
  useTitle(tutorial.title);
  return (
    <article className={styles.article}>
      <header className={title.header}>
        <p className={title.platform}>{tutorial.platformName}</p>
        <h1 className={title.title} lang={tutorial.language}>
          {tutorial.title}
        </h1>
        {tutorial.summary ? (
          <p className={title.summary} lang={tutorial.language}>
            <MarkedText text={tutorial.summary} />
          </p>
        ) : null}
      </header>
      <TutorialBody
        tutorial={tutorial}
        steps={tutorial.steps}
        list={list}
        renderFrame={(step, frame) => (
          <StepFrame frame={frame} text={step.text} position={step.position} src={sharedFrameUrl(way, frame.assetId)}>
            <ReportFrame send={(subject) => reportSharedFrame({ way, assetId: frame.assetId, subject })} />
          </StepFrame>
        )}
      />
      {tutorial.steps.length > 1 ? <StepPager active={active} count={tutorial.steps.length} onGo={go} /> : null}
    </article>
  );
}
