import { useId, type InputHTMLAttributes, type ReactNode, type Ref, type TextareaHTMLAttributes } from 'react';
import { Icon } from './icon.tsx';
import styles from './field.module.css';

export interface FieldFrame {
  label: string;
  hint?: ReactNode;
  /** What is wrong and how to make it right. */
  error?: ReactNode;
  /** Beside the label, for example “optional” or a count. */
  aside?: ReactNode;
}

interface ControlNames {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
}

/** Label, control, hint and error, tied together for screen readers. */
export function Field({
  label,
  hint,
  error,
  aside,
  children,
}: FieldFrame & { children: (names: ControlNames) => ReactNode }) {
  const id = useId();
  const described = [error ? `${id}-error` : '', hint ? `${id}-hint` : ''].filter(Boolean).join(' ');
  return (
    <div className={styles.field}>
      <div className={styles.head}>
        <label className={styles.label} htmlFor={id}>
          {label}
        </label>
        {aside ? <span className={styles.aside}>{aside}</span> : null}
      </div>
      {children({ id, 'aria-describedby': described || undefined, 'aria-invalid': error ? true : undefined })}
      {error ? (
        <p className={styles.error} id={`${id}-error`}>
          <Icon name="alert" size={16} />
          <span>{error}</span>
        </p>
      ) : null}
      {hint ? (
        <p className={styles.hint} id={`${id}-hint`}>
          {hint}
        </p>
      ) : null}
    </div>
  );
}

type InputProps = FieldFrame & {
  /** A small button inside the control's end. */
  action?: ReactNode;
  ref?: Ref<HTMLInputElement>;
} & InputHTMLAttributes<HTMLInputElement>;

export function TextField({ label, hint, error, aside, action, ref, ...input }: InputProps) {
  return (
    <Field label={label} hint={hint} error={error} aside={aside}>
      {(names) => (
        <span className={styles.wrap}>
          <input
            {...input}
            {...names}
            ref={ref}
            className={action ? `${styles.control} ${styles.withAction}` : styles.control}
          />
          {action ? <span className={styles.action}>{action}</span> : null}
        </span>
      )}
    </Field>
  );
}

type AreaProps = FieldFrame & { ref?: Ref<HTMLTextAreaElement> } & TextareaHTMLAttributes<HTMLTextAreaElement>;

export function TextArea({ label, hint, error, aside, ref, ...area }: AreaProps) {
  return (
    <Field label={label} hint={hint} error={error} aside={aside}>
      {(names) => <textarea {...area} {...names} ref={ref} className={`${styles.control} ${styles.area}`} />}
    </Field>
  );
}

export function Checkbox({
  label,
  error,
  ref,
  ...input
}: { label: ReactNode; error?: ReactNode; ref?: Ref<HTMLInputElement> } & InputHTMLAttributes<HTMLInputElement>) {
  const id = useId();
  return (
    <div className={styles.field}>
      <label className={styles.check}>
        <input
          {...input}
          ref={ref}
          type="checkbox"
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? `${id}-error` : undefined}
        />
        <span>{label}</span>
      </label>
      {error ? (
        <p className={styles.error} id={`${id}-error`}>
          <Icon name="alert" size={16} />
          <span>{error}</span>
        </p>
      ) : null}
    </div>
  );
}
