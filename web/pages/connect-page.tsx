import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useLocation, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useState, useSyncExternalStore } from 'react';
import type { StartConnectionRequest } from '#shared/contract/connections.ts';
import { connectionsQuery, startConnection } from '../api/connections.ts';
import { ConnectForm } from '../components/connect-form.tsx';
import { ConnectedPanel } from '../components/connected-panel.tsx';
import { Page } from '../components/page.tsx';
import { SessionEnded } from '../components/session-ended.tsx';
import { StreamScreen } from '../components/stream-screen.tsx';
import { useText } from '../messages/language.tsx';
import { StreamSession } from '../stream/stream-session.ts';
import { Notice } from '../ui/notice.tsx';

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** What the browser that is open was started for. It outlives a reload of the page, as the browser does not. */
    connecting?: StartConnectionRequest | undefined;
    /** Opens that browser once more while it waits for the page. */
    streamTicket?: string | undefined;
  }
}

/** From consent to connection: the form, the streamed browser over the whole page, and how it ended. */
export function ConnectPage() {
  const { t } = useText();
  const search = useSearch({ from: '/signed-in/shell/platforms/connect' });
  const { interrupted, ticket } = useInterrupted();
  const [request, setRequest] = useState(interrupted);
  const [session, setSession] = useState(() => (interrupted && ticket ? new StreamSession(ticket) : undefined));
  const [resumed] = useState(session);
  const start = useMutation({ mutationFn: startConnection });
  useEffect(() => () => session?.close(), [session]);

  const open = (next: StartConnectionRequest) => {
    setSession(undefined);
    setRequest(next);
    // Not asked for once the page is left: a browser that nobody opens ends by itself.
    start.mutate(next, { onSuccess: ({ ticket }) => setSession(new StreamSession(ticket)) });
  };

  if (session && request) {
    return (
      <Streaming
        key={request.platformUrl}
        session={session}
        request={request}
        onAgain={() => open(request)}
        onForm={() => setSession(undefined)}
        resumed={session === resumed}
      />
    );
  }
  return (
    <Page title={t.connect.title} lead={t.connect.lead} width="narrow">
      {interrupted && !start.submittedAt ? <Notice tone="warning" title={t.connect.interrupted} /> : null}
      <ConnectForm
        first={{ url: request?.platformUrl ?? search.url ?? '', name: request?.displayName ?? search.name ?? '' }}
        busy={start.isPending}
        error={start.error}
        onStart={open}
      />
    </Page>
  );
}

/** What an open browser was started for when the page was left in its middle. */
function useInterrupted(): { interrupted: StartConnectionRequest | undefined; ticket: string | undefined } {
  const { connecting, streamTicket } = useLocation().state;
  const [first] = useState({ interrupted: connecting, ticket: streamTicket });
  return first;
}

/** Keeps in the history entry what is being connected for as long as its browser is open. */
function useRemembered(connecting: StartConnectionRequest | undefined, streamTicket: string | undefined) {
  const navigate = useNavigate();
  useEffect(() => {
    const state = (known: object) => ({ ...known, connecting, streamTicket });
    void navigate({ to: '.', search: true, state, replace: true, resetScroll: false });
  }, [navigate, connecting, streamTicket]);
}

function Streaming({
  session,
  request,
  onAgain,
  onForm,
  resumed,
}: {
  session: StreamSession;
  request: StartConnectionRequest;
  onAgain: () => void;
  onForm: () => void;
  /** The page came back to a browser that it had left. */
  resumed: boolean;
}) {
  const { t } = useText();
  const queries = useQueryClient();
  const { end, ticket } = useSyncExternalStore(session.subscribe, session.snapshot);
  const connected = end?.reason === 'connected';
  const { back } = useSearch({ from: '/signed-in/shell/platforms/connect' });
  useRemembered(end ? undefined : request, end ? undefined : ticket);
  // The form may have been scrolled; what follows it starts at the top.
  useEffect(() => {
    window.scrollTo(0, 0);
  }, []);
  useEffect(() => {
    if (connected) void queries.invalidateQueries({ queryKey: connectionsQuery.queryKey });
  }, [connected, queries]);

  const tooLate = resumed && end?.reason === 'ticket_refused';
  useEffect(() => {
    if (tooLate) onForm();
  }, [tooLate, onForm]);

  if (!end) return <StreamScreen session={session} />;
  if (connected) return <ConnectedPanel connectionId={end.connectionId} back={back} />;
  return (
    <Page title={t.connect.title} width="narrow">
      <SessionEnded reason={end.reason} onAgain={onAgain} onForm={onForm} />
    </Page>
  );
}
