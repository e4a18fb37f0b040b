import { useQuery } from '@tanstack/react-query';
import { Navigate, useParams } from '@tanstack/react-router';
import { useRef } from 'react';
import type { Tutorial } from '#shared/contract/tutorials.ts';
import { tutorialQuery } from '../api/tutorials.ts';
import { FrameTools } from '../components/frame-tools.tsx';
import { MarkedText, plainText } from '../components/marked-text.tsx';
import { useTitle } from '../components/page.tsx';
import { QueryState } from '../components/query-state.tsx';
import { ReviewSection } from '../components/review-section.tsx';
import { StepFrame } from '../components/step-frame.tsx';
import { StepPager } from '../components/step-pager.tsx';
import { TutorialHeader } from '../components/tutorial-header.tsx';
import { useStepKeys } from '../components/use-step-keys.ts';
import { useText } from '../messages/language.tsx';
import { Icon } from '../ui/icon.tsx';
import { Notice } from '../ui/notice.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import styles from './tutorial-page.module.css';

export function TutorialPage() {
  const { tutorialId } = useParams({ from: '/signed-in/shell/tutorials/$tutorialId' });
  const query = useQuery(tutorialQuery(tutorialId));
  return (
    <QueryState query={query} waiting={<Waiting />}>
      {(tutorial) =>
        tutorial.status === 'ready' ? (
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
                <span className={styles.railText}>
                  <MarkedText text={step.text} />
                </span>
              </a>
            </li>
          ))}
        </ol>
      </nav>

      <article className={styles.article}>
        <TutorialHeader tutorial={tutorial} />
        {tutorial.review?.needsYourLook ? <Notice tone="warning">{t.tutorial.needsLook}</Notice> : null}
        {tutorial.beforeYouStart.length > 0 ? (
          <section className={styles.before}>
            <h2 className={styles.smallTitle}>{t.tutorial.beforeYouStart}</h2>
            <ul className={styles.bullets}>
              {tutorial.beforeYouStart.map((line) => (
                <li key={line}>
                  <MarkedText text={line} />
                </li>
              ))}
            </ul>
          </section>
        ) : null}

        <ol className={styles.steps} ref={list} lang={tutorial.language}>
          {steps.map((step, index) => (
            <li
              key={step.id}
              id={`step-${index + 1}`}
              className={styles.step}
              tabIndex={-1}
              aria-label={t.tutorial.step(index + 1)}
            >
              <div className={styles.stepHead}>
                <span className={styles.number} aria-hidden="true">
                  {index + 1}
                </span>
                <div className={styles.stepWords}>
                  <h2 className={styles.stepText}>
                    <MarkedText text={step.text} />
                  </h2>
                  {step.why ? <p className={styles.why}>{step.why}</p> : null}
                </div>
              </div>
              {step.frame ? (
                <StepFrame tutorialId={tutorial.id} frame={step.frame} text={step.text} position={index + 1}>
                  <FrameTools tutorial={tutorial} frame={step.frame} alt={t.tutorial.frameAlt(plainText(step.text))} />
                </StepFrame>
              ) : null}
            </li>
          ))}
        </ol>
        {steps.length === 0 ? <Notice tone="warning">{t.tutorial.noSteps}</Notice> : null}

        {tutorial.result ? (
          <section className={styles.result}>
            <span className={styles.resultMark}>
              <Icon name="check" size={20} />
            </span>
            <div>
              <h2 className={styles.smallTitle}>{t.tutorial.result}</h2>
              <p className={styles.resultText}>
                <MarkedText text={tutorial.result} />
              </p>
            </div>
          </section>
        ) : null}
        {tutorial.troubleshooting.length > 0 ? (
          <section className={styles.trouble}>
            <h2 className={styles.sectionTitle}>{t.tutorial.troubleshooting}</h2>
            <ul className={styles.bullets}>
              {tutorial.troubleshooting.map((line) => (
                <li key={line}>
                  <MarkedText text={line} />
                </li>
              ))}
            </ul>
          </section>
        ) : null}
        {tutorial.review ? <ReviewSection review={tutorial.review} /> : null}
      </article>
      {steps.length > 1 ? <StepPager active={active} count={steps.length} onGo={go} /> : null}
    </div>
  );
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
