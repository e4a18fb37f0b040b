import { queryOptions, type QueryClient } from '@tanstack/react-query';
import { account, type Account, type SignInRequest, type SignUpRequest } from '#shared/contract/accounts.ts';
import { hasCode } from './api-error.ts';
import { callApi } from './client.ts';

/** Who is signed in, or null. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  staleTime: 60_000,
  queryFn: async ({ signal }): Promise<Account | null> => {
    try {
      return await callApi('/accounts/me', { answer: account, signal });
    } catch (error) {
      if (hasCode(error, 'NOT_SIGNED_IN')) return null;
      throw error;
    }
  },
});

/** Somebody has signed in: an older answer that is still on its way says nothing any more. */
export async function enter(queries: QueryClient, me: Account): Promise<void> {
  await queries.cancelQueries(meQuery);
  queries.setQueryData(meQuery.queryKey, me);
}

/** Nobody is signed in any more: nothing of who was stays for whoever comes next. */
export function forget(queries: QueryClient): void {
  queries.clear();
  queries.setQueryData(meQuery.queryKey, null);
}

export const signUp = (request: SignUpRequest) =>
  callApi('/accounts/sign-up', { method: 'POST', body: request, answer: account });

export const signIn = (request: SignInRequest) =>
  callApi('/accounts/sign-in', { method: 'POST', body: request, answer: account });

export const signOut = () => callApi('/accounts/sign-out', { method: 'POST' });
