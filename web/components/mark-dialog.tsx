import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Box, Frame } from '#shared/contract/tutorials.ts';
import { errorText } from '../api/api-error.ts';
import { markFrame } from '../api/marks.ts';
import { frameUrl, tutorialQuery, tutorialsQuery } from '../api/tutorials.ts';
import { useText } from '../messages/language.tsx';
import { marksText } from '../messages/marks.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Notice } from '../ui/notice.tsx';
import { useToast } from '../ui/toast.tsx';
import { FrameMarker } from './frame-marker.tsx';

/** Where owners draw boxes over what the redaction missed, see them, and confirm. */
export function MarkDialog({
  tutorialId,
  frame,
  alt,
  open,
  onClose,
}: {
  tutorialId: string;
  frame: Frame;
  alt: string;
  open: boolean;
  onClose: () => void;
}) {
  const { t, language } = useText();
  const marks = marksText[language];
  const [boxes, setBoxes] = useState<Box[]>([]);
  // Stays the same when a confirmation is sent again, so that it marks once.
  const [requestKey, setRequestKey] = useState(() => crypto.randomUUID());
  const queries = useQueryClient();
  const toast = useToast();
  const close = () => {
    setBoxes([]);
    setRequestKey(crypto.randomUUID());
    onClose();
  };
  const mark = useMutation({
    mutationFn: () => markFrame(tutorialId, frame.assetId, { requestKey, boxes }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: tutorialQuery(tutorialId).queryKey });
      await queries.invalidateQueries({ queryKey: tutorialsQuery.queryKey, exact: true });
      toast(marks.done(boxes.length));
      close();
    },
  });
  const change = (next: Box[]) => {
    mark.reset();
    setRequestKey(crypto.randomUUID());
    setBoxes(next);
  };
  return (
    <Dialog
      open={open}
      onClose={close}
      title={marks.title}
      closeLabel={t.common.close}
      size="picture"
      actions={
        <>
          <Button onClick={close}>{t.common.cancel}</Button>
          <Button
            kind="primary"
            icon="eyeOff"
            busy={mark.isPending}
            disabled={boxes.length === 0}
            onClick={() => mark.mutate()}
          >
            {marks.confirm(boxes.length)}
          </Button>
        </>
      }
    >
      <p>{marks.lead}</p>
      <FrameMarker
        src={frameUrl(tutorialId, frame.assetId)}
        alt={alt}
        picture={frame}
        boxes={boxes}
        onChange={change}
      />
      {mark.isError ? <Notice tone="danger" title={errorText(t, mark.error)} /> : null}
    </Dialog>
  );
}
