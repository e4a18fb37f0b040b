import { useEffect, useId, useRef, type ReactNode } from 'react';
import { IconButton } from './button.tsx';
import styles from './dialog.module.css';

/**
 * A modal dialog on the browser's own `<dialog>`: focus stays inside, Escape closes, the rest of the page is inert, and
 * focus returns to where it was. Radix' dialog adds a style element to lock scrolling, which the page's policy refuses.
 */
export function Dialog({
  open,
  onClose,
  title,
  closeLabel,
  size = 'medium',
  busy = false,
  filled = false,
  children,
  actions,
}: {
  open: boolean;
  onClose: () => void;
  title: string;
  closeLabel: string;
  size?: 'medium' | 'picture';
  /** What cannot be taken back is under way: it stays until that is over. */
  busy?: boolean;
  /** Something was entered: a press beside it does not throw that away. */
  filled?: boolean;
  children: ReactNode;
  actions?: ReactNode;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  useEffect(() => {
    const element = dialog.current;
    if (!element) return;
    if (open && !element.open) element.showModal();
    if (!open && element.open) element.close();
  }, [open]);

  return (
    <dialog
      ref={dialog}
      className={`${styles.dialog} ${styles[size]}`}
      aria-labelledby={titleId}
      onClose={onClose}
      onCancel={busy ? (event) => event.preventDefault() : undefined}
      closedby={busy ? 'none' : filled ? 'closerequest' : 'any'}
    >
      {open ? (
        <div className={styles.body}>
          <header className={styles.head}>
            <h2 id={titleId} className={styles.title}>
              {title}
            </h2>
            <IconButton icon="x" label={closeLabel} size="small" disabled={busy} onClick={onClose} />
          </header>
          {children}
          {actions ? <footer className={styles.actions}>{actions}</footer> : null}
        </div>
      ) : null}
    </dialog>
  );
}
