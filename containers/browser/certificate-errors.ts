import type { CdpClient, CdpEvent } from './cdp.ts';

/** An address whose certificate is not valid is never opened, and the user is told so when it was the page itself. */
export class CertificateErrors {
  private readonly cdp: CdpClient;
  private readonly tell: () => void;
  /** Address that each tab's own page is being fetched from, after redirects. */
  private readonly asked = new Map<string, string>();
  refused = false;

  constructor(cdp: CdpClient, tell: () => void) {
    this.cdp = cdp;
    this.tell = tell;
  }

  prepare(tab: string): void {
    this.cdp.post('Security.enable', {}, tab);
    // Not to override anything: to be asked, and to say no.
    this.cdp.post('Security.setOverrideCertificateErrors', { override: true }, tab);
  }

  /** `target` is also the id of the tab's main frame. */
  hear(tab: string, target: string, { method, params }: CdpEvent): void {
    if (method === 'Fetch.requestPaused' && params.frameId === target)
      this.asked.set(tab, params.request.url as string);
    if (method !== 'Security.certificateError') return;
    this.cdp.post('Security.handleCertificateError', { eventId: params.eventId, action: 'cancel' }, tab);
    if (params.requestURL !== this.asked.get(tab)) return;
    this.refused = true;
    this.tell();
  }
}
