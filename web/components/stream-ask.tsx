import type { PageAsk } from '#shared/contract/page-asks.ts';
import type { StreamSession } from '../stream/stream-session.ts';
import { StreamCredentials } from './stream-credentials.tsx';
import { StreamDialog } from './stream-dialog.tsx';
import { StreamList } from './stream-list.tsx';
import { StreamValue } from './stream-value.tsx';

/** What the remote page asks, over its picture. */
export function StreamAsk({ session, ask }: { session: StreamSession; ask: PageAsk }) {
  if (ask.kind === 'dialog') return <StreamDialog session={session} ask={ask} />;
  if (ask.kind === 'credentials') return <StreamCredentials session={session} ask={ask} />;
  if (ask.kind === 'list') return <StreamList session={session} ask={ask} />;
  return <StreamValue session={session} ask={ask} />;
}
