import { pageProbe, pageProbeExpression, type PageProbe } from '#shared/browser/page-probe.ts';
import type { CdpClient } from './cdp.ts';

/** Looks at a tab from a world of its own, which the page's scripts cannot bend. Undefined while it navigates. */
export async function probeTab(
  cdp: CdpClient,
  tab: { targetId: string; sessionId: string },
): Promise<PageProbe | undefined> {
  try {
    const { executionContextId } = await cdp.send<{ executionContextId: number }>(
      'Page.createIsolatedWorld',
      // A page's main frame has the id of its target.
      { frameId: tab.targetId, worldName: 'probe' },
      tab.sessionId,
    );
    const { result } = await cdp.send<{ result: { value?: unknown } }>(
      'Runtime.evaluate',
      { expression: pageProbeExpression, contextId: executionContextId, returnByValue: true, timeout: 2_000 },
      tab.sessionId,
    );
    return pageProbe.safeParse(result.value).data;
  } catch {
    return undefined;
  }
}
