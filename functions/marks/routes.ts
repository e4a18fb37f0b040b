import { ProductError } from '#shared/contract/errors.ts';
import { markRequest } from '#shared/contract/marks.ts';
import { createApp, type ApiDeps } from '#shared/http/app.ts';
import { requireAccount } from '#shared/http/sign-in-session.ts';
import { idParam, validJson } from '#shared/http/valid-json.ts';
import { markFrame, type MarkDeps } from './mark-frame.ts';

/** `/api/marks`: owners make unreadable what the redaction of their tutorials missed. */
export function marksApi(deps: ApiDeps & MarkDeps) {
  const app = createApp(deps, 'marks');
  app.use(requireAccount(deps));
  app.post('/:id/frames/:assetId', validJson(markRequest), async (c) => {
    const tutorialId = idParam(c, 'id');
    const own = await deps.db
      .selectFrom('tutorials')
      .select('id')
      .where('id', '=', tutorialId)
      .where('user_id', '=', c.var.account.id)
      .executeTakeFirst();
    if (!own) throw new ProductError('NOT_FOUND', 'tutorial');
    const frame = { tutorialId, assetId: idParam(c, 'assetId') };
    return c.json({ assetId: await markFrame(deps, frame, c.req.valid('json'), 'owner') });
  });
  return app;
}
