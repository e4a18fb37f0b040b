import { useText } from '../messages/language.tsx';
import { MarkedText } from './marked-text.tsx';
import styles from './sample-tutorial.module.css';

/** A small drawing of a finished tutorial, made of boxes; for the eye alone, the words beside it say the same. */
export function SampleTutorial() {
  const { t } = useText();
  return (
    <div className={styles.sample} aria-hidden="true">
      <div className={styles.page}>
        <div className={styles.menu}>
          <i className={styles.logo} />
          <i />
          <i className={styles.here} />
          <i />
          <i />
        </div>
        <div className={styles.body}>
          <div className={styles.bar}>
            <i className={styles.heading} />
            <i className={styles.button} />
          </div>
          {[62, 48, 70, 55, 66].map((width) => (
            <div key={width} className={styles.row}>
              <i className={styles.face} />
              <i className={styles.masked} style={{ width: `${width * 0.55}%` }} />
              <i className={styles.line} />
            </div>
          ))}
        </div>
      </div>
      <ol className={styles.steps}>
        {t.auth.sample.steps.map((step, index) => (
          <li key={step} className={index === 1 ? `${styles.step} ${styles.now}` : styles.step}>
            <span className={styles.number}>{index + 1}</span>
            <span>
              <MarkedText text={step} />
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}
