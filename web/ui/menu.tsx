import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';
import styles from './menu.module.css';

/** A menu under a button. Not modal: the modal kind locks scrolling with a style element, which the page's policy refuses. */
export function Menu({ trigger, header, children }: { trigger: ReactNode; header?: ReactNode; children: ReactNode }) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Content className={styles.menu} align="end" sideOffset={6} collisionPadding={12}>
        {header ? <DropdownMenu.Label className={styles.header}>{header}</DropdownMenu.Label> : null}
        {children}
      </DropdownMenu.Content>
    </DropdownMenu.Root>
  );
}

export function MenuItem({
  icon,
  danger = false,
  hint,
  onSelect,
  children,
}: {
  icon?: IconName;
  danger?: boolean;
  hint?: string;
  onSelect: () => void;
  children: ReactNode;
}) {
  return (
    <DropdownMenu.Item className={danger ? `${styles.item} ${styles.danger}` : styles.item} onSelect={onSelect}>
      {icon ? <Icon name={icon} size={16} /> : null}
      <span className={styles.text}>{children}</span>
      {hint ? <kbd className={styles.hint}>{hint}</kbd> : null}
    </DropdownMenu.Item>
  );
}

export function MenuChoice({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: string;
  /** `lang` where a label is in a language of its own. */
  options: { value: string; label: string; lang?: string }[];
  onChange: (value: string) => void;
}) {
  return (
    <DropdownMenu.RadioGroup className={styles.group} value={value} onValueChange={onChange} aria-label={label}>
      <DropdownMenu.Label className={styles.label}>{label}</DropdownMenu.Label>
      {options.map((option) => (
        <DropdownMenu.RadioItem
          key={option.value}
          className={styles.item}
          value={option.value}
          onSelect={(event) => event.preventDefault()}
        >
          <span className={styles.text} lang={option.lang}>
            {option.label}
          </span>
          <DropdownMenu.ItemIndicator>
            <Icon name="check" size={16} />
          </DropdownMenu.ItemIndicator>
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  );
}

export function MenuLine() {
  return <DropdownMenu.Separator className={styles.line} />;
}
