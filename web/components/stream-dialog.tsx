import { useState } from 'react';
import type { PageAskOf } from '#shared/contract/page-asks.ts';
import { useText } from '../messages/language.tsx';
import type { StreamSession } from '../stream/stream-session.ts';
import { Button } from '../ui/button.tsx';
import { Checkbox, TextField } from '../ui/field.tsx';
import { StreamPanel } from './stream-panel.tsx';
import styles from './stream-dialog.module.css';

/** alert, confirm, prompt and the question before a page is left, with the origin whose words they are. */
export function StreamDialog({ session, ask }: { session: StreamSession; ask: PageAskOf<'dialog'> }) {
  const { t } = useText();
  const words = t.connect.asks;
  const [text, setText] = useState(ask.preset);
  const [silence, setSilence] = useState(false);
  const leaving = ask.dialog === 'beforeunload';
  const reply = (accept: boolean) => session.answer({ kind: 'dialog', accept, text, silence });
  return (
    <StreamPanel
      title={leaving ? words.leaveTitle : words.says(ask.origin.replace(/^https:\/\//, ''))}
      onSubmit={() => reply(true)}
      onEscape={() => reply(false)}
      actions={
        <>
          {ask.dialog === 'alert' ? null : (
            <Button onClick={() => reply(false)}>{leaving ? words.stay : t.common.cancel}</Button>
          )}
          <Button type="submit" kind="primary">
            {leaving ? words.leave : words.ok}
          </Button>
        </>
      }
    >
      <p className={styles.text}>{leaving ? words.leaveText : ask.text}</p>
      {ask.dialog === 'prompt' ? (
        <TextField
          label={words.answer}
          name="remote-answer"
          autoComplete="off"
          value={text}
          maxLength={2000}
          onChange={(event) => setText(event.target.value)}
        />
      ) : null}
      {ask.again ? (
        <Checkbox
          label={words.silence}
          name="silence"
          checked={silence}
          onChange={(event) => setSilence(event.target.checked)}
        />
      ) : null}
    </StreamPanel>
  );
}
