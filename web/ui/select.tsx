import type { SelectHTMLAttributes } from 'react';
import { Field, type FieldFrame } from './field.tsx';
import { Icon } from './icon.tsx';
import styles from './select.module.css';

export interface SelectOption {
  value: string;
  label: string;
}

/**
 * The browser's own select: every phone and screen reader knows it, and it needs no style element, which the content
 * security policy would refuse to script-drawn ones.
 */
export function Select({
  label,
  hint,
  error,
  aside,
  options,
  ...select
}: FieldFrame & { options: SelectOption[] } & SelectHTMLAttributes<HTMLSelectElement>) {
  return (
    <Field label={label} hint={hint} error={error} aside={aside}>
      {(names) => (
        <span className={styles.wrap}>
          <select {...select} {...names} className={styles.select}>
            {options.map((option) => (
              <option key={option.value} value={option.value}>
                {option.label}
              </option>
            ))}
          </select>
          <Icon name="chevronDown" size={16} />
        </span>
      )}
    </Field>
  );
}
