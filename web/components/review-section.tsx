import type { ReviewScore } from '#shared/contract/tutorials.ts';
import { useText } from '../messages/language.tsx';
import { Badge } from '../ui/badge.tsx';
import { Progress } from '../ui/progress.tsx';
import { scoreTone } from './score-tone.ts';
import styles from './review-section.module.css';

/** `one_action` reads as "one action". */
const inWords = (criterion: string) => criterion.replaceAll('_', ' ');

/** The score and the reasons for it. */
export function ReviewSection({ review }: { review: ReviewScore }) {
  const { t } = useText();
  return (
    <section className={styles.review}>
      <header className={styles.head}>
        <h2 className={styles.title}>{t.tutorial.review}</h2>
        <Badge tone={scoreTone(review.total)}>{t.tutorial.score(review.total)}</Badge>
      </header>
      <p className={styles.lead}>{t.tutorial.reviewLead}</p>
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
            <p className={styles.why}>{reason.reason}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
