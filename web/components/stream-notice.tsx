import { useText } from '../messages/language.tsx';
import { refusalText } from '../messages/refusals.ts';
import type { StreamSession, StreamState } from '../stream/stream-session.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Spinner } from '../ui/spinner.tsx';
import styles from './stream-notice.module.css';

/**
 * One line over the streamed page: that its connection is being mended, why it shows nothing, what it was not given, or
 * that nobody is signed in yet.
 */
export function StreamNotice({ session, state }: { session: StreamSession; state: StreamState }) {
  const { t, language } = useText();
  const { location, refused, notSignedIn, endsSoon } = state;
  if (state.reconnecting) {
    return (
      <div className={styles.notice} role="alert">
        <Spinner />
        <p>{t.connect.reconnecting}</p>
      </div>
    );
  }
  if (location?.trouble && !location.loading) {
    return (
      <div className={styles.notice} role="alert">
        <Icon name="alert" size={20} />
        <p>{t.connect.trouble[location.trouble]}</p>
        {location.trouble === 'refused' ? (
          <Button size="small" kind="quiet" disabled={!location.canGoBack} onClick={() => session.history('back')}>
            {t.connect.goBack}
          </Button>
        ) : (
          <Button size="small" kind="quiet" onClick={() => session.history('reload')}>
            {t.connect.reload}
          </Button>
        )}
      </div>
    );
  }
  if (endsSoon) {
    return (
      <div className={styles.notice} role="alert">
        <Icon name="clock" size={20} />
        <p>{t.connect.endsSoon[endsSoon.why](endsSoon.seconds)}</p>
        <Button size="small" kind="quiet" onClick={() => session.stay()}>
          {endsSoon.why === 'idle' ? t.connect.stay : t.connect.dismiss}
        </Button>
      </div>
    );
  }
  if (!refused && !notSignedIn) return null;
  return (
    <div className={styles.notice} role="alert">
      <Icon name="info" size={20} />
      <p>{refused ? refusalText[language][refused] : t.connect.notSignedIn}</p>
      <Button size="small" kind="quiet" onClick={() => session.dismissNotice()}>
        {t.connect.dismiss}
      </Button>
    </div>
  );
}
