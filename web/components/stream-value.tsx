import { useState } from 'react';
import type { PageAskOf } from '#shared/contract/page-asks.ts';
import { useText } from '../messages/language.tsx';
import type { StreamSession } from '../stream/stream-session.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { StreamPopover } from './stream-popover.tsx';
import styles from './stream-value.module.css';

/** A date, a time or a colour of the remote page, chosen with the local browser's own picker and in its language. */
export function StreamValue({ session, ask }: { session: StreamSession; ask: PageAskOf<'value'> }) {
  const { t } = useText();
  const words = t.connect.asks;
  const [value, setValue] = useState(ask.value);
  const limits = {
    ...(ask.min ? { min: ask.min } : {}),
    ...(ask.max ? { max: ask.max } : {}),
    ...(ask.step ? { step: ask.step } : {}),
  };
  return (
    <StreamPopover session={session} box={ask.box} onDismiss={() => session.answer(null)}>
      <form
        className={styles.form}
        data-no-shortcuts
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          session.answer({ kind: 'value', value });
        }}
      >
        <TextField
          label={ask.label || words.values[ask.input]}
          name="remote-value"
          type={ask.input}
          {...limits}
          value={value}
          onChange={(event) => setValue(event.target.value)}
        />
        <footer className={styles.actions}>
          {ask.input === 'color' ? null : (
            <Button size="small" kind="quiet" onClick={() => session.answer({ kind: 'value', value: '' })}>
              {words.clear}
            </Button>
          )}
          <Button size="small" onClick={() => session.answer(null)}>
            {t.common.cancel}
          </Button>
          <Button size="small" kind="primary" type="submit">
            {words.set}
          </Button>
        </footer>
      </form>
    </StreamPopover>
  );
}
