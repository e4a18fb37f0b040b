import type { ReviewScore } from '#shared/contract/review.ts';
import { useText } from '../messages/language.tsx';
import { Badge } from '../ui/badge.tsx';
import { Notice } from '../ui/notice.tsx';
import { Progress } from '../ui/progress.tsx';
import { scoreTone } from './score-tone.ts';
import styles from './review-section.module.css';

/** The score and the reasons for it, which are in English where the offline model gave them. */
export function ReviewSection({ review, lang }: { review: ReviewScore; lang: string | undefined }) {
  const { t } = useText();
  const inWords = (criterion: string) =>
    (t.tutorial.criteria as Record<string, string>)[criterion] ?? criterion.replaceAll('_', ' ');
  return (
    <section className={styles.review}>
      <header className={styles.head}>
        <h2 className={styles.title}>{t.tutorial.review}</h2>
        <Badge tone={scoreTone(review.total)}>{t.tutorial.score(review.total)}</Badge>
      </header>
      <p className={styles.lead}>{t.tutorial.reviewLead}</p>
      {review.improved ? <p className={styles.lead}>{t.tutorial.improved}</p> : null}
      {review.findings.length > 0 ? (
        <Notice tone="warning" title={t.tutorial.findings}>
          <ul>
            {review.findings.map(({ gate, step, about }) => (
              <li key={`${gate} ${step} ${about}`}>
                {step === null ? '' : `${t.tutorial.step(step)}: `}
                {t.tutorial.gates[gate](about)}
              </li>
            ))}
          </ul>
        </Notice>
      ) : null}
      <ul className={styles.reasons}>
        {review.reasons.map((reason) => (
          <li key={reason.criterion} className={styles.reason}>
            <div className={styles.row}>
              <strong className={styles.criterion}>{inWords(reason.criterion)}</strong>
              <span className={styles.points}>{t.tutorial.points(reason.points, reason.of)}</span>
            </div>
            <Progress
              percent={reason.of > 0 ? Math.round((reason.points / reason.of) * 100) : 0}
              label={inWords(reason.criterion)}
              tone="success"
            />
            <p className={styles.why} lang={lang}>
              {reason.reason}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
