import { emptyPage, readStorageExpression, writeStorageExpression } from '#shared/browser/site-storage-script.ts';
import { siteStorage, type SiteStorage } from '#shared/contract/site-storage.ts';
import type { CdpClient } from './cdp.ts';

interface StorageTab {
  targetId: string;
  sessionId: string;
}

/** The storage of the tab's origin, from a world of its own. Undefined when it is of another origin or too large. */
export async function readStorage(
  cdp: CdpClient,
  { targetId, sessionId }: StorageTab,
  { origin, databases }: { origin: string; databases: boolean },
): Promise<SiteStorage | undefined> {
  const { executionContextId } = await cdp.send<{ executionContextId: number }>(
    'Page.createIsolatedWorld',
    { frameId: targetId, worldName: 'storage' },
    sessionId,
  );
  const { result } = await cdp.send<{ result: { value?: unknown } }>(
    'Runtime.evaluate',
    {
      expression: readStorageExpression({ databases }),
      contextId: executionContextId,
      returnByValue: true,
      awaitPromise: true,
    },
    sessionId,
  );
  const found = siteStorage.safeParse(result.value).data;
  return found?.origin === origin ? found : undefined;
}

/** Fills the storage of an origin in a fresh tab, on an empty page in the platform's place. Nothing is asked of it. */
export async function writeStorage(cdp: CdpClient, tab: string, storage: SiteStorage): Promise<void> {
  const body = Buffer.from(emptyPage).toString('base64');
  const stop = cdp.on(({ method, params, sessionId }) => {
    if (sessionId !== tab || method !== 'Fetch.requestPaused') return;
    const responseHeaders = [{ name: 'Content-Type', value: 'text/html' }];
    cdp.post('Fetch.fulfillRequest', { requestId: params.requestId, responseCode: 200, responseHeaders, body }, tab);
  });
  try {
    await cdp.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] }, tab);
    await cdp.send('Page.navigate', { url: storage.origin }, tab);
    await cdp.send('Runtime.evaluate', { expression: writeStorageExpression(storage), awaitPromise: true }, tab);
    await cdp.send('Fetch.disable', {}, tab);
  } finally {
    stop();
  }
}
