import { useQuery } from '@tanstack/react-query';
import { useRef, useState, type FormEvent } from 'react';
import { startConnectionRequest, type StartConnectionRequest } from '#shared/contract/connections.ts';
import { connectConsent } from '#shared/contract/consent.ts';
import { siteQuery } from '../api/connections.ts';
import { useText } from '../messages/language.tsx';
import { Button } from '../ui/button.tsx';
import { Checkbox, TextField } from '../ui/field.tsx';
import { ErrorNotice } from './error-notice.tsx';
import { DemoSignIn } from './demo-sign-in.tsx';
import styles from './connect-form.module.css';

/** Address, name and consent. Nothing starts before the consent is given (C1). */
export function ConnectForm({
  first,
  busy,
  error,
  onStart,
}: {
  first: { url: string; name: string };
  busy: boolean;
  error: unknown;
  onStart: (request: StartConnectionRequest) => void;
}) {
  const { t } = useText();
  const { data: site } = useQuery(siteQuery);
  const form = useRef<HTMLFormElement>(null);
  const [url, setUrl] = useState(first.url);
  const [name, setName] = useState(first.name);
  const [agreed, setAgreed] = useState(false);
  const [tried, setTried] = useState(false);

  const address = withScheme(url);
  const { shape } = startConnectionRequest;
  const mistakes = {
    url: shape.platformUrl.safeParse(address).success ? undefined : t.connect.addressWrong,
    name: shape.displayName.safeParse(name).success ? undefined : t.connect.nameLong,
    agreed: agreed ? undefined : t.connect.agreeMissing,
  };
  const demo = site?.demoPlatform ?? undefined;

  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (mistakes.url || mistakes.name || mistakes.agreed) {
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus());
      return;
    }
    const displayName = name.trim();
    onStart({ platformUrl: address, consentVersion: connectConsent.version, ...(displayName ? { displayName } : {}) });
  };

  return (
    <form ref={form} className={styles.form} onSubmit={onSubmit} noValidate>
      {error ? <ErrorNotice error={error} /> : null}
      <div className={styles.fields}>
        <TextField
          label={t.connect.address}
          name="platformUrl"
          type="text"
          inputMode="url"
          autoCapitalize="off"
          autoComplete="url"
          spellCheck={false}
          placeholder={t.connect.addressPlaceholder}
          value={url}
          error={tried ? mistakes.url : undefined}
          onChange={(event) => setUrl(event.target.value)}
        />
        <TextField
          label={t.connect.name}
          name="displayName"
          aside={t.common.optional}
          hint={t.connect.nameHint}
          value={name}
          error={tried ? mistakes.name : undefined}
          onChange={(event) => setName(event.target.value)}
        />
      </div>
      {demo && (url === '' || url === demo.url) ? (
        <div className={styles.demo}>
          {url === demo.url ? (
            <>
              <p>{t.platforms.demoText}</p>
              <DemoSignIn demo={demo} />
            </>
          ) : (
            <Button
              size="small"
              icon="sparkle"
              onClick={() => {
                setUrl(demo.url);
                setName(t.platforms.demoTitle);
              }}
            >
              {t.connect.useDemo}
            </Button>
          )}
        </div>
      ) : null}
      <section className={styles.consent} aria-labelledby="consent-title">
        <header className={styles.consentHead}>
          <h2 id="consent-title" className={styles.consentTitle}>
            {t.connect.consentTitle}
          </h2>
          <span className={styles.version}>{t.connect.version(connectConsent.version)}</span>
        </header>
        <ol className={styles.consentText}>
          {t.connect.consent.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ol>
        <Checkbox
          label={t.connect.agree}
          name="consent"
          checked={agreed}
          error={tried ? mistakes.agreed : undefined}
          onChange={(event) => setAgreed(event.target.checked)}
        />
      </section>
      <div className={styles.actions}>
        <Button type="submit" kind="primary" size="large" busy={busy}>
          {t.connect.start}
        </Button>
      </div>
    </form>
  );
}

/** People write addresses without their scheme. */
function withScheme(url: string): string {
  const trimmed = url.trim();
  return trimmed === '' || /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`;
}
