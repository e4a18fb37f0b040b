import type { ReactNode, RefObject } from 'react';
import type { SharedTutorial } from '#shared/contract/sharing.ts';
import type { Frame, Step } from '#shared/contract/tutorials.ts';
import { useText } from '../messages/language.tsx';
import { Icon } from '../ui/icon.tsx';
import { Notice } from '../ui/notice.tsx';
import { MarkedText } from './marked-text.tsx';
import styles from './tutorial-body.module.css';

/** What a tutorial says, for its owner and for others: what is needed, the steps, the result, what may look different. */
export function TutorialBody({
  tutorial,
  steps,
  list,
  renderFrame,
}: {
  tutorial: Pick<SharedTutorial, 'beforeYouStart' | 'language' | 'result' | 'troubleshooting'>;
  /** In order. */
  steps: readonly Step[];
  list: RefObject<HTMLOListElement | null>;
  renderFrame: (step: Step, frame: Frame) => ReactNode;
}) {
  const { t } = useText();
  const { language } = tutorial;
  return (
    <>
      {tutorial.beforeYouStart.length > 0 ? (
        <section className={styles.before}>
          <h2 className={styles.smallTitle}>{t.tutorial.beforeYouStart}</h2>
          <Bullets lines={tutorial.beforeYouStart} lang={language} />
        </section>
      ) : null}

      <ol className={styles.steps} ref={list}>
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
                <h2 className={styles.stepText} lang={language}>
                  <MarkedText text={step.text} />
                </h2>
                {step.why ? (
                  <p className={styles.why} lang={language}>
                    {step.why}
                  </p>
                ) : null}
              </div>
            </div>
            {step.frame ? renderFrame(step, step.frame) : null}
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
            <p className={styles.resultText} lang={language}>
              <MarkedText text={tutorial.result} />
            </p>
          </div>
        </section>
      ) : null}
      {tutorial.troubleshooting.length > 0 ? (
        <section className={styles.trouble}>
          <h2 className={styles.sectionTitle}>{t.tutorial.troubleshooting}</h2>
          <Bullets lines={tutorial.troubleshooting} lang={language} />
        </section>
      ) : null}
    </>
  );
}

function Bullets({ lines, lang }: { lines: readonly string[]; lang: string }) {
  return (
    <ul className={styles.bullets} lang={lang}>
      {lines.map((line) => (
        <li key={line}>
          <MarkedText text={line} />
        </li>
      ))}
    </ul>
  );
}
