import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { MarkRequest } from '#shared/contract/marks.ts';
import type { Box } from '#shared/contract/tutorials.ts';
import { useText } from '../messages/language.tsx';
import { marksText } from '../messages/marks.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { NewErrorNotice } from './error-notice.tsx';
import { FrameMarker } from './frame-marker.tsx';

/** Where owners and operators draw boxes over what the redaction missed, see them, and confirm. */
export function MarkDialog({
  title,
  picture,
  more,
  open,
  send,
  onMarked,
  onClose,
}: {
  title: string;
  picture: { src: string; alt: string; width: number; height: number };
  /** Said after the dialog's own words. */
  more?: ReactNode;
  open: boolean;
  send: (request: MarkRequest) => Promise<unknown>;
  /** How many boxes were marked; the dialog closes afterwards. */
  onMarked: (count: number) => Promise<void> | void;
  onClose: () => void;
}) {
  const { t, language } = useText();
  const marks = marksText[language];
  const [boxes, setBoxes] = useState<Box[]>([]);
  // Stays the same when a confirmation is sent again, so that it marks once.
  const [requestKey, setRequestKey] = useState(() => crypto.randomUUID());
  const close = () => {
    setBoxes([]);
    setRequestKey(crypto.randomUUID());
    onClose();
  };
  const mark = useMutation({
    mutationFn: send,
    onSuccess: async (_, asked) => {
      await onMarked(asked.boxes.length);
      close();
    },
  });
  const change = (next: Box[]) => {
    if (mark.isPending) return;
    mark.reset();
    setRequestKey(crypto.randomUUID());
    setBoxes(next);
  };
  return (
    <Dialog
      open={open}
      onClose={close}
      title={title}
      closeLabel={t.common.close}
      size="picture"
      busy={mark.isPending}
      filled={boxes.length > 0}
      actions={
        <>
          <Button disabled={mark.isPending} onClick={close}>
            {t.common.cancel}
          </Button>
          <Button
            kind="primary"
            icon="eyeOff"
            busy={mark.isPending}
            disabled={boxes.length === 0}
            onClick={() => mark.mutate({ requestKey, boxes })}
          >
            {marks.confirm(boxes.length)}
          </Button>
        </>
      }
    >
      <p>
        {marks.lead} {more}
      </p>
      <FrameMarker src={picture.src} alt={picture.alt} picture={picture} boxes={boxes} onChange={change} />
      <NewErrorNotice error={mark.error} />
    </Dialog>
  );
}
