import styles from './brand.module.css';

/** The mark: a step, and the target that stands out from it. */
function BrandMark() {
  return (
    <svg className={styles.mark} viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
      <rect className={styles.ground} width="32" height="32" rx="8" />
      <rect className={styles.step} x="7" y="18" width="8" height="7" rx="2" />
      <rect className={styles.target} x="15.5" y="7.5" width="9" height="9" rx="2.5" />
    </svg>
  );
}

export function Brand({ name }: { name: string }) {
  return (
    <span className={styles.brand}>
      <BrandMark />
      <span className={styles.name}>{name}</span>
    </span>
  );
}
