import { useState } from 'react';
import { useText } from '../messages/language.tsx';
import { sendText } from '../stream/keyboard-input.ts';
import type { StreamSession } from '../stream/stream-session.ts';
import { Button } from '../ui/button.tsx';

/** Pastes where there is no keyboard to do it: a finger cannot reach the field that takes a paste. */
export function PasteButton({ session, disabled }: { session: StreamSession; disabled: boolean }) {
  const { t } = useText();
  const [refused, setRefused] = useState(false);
  const paste = () =>
    navigator.clipboard.readText().then(
      (text) => {
        setRefused(false);
        sendText((message) => session.input(message), text);
      },
      () => setRefused(true),
    );
  return (
    <>
      <span role="alert">{refused ? t.connect.pasteRefused : null}</span>
      <Button
        size="small"
        disabled={disabled}
        // The focus, and with it the phone's own keyboard, stays where it is.
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => void paste()}
      >
        {t.connect.paste}
      </Button>
    </>
  );
}
