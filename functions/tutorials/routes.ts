import { createApp, type ApiDeps } from '#shared/http/app.ts';
import { requireAccount } from '#shared/http/sign-in-session.ts';
import { idParam } from '#shared/http/valid-json.ts';
import { deleteTutorial } from './delete-tutorial.ts';
import { listTutorials } from './list-tutorials.ts';
import { readFrame } from './read-frame.ts';
import { readChanges } from './rerun.ts';
import { takeDraftOver, takeStepOver } from './take-over.ts';
import { readTutorial } from './read-tutorial.ts';

export interface TutorialsDeps extends ApiDeps {
  files: {
    get(key: string): Promise<Buffer | undefined>;
    deleteUnder(prefix: string): Promise<unknown>;
  };
  /** Whether the rule-based stand-in writes the tutorials of this deployment. */
  offlineModel: boolean;
}

/** `/api/tutorials`: one's own tutorials and their pictures. Whatever is somebody else's answers NOT_FOUND (S1). */
export function tutorialsApi(deps: TutorialsDeps) {
  const app = createApp(deps, 'tutorials');
  app.use(requireAccount(deps));
  app.get('/', async (c) => c.json({ tutorials: await listTutorials(deps, c.var.account.id) }));
  app.get('/:id', async (c) => c.json(await readTutorial(deps, c.var.account.id, idParam(c, 'id'))));
  app.get('/:id/changes', async (c) => c.json(await readChanges(deps, c.var.account.id, idParam(c, 'id'))));
  app.post('/:id/take-over', async (c) => {
    await takeDraftOver(deps, c.var.account.id, idParam(c, 'id'));
    return c.body(null, 204);
  });
  app.post('/:id/take-over/:stepId', async (c) => {
    await takeStepOver(deps, c.var.account.id, idParam(c, 'id'), idParam(c, 'stepId'));
    return c.body(null, 204);
  });
  app.get('/:id/frames/:assetId', async (c) => {
    const bytes = await readFrame(deps, c.var.account.id, idParam(c, 'id'), idParam(c, 'assetId'));
    return c.body(new Uint8Array(bytes), 200, { 'Content-Type': 'image/webp', 'Cache-Control': 'private, no-store' });
  });
  app.delete('/:id', async (c) => {
    await deleteTutorial(deps, c.var.account.id, idParam(c, 'id'));
    return c.body(null, 204);
  });
  return app;
}
