import { useText } from '../messages/language.tsx';
import type { RemoteLocation } from '../stream/stream-session.ts';
import { Icon } from '../ui/icon.tsx';
import { Spinner } from '../ui/spinner.tsx';
import styles from './stream-address.module.css';

/** The true address of the remote page, so that people see where they type. Its host stands out from the rest. */
export function StreamAddress({ location }: { location: RemoteLocation | undefined }) {
  const { t } = useText();
  if (!location) return <div className={styles.address} />;
  const url = URL.parse(location.url);
  const rest = url ? `${url.pathname}${url.search}` : '';
  return (
    <div className={styles.address} data-insecure={!location.secure || undefined} title={location.url}>
      <span className={styles.state}>
        <Icon name={location.secure ? 'lock' : 'unlocked'} size={16} />
        {location.secure ? <span className="visually-hidden">{t.connect.secure}</span> : t.connect.notSecure}
      </span>
      <span className={styles.url} dir="ltr">
        {url ? (
          <>
            <strong className={styles.host}>{url.host}</strong>
            {rest === '/' ? '' : rest}
          </>
        ) : (
          location.url
        )}
      </span>
      {location.loading ? <Spinner /> : null}
    </div>
  );
}
