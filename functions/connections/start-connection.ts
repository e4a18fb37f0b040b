import { connectConsent } from '#shared/contract/consent.ts';
import type { StartConnectionAnswer, StartConnectionRequest } from '#shared/contract/connections.ts';
import { ProductError } from '#shared/contract/errors.ts';
import { parsePlatformUrl, reachPlatform } from '#shared/browser/platform-url.ts';
import { askForBrowser } from '#shared/browser/ask-for-browser.ts';
import type { ConnectionsDeps } from './routes.ts';

/**
 * Records the consent and asks for a browser for signing in, which the gateway starts when it is its turn. Nothing starts without the current consent, for an address
 * off the public web, or for a platform that does not answer: CONSENT_REQUIRED, ADDRESS_REFUSED, PLATFORM_UNREACHABLE.
 */
export async function startConnection(
  deps: Pick<ConnectionsDeps, 'db' | 'now' | 'developmentHosts' | 'lookup'>,
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
  return await askForBrowser(deps, {
    userId,
    scope: 'stream',
    platformUrl: url.href,
    displayName: request.displayName || url.host,
  });
}
