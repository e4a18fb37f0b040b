import { DropdownMenu } from 'radix-ui';
import { createContext, use, useCallback, useRef, type ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';
import styles from './menu.module.css';

/** What was chosen is done once the button has the focus again, so that a dialog gives it back to that. */
const Choose = createContext<(act: () => void) => void>((act) => act());

/** A menu under a button. Not modal: the modal kind locks scrolling with a style element, which the page's policy refuses. */
export function Menu({ trigger, header, children }: { trigger: ReactNode; header?: ReactNode; children: ReactNode }) {
  const chosen = useRef<() => void>(undefined);
  const choose = useCallback((act: () => void) => {
    chosen.current = act;
  }, []);
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Content
        className={styles.menu}
        align="end"
        sideOffset={6}
        collisionPadding={12}
        onCloseAutoFocus={() => {
          const act = chosen.current;
          chosen.current = undefined;
          if (act) queueMicrotask(act);
        }}
      >
        {header ? <DropdownMenu.Label className={styles.header}>{header}</DropdownMenu.Label> : null}
        <Choose value={choose}>{children}</Choose>
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
  const choose = use(Choose);
  return (
    <DropdownMenu.Item
      className={danger ? `${styles.item} ${styles.danger}` : styles.item}
      onSelect={() => choose(onSelect)}
    >
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
