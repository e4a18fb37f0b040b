import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createRouter, RouterProvider } from '@tanstack/react-router';
import type { Language } from '#shared/contract/accounts.ts';
import { forget, meQuery } from './api/accounts.ts';
import { ApiError, hasCode } from './api/api-error.ts';
import { LanguageProvider } from './messages/language.tsx';
import type { Messages } from './messages/en.ts';
import { BrokenPage } from './pages/broken-page.tsx';
import { NotFoundPage } from './pages/not-found-page.tsx';
import { routeTree } from './routes.tsx';

/** A session that has ended shows itself in any answer; the page then asks to sign in and comes back. */
function onError(error: unknown) {
  if (!hasCode(error, 'NOT_SIGNED_IN') || !queryClient.getQueryData(meQuery.queryKey)) return;
  forget(queryClient);
  void router.invalidate();
}

/** Asking again helps when nothing answered or the service was busy, and never when it said no. */
const worthRetrying = (error: unknown) =>
  error instanceof ApiError && ['OFFLINE', 'INTERNAL', 'MODEL_UNAVAILABLE'].includes(error.code);

const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: {
      staleTime: 5000,
      retry: (failures, error) => failures < 2 && worthRetrying(error),
      networkMode: 'always',
      // What could not be had without a connection is asked for once it is back.
      refetchOnReconnect: true,
    },
    mutations: { networkMode: 'always' },
  },
});

const router = createRouter({
  routeTree,
  context: { queryClient },
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
  scrollRestoration: true,
  defaultErrorComponent: BrokenPage,
  defaultNotFoundComponent: NotFoundPage,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

export function App({ first }: { first: { language: Language; messages: Messages } }) {
  return (
    <LanguageProvider first={first}>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </LanguageProvider>
  );
}
