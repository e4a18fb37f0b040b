import { ProductError } from '#shared/contract/errors.ts';
import type { MarkRequest } from '#shared/contract/marks.ts';
import { logError } from '#shared/log/log.ts';
import { currentFrame } from '../marks/current-frame.ts';
import { mailOwners } from '../reports/mail-owners.ts';
import { markFrame } from '../marks/mark-frame.ts';
import { readOperatorKeys } from './operator-keys.ts';
import { closeReport, openReport, recordAccess } from './report-queue.ts';
import type { OperatorsDeps } from './routes.ts';

/** How long an operator may look at one frame before asking for it again. */
const lookMinutes = 15;

/**
 * Opens the one frame of a report for one operator: writes down who looks, and gives a signed path to the picture that
 * ends soon (R6). Nothing else of the tutorial is given out. Throws NOT_FOUND.
 */
export async function lookAtFrame(deps: OperatorsDeps, operator: string, reportId: string) {
  const { db, now, secret } = deps;
  const report = await openReport(db, reportId);
  const { id: assetId, width, height } = await currentFrame(db, report.tutorial_id, report.asset_id);
  await recordAccess(deps, report, { operator, action: 'looked', assetId });
  const expires = new Date(now().getTime() + lookMinutes * 60_000);
  const token = readOperatorKeys(await secret()).sign(operator, 'frame', reportId, expires);
  return { path: `/operators/frames/${token}`, width, height, expiresAt: expires.toISOString() };
}

/** The picture behind a signed path. Throws OPERATORS_ONLY for a path of somebody else or one that has ended, NOT_FOUND. */
export async function readOpenedFrame(deps: OperatorsDeps, operator: string, token: string): Promise<Buffer> {
  const { key } = await openedFrame(deps, operator, token);
  const bytes = await deps.files.get(key);
  if (!bytes) throw new ProductError('NOT_FOUND', 'frame');
  return bytes;
}

/** Makes the boxes unreadable, as an owner's mark does, closes the report, and tells the owner. */
export async function redactOpenedFrame(
  deps: OperatorsDeps,
  operator: string,
  token: string,
  request: MarkRequest,
): Promise<void> {
  const { report, assetId } = await openedFrame(deps, operator, token);
  const masked = await markFrame(deps, { tutorialId: report.tutorial_id, assetId }, request, 'operator');
  await recordAccess(deps, report, { operator, action: 'redacted', assetId: masked });
  await closeReport(deps, report.id, 'redacted');
  await mailOwners(deps).catch((error: unknown) =>
    logError('report.owner-mail-failed', error, { reportId: report.id }),
  );
}

async function openedFrame({ db, now, secret }: OperatorsDeps, operator: string, token: string) {
  const reportId = readOperatorKeys(await secret()).read(operator, 'frame', token, now());
  const report = await openReport(db, reportId);
  const { id, key } = await currentFrame(db, report.tutorial_id, report.asset_id);
  return { report, assetId: id, key };
}
