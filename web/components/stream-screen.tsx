import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { createPortal } from 'react-dom';
import { connectionDays } from '#shared/contract/consent.ts';
import { useText } from '../messages/language.tsx';
import type { StreamSession } from '../stream/stream-session.ts';
import { StreamedBrowser } from '../stream/streamed-browser.tsx';
import { Button, IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { LeaveStream } from './leave-stream.tsx';
import { useTitle } from './page.tsx';
import { PasteButton } from './paste-button.tsx';
import { StorageConsent } from './storage-consent.tsx';
import { StreamAddress } from './stream-address.tsx';
import { StreamAsk } from './stream-ask.tsx';
import { StreamNotice } from './stream-notice.tsx';
import { StreamTabs } from './stream-tabs.tsx';
import styles from './stream-screen.module.css';

/** The streamed browser over the whole page, with the promises that hold for it beside it. */
export function StreamScreen({ session }: { session: StreamSession }) {
  const { t, format } = useText();
  const state = useSyncExternalStore(session.subscribe, session.snapshot);
  const confirmButton = useRef<HTMLButtonElement>(null);
  const leave = useCallback(() => confirmButton.current?.focus(), []);
  const [expires] = useState(() => new Date(Date.now() + connectionDays * 86_400_000));
  // What is pressed while the line is cut would arrive nowhere.
  const live = state.phase === 'live' && !state.reconnecting;
  useTitle(t.connect.title);
  useInertPage();

  return createPortal(
    <main className={styles.screen} data-streaming={state.phase} aria-label={t.connect.browser}>
      <StreamTabs session={session} tabs={state.tabs} />
      <header className={styles.bar}>
        <div className={styles.history}>
          <IconButton
            icon="arrowLeft"
            size="small"
            label={t.connect.goBack}
            disabled={!live || !state.location?.canGoBack}
            onClick={() => session.history('back')}
          />
          <IconButton
            icon="arrowRight"
            size="small"
            label={t.connect.goForward}
            disabled={!live || !state.location?.canGoForward}
            onClick={() => session.history('forward')}
          />
          <IconButton
            icon="reload"
            size="small"
            label={t.connect.reload}
            disabled={!live}
            onClick={() => session.history('reload')}
          />
        </div>
        <StreamAddress location={state.location} />
        <div className={styles.actions}>
          <Button size="small" kind="quiet" onClick={() => session.cancel()}>
            {t.connect.cancel}
          </Button>
          <button
            ref={confirmButton}
            type="button"
            className={styles.confirm}
            disabled={!live}
            onClick={() => session.confirm()}
          >
            {t.connect.confirm}
          </button>
        </div>
      </header>
      <StreamNotice session={session} state={state} />
      <div className={styles.stage}>
        <StreamedBrowser session={session} label={t.connect.browserKeys} onLeave={leave} />
        {/* There before its content, so that what comes is read out. */}
        <div aria-live="polite">
          {state.queue ? (
            <Veil
              title={t.connect.queuedTitle(state.queue.place)}
              text={t.connect.queuedText(state.queue.seconds)}
              solid
            />
          ) : state.phase === 'starting' ? (
            <Veil title={t.connect.startingTitle} text={t.connect.startingText} solid />
          ) : state.phase === 'verifying' && !state.storageAsked ? (
            <Veil title={t.connect.verifyingTitle} text={t.connect.verifyingText} />
          ) : null}
        </div>
        {state.ask ? <StreamAsk key={state.ask.id} session={session} ask={state.ask.asks} /> : null}
        {state.storageAsked ? (
          <StorageConsent origin={state.storageAsked} onAnswer={(answer) => session.answerStorage(answer)} />
        ) : null}
      </div>
      <footer className={styles.promises}>
        <span className={styles.promise}>
          <Icon name="keyboard" size={16} />
          {t.connect.relayed}
        </span>
        <span className={styles.promise}>
          <Icon name="lock" size={16} />
          {t.connect.kept(format.date(expires))}
        </span>
        <span className={styles.leaveKey}>{t.connect.leaveKey}</span>
        <span className={styles.paste}>
          <PasteButton session={session} disabled={!live} />
        </span>
      </footer>
      <LeaveStream />
    </main>,
    document.body,
  );
}

function Veil({ title, text, solid = false }: { title: string; text: string; solid?: boolean }) {
  return (
    <div className={solid ? `${styles.veil} ${styles.solid}` : styles.veil}>
      <div className={styles.veilBox}>
        <Spinner large />
        <p className={styles.veilTitle}>{title}</p>
        <p className={styles.veilText}>{text}</p>
      </div>
    </div>
  );
}

/** What lies under the streamed browser cannot be reached while it is open. */
function useInertPage() {
  useEffect(() => {
    const page = document.getElementById('root');
    page?.setAttribute('inert', '');
    return () => page?.removeAttribute('inert');
  }, []);
}
