import { createContext, use, type ReactNode } from 'react';
import styles from './alone.module.css';

/** True inside the shell, which has the page's `<main>` already. */
export const InShell = createContext(false);

/** One message in the middle of the page, wherever in the product it turns up. */
export function Alone({ children }: { children: ReactNode }) {
  return use(InShell) ? (
    <div className={styles.alone}>{children}</div>
  ) : (
    <main className={styles.alone}>{children}</main>
  );
}
