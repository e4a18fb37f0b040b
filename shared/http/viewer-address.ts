import type { Context } from 'hono';

/**
 * The network address that a request came from. CloudFront appends it to what the viewer sent as `X-Forwarded-For`, and API
 * Gateway appends CloudFront's own after it: the last but one is the one that no viewer can choose. Empty when unknown.
 */
export function viewerAddress(c: Context): string {
  const chain = (c.req.header('X-Forwarded-For') ?? '').split(',').map((part) => part.trim());
  return chain.at(-2) ?? chain.at(-1) ?? '';
}
