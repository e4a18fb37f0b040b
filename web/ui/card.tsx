import type { ReactNode } from 'react';
import styles from './card.module.css';

/** A quiet surface that holds things which belong together. */
export function Card({
  children,
  sunken = false,
  padded = true,
}: {
  children: ReactNode;
  sunken?: boolean;
  padded?: boolean;
}) {
  return (
    <div className={[styles.card, sunken ? styles.sunken : '', padded ? styles.padded : ''].join(' ')}>{children}</div>
  );
}
