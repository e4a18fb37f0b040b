import { useBlocker, type ShouldBlockFn } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useText } from '../messages/language.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';

const leadsAway: ShouldBlockFn = ({ current, next }) => current.pathname !== next.pathname;

/** Asks before the local browser's Back or a link closes the streamed one, with what was typed there. */
export function LeaveStream() {
  const { t } = useText();
  const way = useBlocker({
    shouldBlockFn: leadsAway,
    // After a reload the page comes back to its browser.
    enableBeforeUnload: false,
    withResolver: true,
  });
  const stay = () => way.reset?.();
  // The browser may end by itself while it is asked; then the page stays and says so.
  useEffect(() => () => way.reset?.(), [way]);
  return (
    <Dialog
      open={way.status === 'blocked'}
      onClose={stay}
      title={t.connect.leave.title}
      closeLabel={t.common.close}
      actions={
        <>
          <Button onClick={stay}>{t.connect.leave.stay}</Button>
          <Button kind="danger" onClick={() => way.proceed?.()}>
            {t.connect.leave.go}
          </Button>
        </>
      }
    >
      <p>{t.connect.leave.text}</p>
    </Dialog>
  );
}
