import { explanations } from '#shared/contract/redaction.ts';
import type { Frame } from '#shared/contract/tutorials.ts';
import { useText } from '../messages/language.tsx';
import { marksText } from '../messages/marks.ts';
import { Icon } from '../ui/icon.tsx';
import styles from './frame-caption.module.css';

/** What was made unreadable in a frame, and why, in words. */
export function FrameCaption({ frame }: { frame: Frame }) {
  const { t, format, language } = useText();
  const marks = marksText[language];
  const kinds = Object.entries(frame.redactions)
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => t.redactions[kind as keyof typeof t.redactions](count));
  const reasons = explanations.filter((one) => (frame.why[one] ?? 0) > 0);
  const what = kinds.length > 0 ? t.tutorial.redacted(format.list(kinds)) : t.tutorial.nothingRedacted;
  if (reasons.length === 0) {
    return (
      <p className={styles.line}>
        <Icon name="shield" size={16} />
        {what}
      </p>
    );
  }
  return (
    <details className={styles.details}>
      <summary className={styles.line}>
        <Icon name="shield" size={16} />
        <span>
          {what} <span className={styles.ask}>{t.tutorial.whyRedacted}</span>
        </span>
      </summary>
      <ul className={styles.reasons}>
        {reasons.map((one) => (
          <li key={one}>{marks.explanations[one](frame.why[one] ?? 0)}</li>
        ))}
      </ul>
    </details>
  );
}
