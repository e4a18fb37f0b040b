import type { ErrorComponentProps } from '@tanstack/react-router';
import { ApiError, errorText } from '../api/api-error.ts';
import { Alone } from '../components/alone.tsx';
import { useText } from '../messages/language.tsx';
import { Button } from '../ui/button.tsx';
import { ErrorState } from '../ui/error-state.tsx';

/** The last net: says that something broke, what is kept, and the number to tell us where a log holds one. */
export function BrokenPage({ error }: Pick<ErrorComponentProps, 'error'>) {
  const { t } = useText();
  const fromApi = error instanceof ApiError;
  const id = fromApi ? error.id : undefined;
  return (
    <Alone>
      <ErrorState
        level={1}
        title={t.broken.title}
        errorId={id && t.common.errorId(id)}
        actions={
          <Button kind="primary" onClick={() => window.location.reload()}>
            {t.broken.reload}
          </Button>
        }
      >
        {fromApi ? errorText(t, error) : navigator.onLine ? t.broken.text : t.common.offline}
      </ErrorState>
    </Alone>
  );
}
