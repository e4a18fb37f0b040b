import { useQuery } from '@tanstack/react-query';
import { Outlet, useRouter, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { meQuery } from '../api/accounts.ts';

/** The pages before signing in: there at once, and left as soon as somebody is known to be signed in. */
export function SignedOut() {
  const { data: me } = useQuery(meQuery);
  const router = useRouter();
  const { next } = useSearch({ from: '/signed-out' });
  useEffect(() => {
    if (me) void router.navigate({ href: next ?? '/', replace: true });
  }, [me, next, router]);
  return <Outlet />;
}
