import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { ProductError } from '#shared/contract/errors.ts';
import { isDevelopmentHost, pinPublicAddress, portOf, type AddressDeps } from './public-address.ts';

/**
 * Checks what a user gave as the platform's address and returns it parsed, without fragment. Plain http is for
 * development hosts alone: a session cookie does not travel in the open. Throws INVALID_INPUT or ADDRESS_REFUSED.
 */
export function parsePlatformUrl(deps: AddressDeps, text: string): URL {
  if (!URL.canParse(text)) throw new ProductError('INVALID_INPUT', 'platformUrl');
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw new ProductError('INVALID_INPUT', 'platformUrl');
  if (url.username !== '' || url.password !== '') throw new ProductError('INVALID_INPUT', 'platformUrl');
  if (url.protocol === 'http:' && !isDevelopmentHost(deps, url.hostname, portOf(url))) {
    throw new ProductError('ADDRESS_REFUSED', 'https');
  }
  url.hash = '';
  return url;
}

/**
 * Asks the platform for one answer, whatever its status, before a browser is started for it. Redirects are not
 * followed. Throws ADDRESS_REFUSED or PLATFORM_UNREACHABLE.
 */
export async function reachPlatform(deps: AddressDeps, url: URL, timeoutMs = 5_000): Promise<void> {
  const port = portOf(url);
  const address = await pinPublicAddress(deps, url.hostname, port);
  const secure = url.protocol === 'https:';
  await new Promise<void>((resolve, reject) => {
    const fail = (error: unknown) => reject(new ProductError('PLATFORM_UNREACHABLE', 'answer', { cause: error }));
    const asked = (secure ? httpsRequest : httpRequest)({
      host: address,
      port,
      path: `${url.pathname}${url.search}`,
      method: 'GET',
      headers: { host: url.host, accept: 'text/html', 'user-agent': 'Mozilla/5.0 (compatible; Stepify)' },
      ...(secure && !isIP(url.hostname.replace(/^\[|\]$/g, '')) ? { servername: url.hostname } : {}),
      signal: AbortSignal.timeout(timeoutMs),
    });
    asked.once('error', fail);
    asked.once('response', (answer) => {
      answer.destroy();
      resolve();
    });
    asked.end();
  });
}
