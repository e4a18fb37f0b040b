import { useEffect, useRef } from 'react';
import { storageConsent } from '#shared/contract/consent.ts';
import type { StorageAnswer } from '#shared/contract/stream.ts';
import { useText } from '../messages/language.tsx';
import { Button } from '../ui/button.tsx';
import styles from './storage-consent.module.css';

/** The separate consent of promise C6: it names what is kept beside cookies, and of which address. */
export function StorageConsent({
  origin,
  onAnswer,
}: {
  origin: string;
  onAnswer: (answer: StorageAnswer['answer']) => void;
}) {
  const { t } = useText();
  const panel = useRef<HTMLElement>(null);
  useEffect(() => panel.current?.focus(), []);
  return (
    <div className={styles.over}>
      <section ref={panel} className={styles.panel} role="alertdialog" aria-labelledby="storage-title" tabIndex={-1}>
        <header className={styles.head}>
          <h2 id="storage-title" className={styles.title}>
            {t.connect.storageTitle}
          </h2>
          <span className={styles.version}>{t.connect.version(storageConsent.version)}</span>
        </header>
        <p className={styles.origin}>{origin}</p>
        <ol className={styles.text}>
          {t.connect.storageConsent.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ol>
        <div className={styles.actions}>
          <Button kind="primary" onClick={() => onAnswer('keep')}>
            {t.connect.storageKeep}
          </Button>
          <Button onClick={() => onAnswer('later')}>{t.connect.storageLater}</Button>
          <Button kind="quiet" onClick={() => onAnswer('decline')}>
            {t.connect.storageDecline}
          </Button>
        </div>
      </section>
    </div>
  );
}
