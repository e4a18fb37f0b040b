import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';
import styles from './notice.module.css';

const icons = { info: 'info', success: 'check', warning: 'alert', danger: 'alert' } as const satisfies Record<
  string,
  IconName
>;

/** A sentence or two that the reader must not miss. A `danger` notice is read out at once. */
export function Notice({
  tone = 'info',
  title,
  children,
  actions,
}: {
  tone?: keyof typeof icons;
  title?: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <div className={`${styles.notice} ${styles[tone]}`} role={tone === 'danger' ? 'alert' : undefined}>
      <Icon name={icons[tone]} size={20} />
      <div className={styles.body}>
        {title ? <p className={styles.title}>{title}</p> : null}
        {children ? <div className={styles.text}>{children}</div> : null}
        {actions ? <div className={styles.actions}>{actions}</div> : null}
      </div>
    </div>
  );
}
