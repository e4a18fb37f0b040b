import type { SessionEnd } from '../stream/stream-session.ts';
import { useText } from '../messages/language.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Icon } from '../ui/icon.tsx';
import styles from './session-ended.module.css';

/** Ends after which another try at the same address cannot go better. */
const addressIsTheMatter: readonly SessionEnd[] = [
  'address_refused',
  'certificate_refused',
  'session_not_carried',
  'http_auth_only',
];

/** Why the streamed browser is gone, what was kept, and the next step. */
export function SessionEnded({
  reason,
  onAgain,
  onForm,
}: {
  reason: SessionEnd;
  onAgain: () => void;
  onForm: () => void;
}) {
  const { t } = useText();
  const words = t.connect.ended[reason];
  const otherAddress = addressIsTheMatter.includes(reason);
  return (
    <div className={styles.ended} role="alert">
      <EmptyState
        picture={
          <span className={styles.mark} data-calm={reason === 'cancelled' || reason === 'timed_out' || undefined}>
            <Icon name={reason === 'cancelled' ? 'x' : reason === 'timed_out' ? 'clock' : 'alert'} size={24} />
          </span>
        }
        title={words.title}
        actions={
          <>
            {otherAddress ? null : (
              <Button kind="primary" onClick={onAgain}>
                {t.connect.again}
              </Button>
            )}
            <Button kind={otherAddress ? 'primary' : 'secondary'} onClick={onForm}>
              {t.connect.changeAddress}
            </Button>
          </>
        }
      >
        {words.text}
      </EmptyState>
    </div>
  );
}
