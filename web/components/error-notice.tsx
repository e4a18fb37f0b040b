import { useState } from 'react';
import { errorText, supportId } from '../api/api-error.ts';
import { useText } from '../messages/language.tsx';
import { Notice } from '../ui/notice.tsx';

/** What went wrong and what to do, with the number that finds the cause where only an operator can help. */
export function ErrorNotice({ error }: { error: unknown }) {
  const { t } = useText();
  const id = supportId(error);
  return (
    <Notice tone="danger" title={errorText(t, error)}>
      {id ? t.common.errorId(id) : null}
    </Notice>
  );
}

/** The same in a dialog that may be opened again: what went wrong the last time is no news. */
export function NewErrorNotice({ error }: { error: unknown }) {
  const [old] = useState(error);
  return error && error !== old ? <ErrorNotice error={error} /> : null;
}
