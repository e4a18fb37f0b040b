import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { readDistribution, type Behavior, type Distribution } from './distribution.ts';
import type { LocalServices } from './ecs-services.ts';
import { forwarded, relayRequest, relayUpgrade } from './gateway-origin.ts';
import type { Access } from './iam/access.ts';
import type { RestApi } from './rest-api.ts';
import type { BucketObjects } from './s3-objects.ts';
import type { LocalTemplate } from './template.ts';
import { mayReadWebsite, serveWebsite } from './website-origin.ts';

interface FrontDoorDeps {
  template: LocalTemplate;
  restApi: RestApi;
  services: LocalServices;
  access: Pick<Access, 'allows'>;
  buckets: Map<string, BucketObjects>;
  /** Public origin, such as `http://127.0.0.1:4600`. */
  publicUrl: string;
  /** Value of a secret that the template refers to. */
  secretValue: (arn: string) => string;
  /** The operators' page, beside the product. Whether it took the request. */
  operators: (pathname: string, request: IncomingMessage, response: ServerResponse) => boolean;
}

export interface FrontDoor {
  server: Server;
  /** Lets requests through; until then they are asked to wait. */
  open(deps: FrontDoorDeps): void;
}

type OpenDoor = FrontDoorDeps & { distribution: Distribution };

/** The distribution on one port. */
export function createFrontDoor(): FrontDoor {
  let opened: OpenDoor | undefined;
  const server = createServer((request, response) => {
    if (opened) answer(opened, request, response);
    else {
      response.writeHead(503, { 'content-type': 'text/plain', 'retry-after': '2' });
      response.end('Stepify is starting. Reload this page in a moment.');
    }
  });
  server.on('upgrade', (request, socket: Duplex, head) => {
    const path = opened && pathOf(request);
    if (!opened || path === undefined) socket.destroy();
    else relayUpgrade(opened.services, opened.distribution.behaviorOf(path).origin, request, socket, head);
  });
  return {
    server,
    open(deps) {
      opened = { ...deps, distribution: readDistribution(deps.template, deps.secretValue) };
    },
  };
}

function answer(door: OpenDoor, request: IncomingMessage, response: ServerResponse) {
  const path = pathOf(request);
  if (path === undefined) {
    response.writeHead(400).end();
    return;
  }
  if (door.operators(path, request, response)) return;
  if (request.headers.host?.startsWith('localhost:') && request.method === 'GET') {
    // Cookies and the Origin check belong to one address.
    response.writeHead(307, { location: `${door.publicUrl}${request.url}` }).end();
    return;
  }
  const behavior = door.distribution.behaviorOf(path);
  addHeaders(response, behavior.headers);
  serve(door, behavior, path, request, response).catch((error: unknown) => {
    console.error('A request failed at the front door', error);
    if (response.headersSent) response.destroy();
    else response.writeHead(502).end('Bad gateway');
  });
}

async function serve(
  door: OpenDoor,
  behavior: Behavior,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { origin } = behavior;
  const [bucketName, bucket] = [...door.buckets].find(([name]) => origin.startsWith(`${name}.s3.`)) ?? [];
  if (!behavior.methods.includes(request.method ?? '')) response.writeHead(403).end();
  else if (door.restApi.isDomain(origin))
    await door.restApi.handle(forwarded(request, behavior.originHeaders), response);
  else if (door.services.isLoadBalancer(origin)) relayRequest(door.services, origin, request, response);
  else if (bucketName && !mayReadWebsite(door.access, bucketName, door.distribution)) response.writeHead(403).end();
  else if (bucket) serveWebsite(bucket, door.distribution, behavior, path, request, response);
  else throw new Error(`The local run does not know the origin ${origin}`);
}

/** Path of a request, still encoded; nothing where it is malformed, which no browser sends. */
function pathOf(request: IncomingMessage): string | undefined {
  const path = URL.parse(`http://stepify${request.url}`)?.pathname;
  try {
    decodeURIComponent(path ?? '');
    return path;
  } catch {
    return undefined;
  }
}

/** The policy's headers stand in every answer, and before what an origin says under the same name. */
function addHeaders(response: ServerResponse, headers: Record<string, string>) {
  const writeHead = response.writeHead.bind(response) as (status: number, headers: object) => ServerResponse;
  response.writeHead = ((status: number, given: object = {}) => writeHead(status, { ...given, ...headers })) as never;
}
