import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ApiError, errorLine, errorText, hasCode } from '../api/api-error.ts';
import { useText } from '../messages/language.tsx';
import { NotFoundPage } from '../pages/not-found-page.tsx';
import { Button } from '../ui/button.tsx';
import { ErrorState } from '../ui/error-state.tsx';
import { Notice } from '../ui/notice.tsx';

/**
 * A query's three faces: on its way, failed, there. What is there stays on the screen while it is
 * fetched again, with a word where that failed.
 */
export function QueryState<T>({
  query,
  waiting,
  children,
}: {
  query: UseQueryResult<T>;
  waiting: ReactNode;
  children: (data: T) => ReactNode;
}) {
  const { t } = useText();
  // Deleted meanwhile, as in another window.
  if (hasCode(query.error, 'NOT_FOUND')) return <NotFoundPage />;
  if (query.data !== undefined) {
    return (
      <>
        {query.isError ? (
          <Notice
            tone="warning"
            title={t.common.outOfDate}
            actions={
              <Button size="small" busy={query.isFetching} onClick={() => void query.refetch()}>
                {t.common.retry}
              </Button>
            }
          >
            {errorLine(t, query.error)}
          </Notice>
        ) : null}
        {children(query.data)}
      </>
    );
  }
  if (!query.isError) {
    return (
      <div>
        <output className="visually-hidden">{t.common.loading}</output>
        {waiting}
      </div>
    );
  }
  const id = query.error instanceof ApiError ? query.error.id : undefined;
  return (
    <ErrorState
      title={errorText(t, query.error)}
      errorId={id && t.common.errorId(id)}
      actions={<Button onClick={() => void query.refetch()}>{t.common.retry}</Button>}
    />
  );
}
