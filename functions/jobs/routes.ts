import type { JobQueue } from '#shared/aws/queue.ts';
import { createJobRequest } from '#shared/contract/jobs.ts';
import { approvePlanRequest, declinePlanRequest } from '#shared/contract/plan.ts';
import { rerunRequest } from '#shared/contract/rerun.ts';
import { createApp, type ApiDeps } from '#shared/http/app.ts';
import { requireAccount } from '#shared/http/sign-in-session.ts';
import { idParam, validJson } from '#shared/http/valid-json.ts';
import { approvePlan, declinePlan } from './answer-plan.ts';
import { createJob } from './create-job.ts';
import { createRerun } from './create-rerun.ts';
import { readJob } from './read-jobs.ts';
import { retryJob } from './retry-job.ts';

export interface JobsDeps extends ApiDeps {
  queue: JobQueue;
}

/** `/api/jobs`: asking for tutorials, and how they are getting on. */
export function jobsApi(deps: JobsDeps) {
  const app = createApp(deps, 'jobs');
  app.use(requireAccount(deps));
  app.post('/', validJson(createJobRequest), async (c) => {
    const { id, created } = await createJob(deps, c.var.account.id, c.req.valid('json'));
    return c.json(await readJob(deps, c.var.account.id, id), created ? 201 : 200);
  });
  app.post('/rerun', validJson(rerunRequest), async (c) => {
    const { id, created } = await createRerun(deps, c.var.account.id, c.req.valid('json'));
    return c.json(await readJob(deps, c.var.account.id, id), created ? 201 : 200);
  });
  app.get('/:id', async (c) => c.json(await readJob(deps, c.var.account.id, idParam(c, 'id'))));
  app.post('/:id/retry', async (c) => {
    const id = idParam(c, 'id');
    await retryJob(deps, c.var.account.id, id);
    return c.json(await readJob(deps, c.var.account.id, id));
  });
  app.post('/:id/approve', validJson(approvePlanRequest), async (c) => {
    const id = idParam(c, 'id');
    await approvePlan(deps, c.var.account.id, id, c.req.valid('json'));
    return c.json(await readJob(deps, c.var.account.id, id));
  });
  app.post('/:id/decline', validJson(declinePlanRequest), async (c) => {
    const id = idParam(c, 'id');
    await declinePlan(deps, c.var.account.id, id, c.req.valid('json'));
    return c.json(await readJob(deps, c.var.account.id, id));
  });
  return app;
}
