/**
 * The product's HTTP interface, one line each. Everything is JSON under `/api`; errors are `ErrorBody`.
 * Each first segment is one Lambda function.
 *
 *   POST   /api/accounts/sign-up               SignUpRequest → 201 Account, sets the session cookie
 *   POST   /api/accounts/sign-in               SignInRequest → Account, sets the session cookie
 *   POST   /api/accounts/sign-out              → 204, ends this session
 *   GET    /api/accounts/me                    → Account
 *   GET    /api/connections                    → ConnectionList
 *   GET    /api/connections/site               → SiteInfo (no sign-in needed)
 *   POST   /api/connections                    StartConnectionRequest → 201 StartConnectionAnswer
 *   PUT    /api/connections/:id/plan-approval  { approvePlans } → 204
 *   DELETE /api/connections/:id                → 204, ciphertext and key are gone
 *   POST   /api/jobs                           CreateJobRequest → 201 Job (200 when the request key was seen before)
 *   POST   /api/jobs/rerun                     { tutorialId } → 201 Job that fills a draft (200 when there is one)
 *   GET    /api/jobs/:id                       → Job
 *   POST   /api/jobs/:id/retry                 → Job, next attempt
 *   POST   /api/jobs/:id/approve               ApprovePlanRequest → Job, next attempt, which goes on behind the plan
 *   POST   /api/jobs/:id/decline               { attempt } → Job, which is over
 *   GET    /api/progress/:jobId                → Server-Sent Events of ProgressEvent
 *   GET    /api/tutorials                      → TutorialList, newest first
 *   GET    /api/tutorials/:id                  → Tutorial
 *   GET    /api/tutorials/:id/frames/:assetId  → image/webp
 *   GET    /api/tutorials/:id/changes          → TutorialChanges of its finished draft
 *   POST   /api/tutorials/:id/take-over        → 204, the draft is in its place
 *   POST   /api/tutorials/:id/take-over/:stepId → 204, one step of the draft is in its place, the rest is erased
 *   DELETE /api/tutorials/:id                  → 204, every file of it is gone
 *   POST   /api/marks/:id/frames/:assetId      MarkRequest → 200 MarkAnswer, the marked places are unreadable everywhere
 *   GET    /api/sharing/:id                    → Sharing
 *   POST   /api/sharing/:id/look-over          LookOverRequest → Sharing
 *   POST   /api/sharing/:id/links              CreateLinkRequest → 201 Sharing, after a look over the pictures alone
 *   DELETE /api/sharing/:id/links/:linkId      → Sharing, the link opens nothing from now on
 *   POST   /api/sharing/:id/publication        → Sharing, after a look over the pictures alone
 *   DELETE /api/sharing/:id/publication        → Sharing
 *   GET    /api/public/links/:token            → SharedTutorial (no sign-in needed, like everything under /public)
 *   GET    /api/public/links/:token/frames/:assetId   → image/webp
 *   GET    /api/public/showcase                → Showcase, newest first
 *   GET    /api/public/showcase/:id            → SharedTutorial
 *   GET    /api/public/showcase/:id/frames/:assetId   → image/webp
 *   POST   /api/reports/own                    OwnReport → 201 ReportAnswer, in the operators' queue
 *   POST   /api/reports/shared                 ViewerReport → 201 ReportAnswer (no sign-in needed)
 *   POST   /api/operators/sign-in              OperatorSignIn → 204, sets the operator's cookie
 *   POST   /api/operators/sign-out             → 204
 *   GET    /api/operators/reports              → ReportQueue, the most urgent first
 *   POST   /api/operators/reports              FrameByAddress → 201 ReportQueue
 *   POST   /api/operators/reports/:id/look     → OpenedFrame, written down
 *   POST   /api/operators/reports/:id/close    → 204, nothing was found
 *   GET    /api/operators/frames/:token        → image/webp
 *   POST   /api/operators/frames/:token/marks  MarkRequest → 204, the report is closed
 *   WS     /stream                             subprotocols [streamProtocol, ticket]; see stream.ts
 *   WS     /drive                              `Authorization: Bearer <ticket>`; Chrome DevTools Protocol
 */
export const apiAreas = [
  'accounts',
  'connections',
  'jobs',
  'progress',
  'tutorials',
  'marks',
  'sharing',
  'public',
  'reports',
  'operators',
] as const;
export type ApiArea = (typeof apiAreas)[number];

/** Paths of the gateway, beside the API on the same origin. */
export const gatewayPaths = { stream: '/stream', drive: '/drive' } as const;
