import { ProductError } from '#shared/contract/errors.ts';
import { createLinkRequest, lookOverRequest } from '#shared/contract/sharing.ts';
import { createApp, type ApiDeps } from '#shared/http/app.ts';
import { requireAccount } from '#shared/http/sign-in-session.ts';
import { idParam, validJson } from '#shared/http/valid-json.ts';
import { confirmLookOver } from './look-over.ts';
import { publishTutorial, unpublishTutorial } from './publication.ts';
import { readSharing } from './read-sharing.ts';
import { createShareLink, revokeShareLink } from './share-links.ts';

export interface SharingDeps extends ApiDeps {
  /** The secret that signs share links. */
  secret: () => Promise<string>;
}

/** `/api/sharing`: the owner's look over the pictures, and who else may read a tutorial. */
export function sharingApi(deps: SharingDeps) {
  const app = createApp(deps, 'sharing');
  app.use(requireAccount(deps));
  app.use('/:id/*', async (c, next) => {
    await ownTutorial(deps, c.var.account.id, idParam(c, 'id'));
    await next();
  });
  app.get('/:id', async (c) => c.json(await readSharing(deps, idParam(c, 'id'))));
  app.post('/:id/look-over', validJson(lookOverRequest), async (c) => {
    await confirmLookOver(deps, idParam(c, 'id'), c.req.valid('json').frames);
    return c.json(await readSharing(deps, idParam(c, 'id')));
  });
  app.post('/:id/links', validJson(createLinkRequest), async (c) => {
    await createShareLink(deps, idParam(c, 'id'), c.req.valid('json'));
    return c.json(await readSharing(deps, idParam(c, 'id')), 201);
  });
  app.delete('/:id/links/:linkId', async (c) => {
    await revokeShareLink(deps, idParam(c, 'id'), idParam(c, 'linkId'));
    return c.json(await readSharing(deps, idParam(c, 'id')));
  });
  app.post('/:id/publication', async (c) => {
    await publishTutorial(deps, idParam(c, 'id'));
    return c.json(await readSharing(deps, idParam(c, 'id')));
  });
  app.delete('/:id/publication', async (c) => {
    await unpublishTutorial(deps, idParam(c, 'id'));
    return c.json(await readSharing(deps, idParam(c, 'id')));
  });
  return app;
}

async function ownTutorial({ db }: Pick<SharingDeps, 'db'>, userId: string, tutorialId: string): Promise<void> {
  const own = await db
    .selectFrom('tutorials')
    .select('id')
    .where('id', '=', tutorialId)
    .where('user_id', '=', userId)
    .where('status', '=', 'ready')
    .where('rerun_of', 'is', null)
    .executeTakeFirst();
  if (!own) throw new ProductError('NOT_FOUND', 'tutorial');
}
