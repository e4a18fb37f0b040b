import type { CDPSession, Page } from 'playwright-core';
import type { Box } from '#shared/contract/tutorials.ts';
import type { PageGeometry } from './page-items.ts';
import { accountTools } from './page/account-menu.ts';
import { coverTools } from './page/cover.ts';
import { labelTools } from './page/labels.ts';
import { paintOver, uncoverRanges } from './page/paint-over.ts';
import { pictureTools } from './page/pictures.ts';
import { walkPage } from './page/walk.ts';
import { siteMasks, zoneTools } from './page/zones.ts';

/** A part of an item's text, by the item's id in the newest geometry. */
export interface ItemRange {
  id: number;
  start: number;
  end: number;
}

/** Looks at a page from a world of its own: the page's scripts see nothing of it and cannot answer in its place. */
export interface PageReader {
  read(): Promise<PageGeometry>;
  /** Visible boxes of parts of texts of the newest geometry, in the order asked. */
  boxesOf(ranges: readonly ItemRange[]): Promise<Box[][]>;
  /** Paints over parts of texts until `uncover`; resolves after the next frames are drawn. False where unsupported. */
  cover(ranges: readonly ItemRange[]): Promise<boolean>;
  uncover(): Promise<void>;
}

const hostLimit = 500;
const highlightName = 'stepify-redaction';

/** The functions travel as source text, so each is self-contained and gets what it uses as an argument. */
const walkSource = `(() => {
  const zones = (${String(zoneTools)})(${JSON.stringify(siteMasks)});
  const tools = {
    ...zones,
    ...(${String(labelTools)})(zones.parentOf),
    ...(${String(accountTools)})(zones.parentOf),
    ...(${String(coverTools)})(zones.parentOf),
    ...(${String(pictureTools)})(zones),
  };
  globalThis.redactionWalk = (${String(walkPage)})(tools);
  return { geometry: redactionWalk.geometry, hosts: redactionWalk.hosts.map((host) => host.box) };
})()`;

const drawn = `new Promise((done) => {
  setTimeout(done, 250);
  requestAnimationFrame(() => requestAnimationFrame(() => done()));
})`;

export async function readPage(session: CDPSession): Promise<PageReader> {
  const { frameTree } = await session.send('Page.getFrameTree');
  const { executionContextId: contextId } = await session.send('Page.createIsolatedWorld', {
    frameId: frameTree.frame.id,
    worldName: 'redaction',
  });

  async function evaluate<T>(expression: string): Promise<T> {
    const answer = await session.send('Runtime.evaluate', {
      expression,
      contextId,
      returnByValue: true,
      awaitPromise: true,
    });
    if (answer.exceptionDetails) throw new Error('The page could not be read');
    return answer.result.value as T;
  }

  /** Closed shadow roots are invisible to scripts; the protocol knows which elements carry one. Those are masked whole. */
  async function closedRoots(boxes: Box[]): Promise<Box[]> {
    const closed = await Promise.all(
      boxes.map(async (_, index) => {
        if (index >= hostLimit) return true;
        const { result } = await session.send('Runtime.evaluate', {
          expression: `redactionWalk.hosts[${index}].element`,
          contextId,
        });
        if (!result.objectId) return true;
        const { node } = await session.send('DOM.describeNode', { objectId: result.objectId });
        await session.send('Runtime.releaseObject', { objectId: result.objectId });
        return (node.shadowRoots ?? []).some((root) => root.shadowRootType === 'closed');
      }),
    );
    return boxes.filter((_, index) => closed[index]);
  }

  async function read(): Promise<PageGeometry> {
    const { geometry, hosts } = await evaluate<{ geometry: PageGeometry; hosts: Box[] }>(walkSource);
    const closed = await closedRoots(hosts);
    const pictures = closed.map((box) => ({ box, kind: 'unknown' as const, reason: 'closed-shadow-root' }));
    return { ...geometry, pictures: [...geometry.pictures, ...pictures] };
  }

  const parts = (ranges: readonly ItemRange[]) => JSON.stringify(ranges.map(({ id, start, end }) => [id, start, end]));

  return {
    read,
    boxesOf: (ranges) =>
      evaluate<Box[][]>(`${parts(ranges)}.map(([id, start, end]) => redactionWalk.boxesOf(id, start, end))`),
    async cover(ranges) {
      const done = await evaluate<boolean>(
        `(${String(paintOver)})(${parts(ranges)}.map(([id, start, end]) => ({ nodes: redactionWalk.nodes[id], start, end })), '${highlightName}')`,
      );
      await evaluate(drawn);
      return done;
    },
    async uncover() {
      await evaluate(
        `(${String(uncoverRanges)})([document, ...redactionWalk.nodes.flat().map((part) => part.node.ownerDocument)].filter((owner, index, all) => all.indexOf(owner) === index), '${highlightName}')`,
      );
    },
  };
}

/** A session of the page for the protocol's own calls, ended after the work. */
export async function withSession<T>(
  page: Page,
  session: CDPSession | undefined,
  work: (session: CDPSession) => Promise<T>,
): Promise<T> {
  if (session) return work(session);
  const own = await page.context().newCDPSession(page);
  try {
    return await work(own);
  } finally {
    await own.detach().catch(() => undefined);
  }
}
