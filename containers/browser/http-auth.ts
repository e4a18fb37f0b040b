import type { Asks } from './asks.ts';
import type { CdpClient, CdpEvent } from './cdp.ts';

interface AuthRequired {
  requestId: string;
  authChallenge: { source?: 'Server' | 'Proxy'; origin: string };
}

/**
 * HTTP authentication of pages and frames. What the user gives goes to Chromium and is kept nowhere else. To be asked,
 * Chromium has to stop at every document; each goes on at once.
 */
export class HttpAuth {
  private readonly cdp: CdpClient;
  private readonly asks: Asks;
  private readonly bringToFront: (tab: string) => void;
  private readonly answered = new Set<string>();
  /** Origins that were given a name and a password; never which. */
  readonly given = new Set<string>();

  constructor(cdp: CdpClient, asks: Asks, bringToFront: (tab: string) => void) {
    this.cdp = cdp;
    this.asks = asks;
    this.bringToFront = bringToFront;
  }

  prepare(session: string): void {
    const patterns = [{ urlPattern: '*', resourceType: 'Document' }];
    this.cdp.post('Fetch.enable', { handleAuthRequests: true, patterns }, session);
  }

  hear(tab: string, { method, params, sessionId = tab }: CdpEvent): void {
    if (method === 'Fetch.requestPaused') {
      this.cdp.post('Fetch.continueRequest', { requestId: params.requestId }, sessionId);
    } else if (method === 'Fetch.authRequired') this.ask(tab, sessionId, params as AuthRequired);
  }

  private ask(tab: string, session: string, { requestId, authChallenge }: AuthRequired): void {
    const respond = (response: object) =>
      this.cdp.post('Fetch.continueWithAuth', { requestId, authChallengeResponse: response }, session);
    const { origin } = authChallenge;
    if (authChallenge.source === 'Proxy') {
      respond({ response: 'CancelAuth' });
      return;
    }
    const ask = {
      kind: 'credentials' as const,
      origin: origin.slice(0, 300),
      secure: origin.startsWith('https:'),
      again: this.answered.has(requestId),
    };
    this.bringToFront(tab);
    this.asks.add(tab, ask, (answer) => {
      if (answer?.kind !== 'credentials') {
        respond({ response: 'CancelAuth' });
        return;
      }
      this.answered.add(requestId);
      this.given.add(origin);
      respond({ response: 'ProvideCredentials', username: answer.user, password: answer.password });
    });
  }
}
