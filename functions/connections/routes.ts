import type { AddressDeps } from '#shared/browser/public-address.ts';
import { planApprovalRequest, startConnectionRequest } from '#shared/contract/connections.ts';
import type { PairKeys } from '#shared/crypto/pair-keys.ts';
import { createApp, type ApiDeps } from '#shared/http/app.ts';
import { requireAccount } from '#shared/http/sign-in-session.ts';
import { idParam, validJson } from '#shared/http/valid-json.ts';
import { listConnections } from './list-connections.ts';
import { removeConnection } from './remove-connection.ts';
import { setPlanApproval } from './set-plan-approval.ts';
import { readSite } from './site.ts';
import { startConnection } from './start-connection.ts';

export interface ConnectionsDeps extends ApiDeps, AddressDeps {
  keys: Pick<PairKeys, 'remove'>;
  /** JSON of `SiteInfo`. */
  siteInfo: string;
}

/** `/api/connections`: connecting platforms, the connections there are, and what the deployment says of itself. */
export function connectionsApi(deps: ConnectionsDeps) {
  const app = createApp(deps, 'connections');
  app.get('/site', (c) => c.json(readSite(deps)));
  app.use(requireAccount(deps));
  app.get('/', async (c) => c.json({ connections: await listConnections(deps, c.var.account.id) }));
  app.post('/', validJson(startConnectionRequest), async (c) =>
    c.json(await startConnection(deps, c.var.account.id, c.req.valid('json')), 201),
  );
  app.put('/:id/plan-approval', validJson(planApprovalRequest), async (c) => {
    await setPlanApproval(deps, c.var.account.id, idParam(c, 'id'), c.req.valid('json').approvePlans);
    return c.body(null, 204);
  });
  app.delete('/:id', async (c) => {
    await removeConnection(deps, c.var.account.id, idParam(c, 'id'));
    return c.body(null, 204);
  });
  return app;
}
