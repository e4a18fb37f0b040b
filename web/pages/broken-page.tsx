import type { ErrorComponentProps } from '@tanstack/react-router';
import { useState } from 'react';
import { ApiError, errorText } from '../api/api-error.ts';
import { Alone } from '../components/alone.tsx';
import { useText } from '../messages/language.tsx';
import { Button } from '../ui/button.tsx';
import { ErrorState } from '../ui/error-state.tsx';

/** The last net: says that something broke, what is kept, and the number to tell us. */
export function BrokenPage({ error }: Pick<ErrorComponentProps, 'error'>) {
  const { t } = useText();
  const [ownId] = useState(() => Math.random().toString(36).slice(2, 10));
  const fromApi = error instanceof ApiError;
  return (
    <Alone>
      <ErrorState
        level={1}
        title={t.broken.title}
        errorId={t.common.errorId((fromApi && error.id) || ownId)}
        actions={
          <Button kind="primary" onClick={() => window.location.reload()}>
            {t.broken.reload}
          </Button>
        }
      >
        {fromApi ? errorText(t, error) : t.broken.text}
      </ErrorState>
    </Alone>
  );
}
