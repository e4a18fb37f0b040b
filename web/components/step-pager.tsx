import { useText } from '../messages/language.tsx';
import { IconButton } from '../ui/button.tsx';
import styles from './step-pager.module.css';

/** Where the reader is, and the way to the next step. */
export function StepPager({ active, count, onGo }: { active: number; count: number; onGo: (index: number) => void }) {
  const { t } = useText();
  return (
    <fieldset className={styles.pager} aria-label={t.tutorial.steps}>
      <IconButton
        icon="arrowLeft"
        label={t.tutorial.previous}
        disabled={active <= 0}
        onClick={() => onGo(active - 1)}
      />
      <span className={styles.where} aria-live="polite">
        {t.tutorial.stepOf(Math.max(1, active + 1), count)}
      </span>
      <IconButton
        icon="arrowRight"
        label={t.tutorial.next}
        disabled={active >= count - 1}
        onClick={() => onGo(active + 1)}
      />
    </fieldset>
  );
}
