import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { siteQuery } from '../api/connections.ts';
import { useText } from '../messages/language.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import styles from './local-bar.module.css';

/** What only an installation on one machine has: its outbox, and a word about the model that answers. */
export function LocalBar() {
  const { t } = useText();
  const { data: site } = useQuery(siteQuery);
  const [explained, setExplained] = useState(false);
  if (!site || (!site.outboxUrl && !site.offlineModel)) return null;
  return (
    <footer className={styles.bar}>
      <span>{t.local.running}</span>
      {site.outboxUrl ? (
        <a className={styles.item} href={site.outboxUrl}>
          <Icon name="mail" size={16} />
          {t.local.outbox}
        </a>
      ) : null}
      {site.offlineModel ? (
        <button type="button" className={styles.item} onClick={() => setExplained(true)}>
          <Icon name="info" size={16} />
          {t.local.offlineModel}
        </button>
      ) : null}
      <Dialog
        open={explained}
        onClose={() => setExplained(false)}
        title={t.local.offlineTitle}
        closeLabel={t.common.close}
      >
        {t.local.offlineText.map((line) => (
          <p key={line}>{line}</p>
        ))}
      </Dialog>
    </footer>
  );
}
