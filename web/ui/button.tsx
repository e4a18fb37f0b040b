import type { AnchorHTMLAttributes, ButtonHTMLAttributes, ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';
import { Spinner } from './spinner.tsx';
import styles from './button.module.css';

export interface ButtonLook {
  kind?: 'primary' | 'secondary' | 'quiet' | 'danger';
  size?: 'small' | 'medium' | 'large';
  icon?: IconName;
  /** Fills the width of its container. */
  wide?: boolean;
}

/** The classes of a button, for a link that looks like one. */
function buttonClass({ kind = 'secondary', size = 'medium', wide = false }: ButtonLook): string {
  return [styles.button, styles[kind], styles[size], wide ? styles.wide : ''].join(' ');
}

export function Button({
  kind,
  size,
  icon,
  wide,
  busy,
  children,
  ...rest
}: ButtonLook & {
  /** What it does takes time: meanwhile, and by the second press of a double click, it is not begun again. */
  busy?: boolean;
  children: ReactNode;
} & ButtonHTMLAttributes<HTMLButtonElement>) {
  return (
    <button
      type="button"
      {...rest}
      className={buttonClass({ kind, size, wide })}
      aria-busy={busy || undefined}
      aria-disabled={busy || rest['aria-disabled']}
      onClick={(event) => {
        if (busy || (busy === false && event.detail > 1)) event.preventDefault();
        else rest.onClick?.(event);
      }}
    >
      {busy ? <Spinner /> : icon ? <Icon name={icon} size={16} /> : null}
      <span>{children}</span>
    </button>
  );
}

/** A link to another place, or to a file, that looks like a button. */
export function LinkButton({
  kind,
  size,
  icon,
  wide,
  children,
  ...rest
}: ButtonLook & { children: ReactNode } & AnchorHTMLAttributes<HTMLAnchorElement>) {
  return (
    <a {...rest} className={buttonClass({ kind, size, wide })}>
      {icon ? <Icon name={icon} size={16} /> : null}
      <span>{children}</span>
    </a>
  );
}

/** A square button whose icon says what it does; the label is read out and shown as a hint. */
export function IconButton({
  icon,
  label,
  size = 'medium',
  ...rest
}: { icon: IconName; label: string; size?: 'small' | 'medium' } & ButtonHTMLAttributes<HTMLButtonElement>) {
  return (
    <button type="button" {...rest} className={`${styles.iconButton} ${styles[size]}`} aria-label={label} title={label}>
      <Icon name={icon} size={size === 'small' ? 16 : 20} />
    </button>
  );
}
