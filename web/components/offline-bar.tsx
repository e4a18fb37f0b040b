import { useSyncExternalStore } from 'react';
import { useText } from '../messages/language.tsx';
import { Icon } from '../ui/icon.tsx';
import styles from './offline-bar.module.css';

/** Says that the device has no network, for as long as it has none. */
export function OfflineBar() {
  const { t } = useText();
  const online = useSyncExternalStore(subscribe, () => navigator.onLine);
  return (
    // There before its content, so that what comes is read out.
    <output className={styles.room}>
      {online ? null : (
        <span className={styles.bar}>
          <Icon name="alert" size={16} />
          {t.common.noNetwork}
        </span>
      )}
    </output>
  );
}

function subscribe(changed: () => void): () => void {
  window.addEventListener('online', changed);
  window.addEventListener('offline', changed);
  return () => {
    window.removeEventListener('online', changed);
    window.removeEventListener('offline', changed);
  };
}
