import { useState } from 'react';
import type { PageAskOf } from '#shared/contract/page-asks.ts';
import { useText } from '../messages/language.tsx';
import type { StreamSession } from '../stream/stream-session.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { Notice } from '../ui/notice.tsx';
import { StreamPanel } from './stream-panel.tsx';

/** HTTP authentication: a name and a password for the address that asks, which the local browser must not keep. */
export function StreamCredentials({ session, ask }: { session: StreamSession; ask: PageAskOf<'credentials'> }) {
  const { t } = useText();
  const words = t.connect.asks;
  const [user, setUser] = useState('');
  const [password, setPassword] = useState('');
  return (
    <StreamPanel
      title={words.credentials(ask.origin.replace(/^https:\/\//, ''))}
      onSubmit={() => session.answer({ kind: 'credentials', user, password })}
      onEscape={() => session.answer(null)}
      actions={
        <>
          <Button onClick={() => session.answer(null)}>{t.common.cancel}</Button>
          <Button type="submit" kind="primary">
            {words.send}
          </Button>
        </>
      }
    >
      {ask.again ? <Notice tone="danger" title={words.credentialsAgain} /> : null}
      {ask.secure ? <p>{words.credentialsKept}</p> : <Notice tone="warning" title={words.credentialsOpen} />}
      <TextField
        label={words.user}
        name="remote-user"
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        value={user}
        maxLength={500}
        onChange={(event) => setUser(event.target.value)}
      />
      <TextField
        label={words.password}
        name="remote-password"
        type="password"
        autoComplete="new-password"
        value={password}
        maxLength={2000}
        onChange={(event) => setPassword(event.target.value)}
      />
    </StreamPanel>
  );
}
