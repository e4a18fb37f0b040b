import type { IncomingMessage, ServerResponse } from 'node:http';
import { runInNewContext } from 'node:vm';
import type { Behavior, Distribution } from './distribution.ts';
import { service, type Access } from './iam/access.ts';
import type { BucketObjects } from './s3-objects.ts';
import { objectHeaders } from './s3-operations.ts';

/** The distribution reads the bucket in its own name, as far as the bucket's policy lets it. */
export function mayReadWebsite(
  access: Pick<Access, 'allows'>,
  bucketName: string,
  distribution: Distribution,
): boolean {
  return access.allows(service('cloudfront.amazonaws.com'), {
    action: 's3:GetObject',
    resource: `arn:aws:s3:::${bucketName}/index.html`,
    context: { 'aws:SourceArn': distribution.arn },
  });
}

/** Serves a file of the website's bucket, or the page that stands for a missing one. */
export function serveWebsite(
  bucket: BucketObjects,
  distribution: Distribution,
  behavior: Behavior,
  pathname: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { rootKey, errorPage } = distribution;
  const path = rewritten(behavior, pathname === '/' && rootKey ? `/${rootKey}` : pathname);
  const asked = bucket.get(decodeURIComponent(path.slice(1)));
  const found = asked ?? (errorPage && bucket.get(errorPage.key));
  if (!found) {
    response.writeHead(403, { 'content-type': 'text/plain' }).end('There is no such file.');
  } else if (request.headers['if-none-match'] === `"${found.etag}"`) {
    response.writeHead(304).end();
  } else {
    const status = asked ? 200 : errorPage!.status;
    response.writeHead(status, { ...objectHeaders(found), 'content-length': found.size });
    if (request.method === 'HEAD') response.end();
    else
      bucket
        .read(found.key)
        .on('error', () => response.destroy())
        .pipe(response);
  }
}

/** The path after the behaviour's CloudFront function. */
function rewritten({ viewerRequest }: Behavior, uri: string): string {
  if (!viewerRequest) return uri;
  const event = { request: { method: 'GET', uri, querystring: {}, headers: {}, cookies: {} } };
  const answer = runInNewContext(`${viewerRequest}\n;handler(event)`, { event }, { timeout: 5000 }) as { uri?: string };
  if (answer.uri === undefined) throw new Error('The local run knows CloudFront functions that rewrite paths alone');
  return answer.uri;
}
