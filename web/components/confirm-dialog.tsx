import type { ReactNode } from 'react';
import { useText } from '../messages/language.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { NewErrorNotice } from './error-notice.tsx';

/** Names what an act destroys and asks for a second press. While the act is under way nothing pretends to take it back. */
export function ConfirmDialog({
  open,
  onClose,
  title,
  confirm,
  action,
  children,
}: {
  open: boolean;
  onClose: () => void;
  title: string;
  /** What the button says that does it. */
  confirm: string;
  action: { isPending: boolean; error: unknown; run: () => void };
  children: ReactNode;
}) {
  const { t } = useText();
  return (
    <Dialog
      open={open}
      onClose={onClose}
      busy={action.isPending}
      title={title}
      closeLabel={t.common.close}
      actions={
        <>
          <Button disabled={action.isPending} onClick={onClose}>
            {t.common.cancel}
          </Button>
          <Button kind="danger" busy={action.isPending} onClick={action.run}>
            {confirm}
          </Button>
        </>
      }
    >
      {children}
      <NewErrorNotice error={action.error} />
    </Dialog>
  );
}
