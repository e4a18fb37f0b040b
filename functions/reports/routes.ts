import { ProductError } from '#shared/contract/errors.ts';
import { ownReport, viewerReport } from '#shared/contract/reports.ts';
import { createApp, type ApiDeps } from '#shared/http/app.ts';
import { requireAccount } from '#shared/http/sign-in-session.ts';
import { validJson } from '#shared/http/valid-json.ts';
import { viewerAddress } from '#shared/http/viewer-address.ts';
import type { SendMail } from '#shared/mail/mailer.ts';
import { openedByLink, openedByShowcase } from '../public/opened-tutorial.ts';
import { fileReport } from './file-report.ts';
import { countReport } from './report-limit.ts';

export interface ReportsDeps extends ApiDeps {
  sendMail: SendMail;
  operatorMail: string;
  /** The secret that signs share links. */
  secret: () => Promise<string>;
}

/** `/api/reports`: owners and readers say that a frame shows personal data (R6). */
export function reportsApi(deps: ReportsDeps) {
  const app = createApp(deps, 'reports');
  app.post('/own', requireAccount(deps), validJson(ownReport), async (c) => {
    const { tutorialId, assetId, subject } = c.req.valid('json');
    const own = await deps.db
      .selectFrom('tutorials')
      .select('id')
      .where('id', '=', tutorialId)
      .where('user_id', '=', c.var.account.id)
      .executeTakeFirst();
    if (!own) throw new ProductError('NOT_FOUND', 'tutorial');
    await countReport(deps, { tutorialId, reporter: 'owner', source: c.var.account.id });
    const dueAt = await fileReport(deps, { tutorialId, assetId, subject, reporter: 'owner' });
    return c.json({ dueAt: dueAt.toISOString() }, 201);
  });
  app.post('/shared', validJson(viewerReport), async (c) => {
    const { way, assetId, subject } = c.req.valid('json');
    const tutorialId = 'link' in way ? await openedByLink(deps, way.link) : await openedByShowcase(deps, way.showcase);
    await countReport(deps, { tutorialId, reporter: 'viewer', source: viewerAddress(c) });
    const dueAt = await fileReport(deps, { tutorialId, assetId, subject, reporter: 'viewer' });
    return c.json({ dueAt: dueAt.toISOString() }, 201);
  });
  return app;
}
