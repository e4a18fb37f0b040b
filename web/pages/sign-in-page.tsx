import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useLocation, useSearch } from '@tanstack/react-router';
import { useRef, useState, type FormEvent } from 'react';
import { signInRequest } from '#shared/contract/accounts.ts';
import { enter, signIn } from '../api/accounts.ts';
import { AuthLayout } from '../components/auth-layout.tsx';
import { PasswordField } from '../components/password-field.tsx';
import { ErrorNotice } from '../components/error-notice.tsx';
import { useText } from '../messages/language.tsx';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import styles from './auth-form.module.css';

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** Of whoever wanted to sign up and has an account already. */
    email?: string | undefined;
  }
}

export function SignInPage() {
  const { t } = useText();
  const queries = useQueryClient();
  const { next } = useSearch({ from: '/signed-out/sign-in' });
  const form = useRef<HTMLFormElement>(null);
  const [fields, setFields] = useState({ email: useLocation().state.email ?? '', password: '' });
  const [tried, setTried] = useState(false);
  const mistakes = {
    email: signInRequest.shape.email.safeParse(fields.email).success ? undefined : t.auth.emailWrong,
    password: fields.password ? undefined : t.auth.passwordMissing,
  };

  const send = useMutation({
    mutationFn: signIn,
    onSuccess: (me) => enter(queries, me),
  });

  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!mistakes.email && !mistakes.password) send.mutate(fields);
    else requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus());
  };

  return (
    <AuthLayout
      title={t.auth.signInTitle}
      lead={t.auth.signInLead}
      footer={
        <>
          {t.auth.noAccount}{' '}
          <Link to="/sign-up" search={{ next }}>
            {t.auth.signUpTitle}
          </Link>
        </>
      }
    >
      <form ref={form} className={styles.form} onSubmit={onSubmit} noValidate>
        {send.isError ? <ErrorNotice error={send.error} /> : null}
        <TextField
          label={t.auth.email}
          name="email"
          type="email"
          autoComplete="username"
          inputMode="email"
          value={fields.email}
          error={tried ? mistakes.email : undefined}
          onChange={(event) => setFields((before) => ({ ...before, email: event.target.value }))}
        />
        <PasswordField
          label={t.auth.password}
          name="password"
          autoComplete="current-password"
          value={fields.password}
          error={tried ? mistakes.password : undefined}
          onChange={(event) => setFields((before) => ({ ...before, password: event.target.value }))}
        />
        <Button type="submit" kind="primary" size="large" wide busy={send.isPending}>
          {t.auth.signIn}
        </Button>
      </form>
    </AuthLayout>
  );
}
