import { connectConsent } from '#shared/contract/consent.ts';
import type { StartConnectionAnswer, StartConnectionRequest } from '#shared/contract/connections.ts';
import { ProductError } from '#shared/contract/errors.ts';
import { parsePlatformUrl, reachPlatform } from '#shared/browser/platform-url.ts';
import { startBrowserTask } from '#shared/browser/start-browser-task.ts';
import type { ConnectionsDeps } from './routes.ts';

/**
 * Records the consent and starts a browser for signing in. Nothing starts without the current consent, for an address
 * off the public web, or for a platform that does not answer: CONSENT_REQUIRED, ADDRESS_REFUSED, PLATFORM_UNREACHABLE.
 */
export async function startConnection(
  deps: Pick<ConnectionsDeps, 'db' | 'tasks' | 'now' | 'developmentHosts' | 'lookup'>,
  userId: string,
  request: StartConnectionRequest,
): Promise<StartConnectionAnswer> {
  if (request.consentVersion !== connectConsent.version) throw new ProductError('CONSENT_REQUIRED', 'consentVersion');
  const url = parsePlatformUrl(deps, request.platformUrl);
  await reachPlatform(deps, url);
  await deps.db
    .insertInto('consents')
    .values({ user_id: userId, kind: 'connect_platform', version: connectConsent.version, given_at: deps.now() })
    .execute();
  const { sessionId, ticket } = await startBrowserTask(deps, {
    userId,
    scope: 'stream',
    platformUrl: url.href,
    displayName: request.displayName || url.host,
  });
  return { sessionId, ticket };
}
