import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { OpenedFrame } from '#shared/contract/reports.ts';
import type { Box } from '#shared/contract/tutorials.ts';
import { errorText } from '../api/api-error.ts';
import { markOpenedFrame, reportQueueQuery } from '../api/reports.ts';
import { useText } from '../messages/language.tsx';
import { marksText } from '../messages/marks.ts';
import { reportsText } from '../messages/reports.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Notice } from '../ui/notice.tsx';
import { useToast } from '../ui/toast.tsx';
import { FrameMarker } from './frame-marker.tsx';

/** The one picture that an operator has opened, to draw boxes on. */
export function OperatorMark({ frame, onClose }: { frame: OpenedFrame; onClose: () => void }) {
  const { t, language, format } = useText();
  const words = reportsText[language];
  const marks = marksText[language];
  const [boxes, setBoxes] = useState<Box[]>([]);
  const [requestKey, setRequestKey] = useState(() => crypto.randomUUID());
  const queries = useQueryClient();
  const toast = useToast();
  const mark = useMutation({
    mutationFn: () => markOpenedFrame(frame.path, { requestKey, boxes }),
    onSuccess: async () => {
      toast(words.marked(boxes.length));
      onClose();
      await queries.invalidateQueries(reportQueueQuery);
    },
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={words.picture}
      closeLabel={t.common.close}
      size="picture"
      actions={
        <>
          <Button onClick={onClose}>{t.common.cancel}</Button>
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
      <p>
        {marks.lead} {words.until(format.dateTime(frame.expiresAt))}
      </p>
      <FrameMarker
        src={`/api${frame.path}`}
        alt={words.picture}
        picture={frame}
        boxes={boxes}
        onChange={(next) => {
          mark.reset();
          setRequestKey(crypto.randomUUID());
          setBoxes(next);
        }}
      />
      {mark.isError ? <Notice tone="danger" title={errorText(t, mark.error)} /> : null}
    </Dialog>
  );
}
