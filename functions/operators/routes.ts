import { ProductError } from '#shared/contract/errors.ts';
import { markRequest } from '#shared/contract/marks.ts';
import { frameByAddress, operatorSignIn } from '#shared/contract/reports.ts';
import { createApp, type ApiDeps } from '#shared/http/app.ts';
import { idParam, validJson } from '#shared/http/valid-json.ts';
import type { SendMail } from '#shared/mail/mailer.ts';
import type { MarkDeps } from '../marks/mark-frame.ts';
import { fileReport } from '../reports/file-report.ts';
import { lookAtFrame, readOpenedFrame, redactOpenedFrame } from './opened-frame.ts';
import { endOperatorSession, requireOperator, startOperatorSession } from './operator-session.ts';
import { closeReport, openReport, openReports, recordAccess } from './report-queue.ts';

export interface OperatorsDeps extends ApiDeps, MarkDeps {
  /** The secret with every operator's key. */
  secret: () => Promise<string>;
  sendMail: SendMail;
  operatorMail: string;
}

/** The address of a frame's picture, as a person copies it: whatever stands around the two ids. */
const frameAddress = /\/tutorials\/([0-9a-f-]{36})\/frames\/([0-9a-f-]{36})/;

/**
 * `/api/operators`: the queue of reported frames, and a tool that shows one frame at a time and makes places in it
 * unreadable (R6). Operators have keys of their own, no accounts; every look and every change is written down.
 */
export function operatorsApi(deps: OperatorsDeps) {
  const app = createApp(deps, 'operators');
  app.post('/sign-in', validJson(operatorSignIn), async (c) => {
    await startOperatorSession(deps, c, c.req.valid('json').key);
    return c.body(null, 204);
  });
  app.post('/sign-out', (c) => {
    endOperatorSession(c);
    return c.body(null, 204);
  });
  app.use(requireOperator(deps));
  app.get('/reports', async (c) => c.json({ operator: c.var.operator, reports: await openReports(deps) }));
  app.post('/reports', validJson(frameByAddress), async (c) => {
    const { address, subject } = c.req.valid('json');
    const [, tutorialId, assetId] = frameAddress.exec(address) ?? [];
    if (!tutorialId || !assetId) throw new ProductError('INVALID_INPUT', 'address: of no frame');
    await fileReport(deps, { tutorialId, assetId, subject, reporter: 'operator' });
    return c.json({ operator: c.var.operator, reports: await openReports(deps) }, 201);
  });
  app.post('/reports/:id/look', async (c) => c.json(await lookAtFrame(deps, c.var.operator, idParam(c, 'id'))));
  app.post('/reports/:id/close', async (c) => {
    const report = await openReport(deps.db, idParam(c, 'id'));
    await recordAccess(deps, report, { operator: c.var.operator, action: 'closed', assetId: report.asset_id });
    await closeReport(deps, report.id, 'nothing_found');
    return c.body(null, 204);
  });
  app.get('/frames/:token', async (c) => {
    const bytes = await readOpenedFrame(deps, c.var.operator, c.req.param('token'));
    return c.body(new Uint8Array(bytes), 200, { 'Content-Type': 'image/webp', 'Cache-Control': 'private, no-store' });
  });
  app.post('/frames/:token/marks', validJson(markRequest), async (c) => {
    await redactOpenedFrame(deps, c.var.operator, c.req.param('token'), c.req.valid('json'));
    return c.body(null, 204);
  });
  return app;
}
