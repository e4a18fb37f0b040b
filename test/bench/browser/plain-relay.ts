import type { WebSocket } from 'ws';
import type { CdpClient } from '../../../containers/browser/cdp.ts';

export const plainRelayPort = 9_001;

/** The size our page gives its own browser in a window of 1280 × 900 is asked for, so that both draw the same. */
interface PlainSize {
  width: number;
  height: number;
}

type PlainMessage = { size: PlainSize } | { method: string; params: Record<string, unknown> };

/**
 * The plainest relay there is, without the detours that make others slow: a screencast whose frames are acknowledged at
 * once and sent as binary, and input handed on as it comes.
 */
export async function servePlainRelay(cdp: CdpClient, socket: WebSocket, url: string): Promise<void> {
  const waiting: PlainMessage[] = [];
  const keep = (data: Buffer) => waiting.push(JSON.parse(data.toString()) as PlainMessage);
  socket.on('message', keep);
  const { browserContextId } = await cdp.send<{ browserContextId: string }>('Target.createBrowserContext', {});
  const { targetId } = await cdp.send<{ targetId: string }>('Target.createTarget', { url, browserContextId });
  const { sessionId } = await cdp.send<{ sessionId: string }>('Target.attachToTarget', { targetId, flatten: true });
  const forget = cdp.on(({ method, params, sessionId: from }) => {
    if (method !== 'Page.screencastFrame' || from !== sessionId) return;
    cdp.post('Page.screencastFrameAck', { sessionId: params.sessionId as number }, sessionId);
    socket.send(Buffer.from(params.data as string, 'base64'));
  });
  const act = (message: PlainMessage) => {
    if ('method' in message) {
      cdp.post(message.method, message.params, sessionId);
      return;
    }
    const { width, height } = message.size;
    const screen = { width, height, deviceScaleFactor: 1, mobile: false };
    cdp.post('Emulation.setDeviceMetricsOverride', screen, sessionId);
    cdp.post('Emulation.setFocusEmulationEnabled', { enabled: true }, sessionId);
    cdp.post('Page.startScreencast', { format: 'jpeg', quality: 60, maxWidth: width, maxHeight: height }, sessionId);
  };
  socket.off('message', keep);
  socket.on('message', (data: Buffer) => act(JSON.parse(data.toString()) as PlainMessage));
  waiting.forEach(act);
  socket.once('close', () => {
    forget();
    cdp.post('Target.disposeBrowserContext', { browserContextId });
  });
}
