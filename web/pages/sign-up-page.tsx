import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useRef, useState, type FormEvent } from 'react';
import { enter, signUp } from '../api/accounts.ts';
import { hasCode } from '../api/api-error.ts';
import { AuthLayout } from '../components/auth-layout.tsx';
import { PasswordField } from '../components/password-field.tsx';
import { ErrorNotice } from '../components/error-notice.tsx';
import { useText } from '../messages/language.tsx';
import { Button } from '../ui/button.tsx';
import { Checkbox, TextField } from '../ui/field.tsx';
import { signUpMistakes, type SignUpFields } from './sign-up-mistakes.ts';
import styles from './auth-form.module.css';

export function SignUpPage() {
  const { t, language } = useText();
  const queries = useQueryClient();
  const { next } = useSearch({ from: '/signed-out/sign-up' });
  const form = useRef<HTMLFormElement>(null);
  const [fields, setFields] = useState<SignUpFields>({ name: '', email: '', password: '', sixteenOrOlder: false });
  /** Mistakes are shown after the first try, and then follow what is typed. */
  const [tried, setTried] = useState(false);
  const mistakes = tried ? signUpMistakes(fields, t) : {};

  const send = useMutation({
    mutationFn: signUp,
    onSuccess: (me) => enter(queries, me),
  });
  const taken = hasCode(send.error, 'EMAIL_TAKEN');

  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(signUpMistakes(fields, t)).length === 0) send.mutate({ ...fields, language });
    // The first wrong field gets the focus once it is marked.
    else requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus());
  };
  const change = (part: Partial<SignUpFields>) => {
    if (send.isError) send.reset();
    setFields((before) => ({ ...before, ...part }));
  };

  return (
    <AuthLayout
      title={t.auth.signUpTitle}
      lead={t.auth.signUpLead}
      footer={
        <>
          {t.auth.haveAccount}{' '}
          <Link to="/sign-in" search={{ next }}>
            {t.auth.signIn}
          </Link>
        </>
      }
    >
      <form ref={form} className={styles.form} onSubmit={onSubmit} noValidate>
        {send.isError && !taken ? <ErrorNotice error={send.error} /> : null}
        <TextField
          label={t.auth.name}
          name="name"
          autoComplete="name"
          value={fields.name}
          error={mistakes.name}
          onChange={(event) => change({ name: event.target.value })}
        />
        <TextField
          label={t.auth.email}
          name="email"
          type="email"
          autoComplete="email"
          inputMode="email"
          value={fields.email}
          error={
            taken ? (
              <>
                {t.errors.EMAIL_TAKEN} {/* In the history alone: an address would leave the e-mail in logs. */}
                <Link to="/sign-in" search={{ next }} state={(known) => ({ ...known, email: fields.email })}>
                  {t.auth.signInInstead}
                </Link>
              </>
            ) : (
              mistakes.email
            )
          }
          onChange={(event) => change({ email: event.target.value })}
        />
        <PasswordField
          label={t.auth.password}
          name="password"
          autoComplete="new-password"
          hint={t.auth.passwordHint}
          value={fields.password}
          error={mistakes.password}
          onChange={(event) => change({ password: event.target.value })}
        />
        <Checkbox
          label={t.auth.sixteen}
          name="sixteenOrOlder"
          checked={fields.sixteenOrOlder}
          error={mistakes.sixteenOrOlder}
          onChange={(event) => change({ sixteenOrOlder: event.target.checked })}
        />
        <Button type="submit" kind="primary" size="large" wide busy={send.isPending}>
          {t.auth.signUp}
        </Button>
      </form>
    </AuthLayout>
  );
}
