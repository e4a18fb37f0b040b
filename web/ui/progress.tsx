import styles from './progress.module.css';

/** A bar from 0 to 100. */
export function Progress({
  percent,
  label,
  tone = 'accent',
}: {
  percent: number;
  label: string;
  tone?: 'accent' | 'danger' | 'success';
}) {
  return <progress className={`${styles.progress} ${styles[tone]}`} max={100} value={percent} aria-label={label} />;
}
