import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { randomUUID } from 'node:crypto';
import { AccessDenied, type Access } from './iam/access.ts';
import type { Call } from './iam/decide.ts';
import { sha256 } from './iam/sigv4.ts';
import { SignatureRefused, verifyRequest, type SignatureFault } from './iam/verify-request.ts';

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
  /** The service's name in a credential's scope. */
  signedFor: string;
  operations: Record<string, (input: Input) => unknown>;
  /** What each operation asks of IAM; one that is not here cannot be called. */
  calls: Record<string, (input: Input) => Call[]>;
}

export type HttpHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export interface AwsServerParts {
  access: Access;
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
    const raw = await readBody(request);
    // A service that is not here still asks for a signature first.
    const name = service?.signedFor ?? signedFor(request);
    const { caller } = verifyRequest(parts.access.keyring, request, name, { hash: sha256(raw) });
    const run = service?.operations[operation];
    const calls = service?.calls[operation];
    if (!run || !calls) throw new AwsError('NotImplemented', `The local run does not implement ${target}`, 501);
    const input = parseInput(raw);
    parts.access.require(caller, ...calls(input));
    const body = JSON.stringify((await run(input)) ?? {});
    response.writeHead(200, { 'content-type': contentType }).end(body);
  } catch (thrown) {
    const error = asAwsError(thrown, prefix);
    request.resume();
    const headers = { 'content-type': contentType, 'x-amzn-errortype': error.code };
    response.writeHead(error.status, headers).end(JSON.stringify({ __type: error.code, message: error.message }));
  }
}

/** Names of the JSON services' errors for each way in which a signature is wrong. */
const signatureErrors: Record<SignatureFault, string> = {
  missing: 'MissingAuthenticationTokenException',
  malformed: 'IncompleteSignatureException',
  malformedQuery: 'IncompleteSignatureException',
  unknownKey: 'UnrecognizedClientException',
  wrongToken: 'UnrecognizedClientException',
  expiredToken: 'ExpiredTokenException',
  wrongScope: 'InvalidSignatureException',
  skewed: 'InvalidSignatureException',
  expiredUrl: 'InvalidSignatureException',
  mismatch: 'InvalidSignatureException',
};

function asAwsError(thrown: unknown, target: string): AwsError {
  if (thrown instanceof AwsError) return thrown;
  if (thrown instanceof SignatureRefused) return new AwsError(signatureErrors[thrown.fault], thrown.message);
  if (!(thrown instanceof AccessDenied)) throw thrown;
  // SQS names a refusal by the key apart from one by itself.
  const byKey = target === 'AmazonSQS' && thrown.denial.action.startsWith('kms:');
  return new AwsError(byKey ? 'com.amazonaws.sqs#KmsAccessDenied' : 'AccessDeniedException', thrown.message);
}

const signedFor = (request: IncomingMessage) =>
  /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? '';

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function parseInput(raw: Buffer): Input {
  try {
    return JSON.parse(raw.toString() || '{}') as Input;
  } catch {
    throw new AwsError('SerializationException', 'The body is not JSON');
  }
}
