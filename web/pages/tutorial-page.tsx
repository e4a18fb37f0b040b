import { useQuery } from '@tanstack/react-query';
import { Navigate, useParams } from '@tanstack/react-router';
import { useRef } from 'react';
import { writtenLanguage } from '#shared/contract/tutorial-language.ts';
import type { Tutorial } from '#shared/contract/tutorials.ts';
import { frameUrl, tutorialQuery } from '../api/tutorials.ts';
import { DraftNotice } from '../components/draft-notice.tsx';
import { FrameTools } from '../components/frame-tools.tsx';
import { MarkedText, plainText } from '../components/marked-text.tsx';
import { useTitle } from '../components/page.tsx';
import { QueryState } from '../components/query-state.tsx';
import { ReviewSection } from '../components/review-section.tsx';
import { StepFrame } from '../components/step-frame.tsx';
import { StepPager } from '../components/step-pager.tsx';
import { TutorialBody } from '../components/tutorial-body.tsx';
import { TutorialHeader } from '../components/tutorial-header.tsx';
import { useStepKeys } from '../components/use-step-keys.ts';
import { useText } from '../messages/language.tsx';
import { Notice } from '../ui/notice.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import styles from './tutorial-page.module.css';

const pollDraftMs = 4000;

export function TutorialPage() {
  const { tutorialId } = useParams({ from: '/signed-in/shell/tutorials/$tutorialId' });
  const query = useQuery({
    ...tutorialQuery(tutorialId),
    refetchInterval: ({ state }) => (state.data?.draft?.status === 'making' ? pollDraftMs : false),
  });
  return (
    <QueryState query={query} waiting={<Waiting />}>
      {(tutorial) =>
        tutorial.status === 'ready' && tutorial.rerunOf ? (
          <Navigate to="/tutorials/$tutorialId/changes" params={{ tutorialId: tutorial.rerunOf }} replace />
        ) : tutorial.status === 'ready' ? (
          <ReadTutorial tutorial={tutorial} />
        ) : (
          <Navigate to="/jobs/$jobId" params={{ jobId: tutorial.jobId }} replace />
        )
      }
    </QueryState>
  );
}

function ReadTutorial({ tutorial }: { tutorial: Tutorial }) {
  const { t } = useText();
  const steps = [...tutorial.steps].sort((a, b) => a.position - b.position);
  const written = writtenLanguage(tutorial.language, tutorial.offlineModel);
  const list = useRef<HTMLOListElement>(null);
  const { active, go } = useStepKeys(list, steps.length);
  useTitle(tutorial.title);

  return (
    <div className={styles.page}>
      <nav className={styles.rail} aria-label={t.tutorial.steps}>
        <ol className={styles.railList}>
          {steps.map((step, index) => (
            <li key={step.id}>
              <a
                className={styles.railLink}
                href={`#step-${index + 1}`}
                aria-current={index === active ? 'step' : undefined}
                onClick={(event) => {
                  event.preventDefault();
                  go(index);
                }}
              >
                <span className={styles.railNumber}>{index + 1}</span>
                <span className={styles.railText} lang={written}>
                  <MarkedText text={step.text} />
                </span>
              </a>
            </li>
          ))}
        </ol>
      </nav>

      <article className={styles.article}>
        <TutorialHeader tutorial={tutorial} />
        <DraftNotice tutorial={tutorial} />
        <OtherLanguage tutorial={tutorial} />
        {tutorial.review?.needsYourLook ? <Notice tone="warning">{t.tutorial.needsLook}</Notice> : null}
        <TutorialBody
          tutorial={{ ...tutorial, language: written }}
          steps={steps}
          list={list}
          renderFrame={(step, frame) => (
            <StepFrame
              frame={frame}
              text={step.text}
              position={step.position}
              src={frameUrl(tutorial.id, frame.assetId)}
            >
              <FrameTools
                tutorialId={tutorial.id}
                frame={frame}
                alt={t.tutorial.frameAlt(plainText(step.text))}
                again={{ tutorial, step }}
              />
            </StepFrame>
          )}
        />
        {tutorial.review ? (
          <ReviewSection review={tutorial.review} lang={tutorial.offlineModel ? 'en' : undefined} />
        ) : null}
      </article>
      {steps.length > 1 ? <StepPager active={active} count={steps.length} onGo={go} /> : null}
    </div>
  );
}

/** Says so when the offline model could not write the language that was asked for. */
function OtherLanguage({ tutorial: { language, offlineModel } }: { tutorial: Tutorial }) {
  const { t, format } = useText();
  if (writtenLanguage(language, offlineModel) === language) return null;
  return <Notice>{t.tutorial.offlineLanguage(format.languageName(language))}</Notice>;
}

function Waiting() {
  return (
    <div className={styles.page}>
      <div className={styles.article}>
        <Skeleton width="70%" height={44} />
        <Skeleton width="40%" height={20} />
        <Skeleton height={520} />
      </div>
    </div>
  );
}
