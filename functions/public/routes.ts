import type { Context } from 'hono';
import { createApp, type ApiDeps } from '#shared/http/app.ts';
import { idParam } from '#shared/http/valid-json.ts';
import { openedByLink, openedByShowcase } from './opened-tutorial.ts';
import { listShowcase } from './list-showcase.ts';
import { readSharedFrame, readSharedTutorial } from './read-shared.ts';

export interface PublicDeps extends ApiDeps {
  /** The secret that signs share links. */
  secret: () => Promise<string>;
  files: { get(key: string): Promise<Buffer | undefined> };
  /** A stand-in answers in place of the model. */
  offlineModel: boolean;
}

/**
 * `/api/public`: what people without an account may read, through a share link (S2) or the showcase (S3). Each request
 * asks the tables again and nothing is kept by a cache, so that what is revoked is gone at once.
 */
export function publicApi(deps: PublicDeps) {
  const app = createApp(deps, 'public');
  const byLink = (c: Context) => openedByLink(deps, c.req.param('token') ?? '');
  const byShowcase = (c: Context) => openedByShowcase(deps, idParam(c, 'id'));
  const picture = (c: Context, bytes: Buffer) =>
    c.body(new Uint8Array(bytes), 200, { 'Content-Type': 'image/webp', 'Cache-Control': 'private, no-store' });

  app.get('/links/:token', async (c) => c.json(await readSharedTutorial(deps, await byLink(c))));
  app.get('/links/:token/frames/:assetId', async (c) =>
    picture(c, await readSharedFrame(deps, await byLink(c), idParam(c, 'assetId'))),
  );
  app.get('/showcase', async (c) => c.json(await listShowcase(deps)));
  app.get('/showcase/:id', async (c) => c.json(await readSharedTutorial(deps, await byShowcase(c))));
  app.get('/showcase/:id/frames/:assetId', async (c) =>
    picture(c, await readSharedFrame(deps, await byShowcase(c), idParam(c, 'assetId'))),
  );
  return app;
}
