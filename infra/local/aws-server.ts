import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { randomUUID } from 'node:crypto';
import { isSigned } from './local-credentials.ts';

/** An error as AWS answers it: the code is what the SDK makes its error class from. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = status;
  }
}

// oxlint-disable-next-line typescript/no-explicit-any -- inputs come off the wire in AWS's shapes
export type Input = Record<string, any>;

/** A service of AWS's JSON protocols: the part of `X-Amz-Target` before the dot, and its operations. */
export interface JsonService {
  target: string;
  contentType: 'application/x-amz-json-1.0' | 'application/x-amz-json-1.1';
  operations: Record<string, (input: Input) => unknown>;
}

export type HttpHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

interface AwsServerParts {
  services: JsonService[];
  s3: HttpHandler;
  /** Answers a task's questions about itself; AWS asks for no signature there. */
  taskMetadata: (path: string) => unknown;
}

/** Path that `ECS_CONTAINER_METADATA_URI_V4` starts with. */
export const taskMetadataPath = '/v4/';

/** One server for every service: `X-Amz-Target` names the operation, and what has none is S3. */
export function createAwsServer(): { server: Server; serve(parts: AwsServerParts): void } {
  let parts: AwsServerParts | undefined;
  const server = createServer((request, response) => {
    if (!parts) response.writeHead(503).end();
    else
      answer(parts, request, response).catch((error: unknown) => {
        console.error('A local AWS service failed', error);
        if (!response.headersSent) response.writeHead(500);
        response.end();
      });
  });
  server.keepAliveTimeout = 30_000;
  return { server, serve: (given) => void (parts = given) };
}

async function answer(parts: AwsServerParts, request: IncomingMessage, response: ServerResponse) {
  const requestId = randomUUID();
  response.setHeader('x-amzn-requestid', requestId);
  const path = request.url ?? '/';
  if (path.startsWith(taskMetadataPath)) {
    const metadata = parts.taskMetadata(path.slice(taskMetadataPath.length));
    response.writeHead(metadata ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(metadata ?? {}));
    return;
  }
  const target = request.headers['x-amz-target'];
  if (typeof target !== 'string') return parts.s3(request, response);

  const [prefix, operation] = target.split('.') as [string, string];
  const service = parts.services.find((candidate) => candidate.target === prefix);
  const contentType = service?.contentType ?? 'application/x-amz-json-1.1';
  try {
    if (!isSigned(request)) throw new AwsError('MissingAuthenticationToken', 'The request is not signed', 403);
    const run = service?.operations[operation];
    if (!run) throw new AwsError('NotImplemented', `The local run does not implement ${target}`, 501);
    const body = JSON.stringify((await run(await readJson(request))) ?? {});
    response.writeHead(200, { 'content-type': contentType }).end(body);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    request.resume();
    const headers = { 'content-type': contentType, 'x-amzn-errortype': error.code };
    response.writeHead(error.status, headers).end(JSON.stringify({ __type: error.code, message: error.message }));
  }
}

async function readJson(request: IncomingMessage): Promise<Input> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  try {
    return JSON.parse(Buffer.concat(chunks).toString() || '{}') as Input;
  } catch {
    throw new AwsError('SerializationException', 'The body is not JSON');
  }
}
