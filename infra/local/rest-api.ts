import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readApiKeys } from './api-keys.ts';
import { AccessDenied, service, type Access } from './iam/access.ts';
import type { LambdaHost } from './lambda-host.ts';
import { mayInvoke } from './lambda-invokers.ts';
import type { ResponsePrelude } from './lambda-runtime.ts';
import { localAccount, localRegion } from './physical-names.ts';
import type { LocalTemplate, Properties } from './template.ts';

interface Route {
  method: string;
  /** Such as `/api/jobs/{proxy+}`. */
  path: string;
  segments: string[];
  functionArn: string;
  streamed: boolean;
  timeoutMs: number;
  binaryTypes: string[];
  apiId: string;
  stage: string;
  keyRequired: boolean;
}

export interface RestApi {
  isDomain(domain: string): boolean;
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

/** "Amazon API Gateway quotas" of regional REST APIs. */
const bodyLimit = 10 * 1024 * 1024;
const defaultTimeoutMs = 29_000;
const longestTimeoutMs = { buffered: 29_000, streamed: 900_000 };
/** A streamed answer that says nothing for so long is cut off. */
const idleMs = 300_000;

/** API Gateway's REST APIs of the template: proxy events in, buffered or streamed answers out. */
export function createRestApi(
  template: LocalTemplate,
  lambda: Pick<LambdaHost, 'invoke' | 'stream'>,
  access: Pick<Access, 'require'>,
  secretValue: (arn: string) => string,
  limits = { idleMs },
): RestApi {
  const routes = readRoutes(template);
  const keys = readApiKeys(template, secretValue);
  const domains = template.resources('AWS::ApiGateway::RestApi').map(({ names }) => `${names.ref}.execute-api.`);
  return {
    isDomain: (domain) => domains.some((start) => domain.startsWith(start)),
    async handle(request, response) {
      const url = new URL(`http://api${request.url}`);
      const match = findRoute(routes, request.method ?? 'GET', url.pathname);
      if (!match) return refuse(response, 403, 'Missing Authentication Token');
      if (match.route.keyRequired && !keys.open(match.route, request)) return refuse(response, 403, 'Forbidden');
      if (!isAllowed(access, match.route, url.pathname)) return refuse(response, 500, 'Internal server error');
      const body = await readBody(request);
      if (!body) return refuse(response, 413, 'Request Too Long');
      const event = proxyEvent(match.route, match.parameters, request, url, body);
      if (match.route.streamed) return answerStreamed(lambda, match.route, event, response, limits);
      return answerBuffered(lambda, match.route, event, request, response);
    },
  };
}

/** Whether the function lets this API invoke it for this method and path. */
function isAllowed(access: Pick<Access, 'require'>, route: Route, pathname: string): boolean {
  const source = `arn:aws:execute-api:${localRegion}:${localAccount}:${route.apiId}/${route.stage}/${route.method}${pathname}`;
  try {
    mayInvoke(access, service('apigateway.amazonaws.com'), route.functionArn, source);
    return true;
  } catch (error) {
    if (error instanceof AccessDenied) return false;
    throw error;
  }
}

function readRoutes(template: LocalTemplate): Route[] {
  const resources = new Map(
    template.resources('AWS::ApiGateway::Resource').map(({ names, properties }) => [names.ref, properties]),
  );
  const pathOf = (id: string): string => {
    const resource = resources.get(id);
    return resource ? `${pathOf(resource['ParentId'])}/${resource['PathPart']}` : '';
  };
  const apis = new Map(
    template.resources('AWS::ApiGateway::RestApi').map(({ names, properties }) => [names.ref, properties]),
  );
  const stages = template.resources('AWS::ApiGateway::Stage');
  return template.resources('AWS::ApiGateway::Method').flatMap(({ properties }) => {
    const integration = properties['Integration'] as Properties;
    if (integration['Type'] === 'MOCK') return [];
    if (integration['Type'] !== 'AWS_PROXY')
      throw new Error(`The local run knows AWS_PROXY integrations, not ${integration['Type']}`);
    const path = pathOf(properties['ResourceId']) || '/';
    const streamed = integration['ResponseTransferMode'] === 'STREAM';
    const timeoutMs = Number(integration['TimeoutInMillis'] ?? defaultTimeoutMs);
    const longest = longestTimeoutMs[streamed ? 'streamed' : 'buffered'];
    if (timeoutMs > longest) throw new Error(`${path}: API Gateway waits ${longest} ms at most, not ${timeoutMs}`);
    const apiId = String(properties['RestApiId']);
    return {
      method: properties['HttpMethod'],
      path,
      segments: path.split('/').slice(1),
      functionArn: /functions\/(arn:[^/]+)\//.exec(integration['Uri'])![1]!,
      streamed,
      timeoutMs,
      binaryTypes: apis.get(apiId)?.['BinaryMediaTypes'] ?? [],
      apiId,
      stage: stages.find((stage) => stage.properties['RestApiId'] === apiId)?.names.ref ?? '',
      keyRequired: properties['ApiKeyRequired'] === true,
    };
  });
}

/** The most exact route: a literal segment before a parameter, a parameter before the rest of the path. */
function findRoute(routes: Route[], method: string, pathname: string) {
  const given = pathname.split('/').slice(1);
  let best: { route: Route; parameters: Record<string, string>; score: number } | undefined;
  for (const route of routes) {
    if (route.method !== 'ANY' && route.method !== method) continue;
    const match = matchSegments(route.segments, given);
    const score = match ? match.score * 2 + (route.method === 'ANY' ? 0 : 1) : -1;
    if (match && score > (best?.score ?? -1)) best = { route, parameters: match.parameters, score };
  }
  return best;
}

function matchSegments(wanted: string[], given: string[]) {
  const parameters: Record<string, string> = {};
  let score = 0;
  for (const [index, segment] of wanted.entries()) {
    const value = given[index];
    if (value === undefined) return undefined;
    const greedy = /^\{(.+)\+\}$/.exec(segment);
    if (greedy) {
      if (value === '') return undefined;
      parameters[greedy[1]!] = given.slice(index).join('/');
      return { parameters, score };
    }
    const single = /^\{(.+)\}$/.exec(segment);
    if (single) parameters[single[1]!] = decodeURIComponent(value);
    else if (segment !== value) return undefined;
    score = score * 3 + (single ? 1 : 2);
  }
  return wanted.length === given.length ? { parameters, score } : undefined;
}

async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size <= bodyLimit) chunks.push(chunk as Buffer);
  }
  return size <= bodyLimit ? Buffer.concat(chunks) : undefined;
}

function proxyEvent(
  route: Route,
  parameters: Record<string, string>,
  request: IncomingMessage,
  url: URL,
  body: Buffer,
) {
  const multiHeaders: Record<string, string[]> = {};
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    (multiHeaders[request.rawHeaders[index]!] ??= []).push(request.rawHeaders[index + 1]!);
  }
  const sourceIp = request.socket.remoteAddress ?? '127.0.0.1';
  // API Gateway appends whom it got the request from: behind CloudFront that is not the viewer.
  multiHeaders['X-Forwarded-For'] = [[request.headers['x-forwarded-for'], sourceIp].filter(Boolean).join(', ')];
  const multiQuery: Record<string, string[]> = {};
  for (const [name, value] of url.searchParams) (multiQuery[name] ??= []).push(value);
  const last = (all: Record<string, string[]>) =>
    Object.fromEntries(Object.entries(all).map(([name, values]) => [name, values.at(-1)!]));
  const binary = isBinary(route.binaryTypes, request.headers['content-type']);
  const now = new Date();
  return {
    resource: route.path,
    path: url.pathname,
    httpMethod: request.method,
    headers: last(multiHeaders),
    multiValueHeaders: multiHeaders,
    queryStringParameters: url.search ? last(multiQuery) : null,
    multiValueQueryStringParameters: url.search ? multiQuery : null,
    pathParameters: Object.keys(parameters).length > 0 ? parameters : null,
    stageVariables: null,
    requestContext: {
      accountId: localAccount,
      apiId: route.apiId,
      httpMethod: request.method,
      identity: {
        sourceIp,
        userAgent: request.headers['user-agent'] ?? null,
      },
      path: `/${route.stage}${url.pathname}`,
      protocol: 'HTTP/1.1',
      requestId: randomUUID(),
      requestTime: now.toUTCString(),
      requestTimeEpoch: now.getTime(),
      resourcePath: route.path,
      stage: route.stage,
    },
    body: body.length === 0 ? null : body.toString(binary ? 'base64' : 'utf8'),
    isBase64Encoded: body.length > 0 && binary,
  };
}

function isBinary(types: string[], contentType: string | undefined): boolean {
  const type = (contentType ?? 'application/json').split(';')[0]!.trim();
  return types.some((binary) => binary === '*/*' || binary === type || binary === type.replace(/\/.*/, '/*'));
}

interface ProxyAnswer {
  statusCode: number;
  headers?: Record<string, string | number | boolean>;
  multiValueHeaders?: Record<string, (string | number | boolean)[]>;
  body?: string;
  isBase64Encoded?: boolean;
}

async function answerBuffered(
  lambda: Pick<LambdaHost, 'invoke'>,
  route: Route,
  event: object,
  request: IncomingMessage,
  response: ServerResponse,
) {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<'timeout'>((resolve) => (timer = setTimeout(() => resolve('timeout'), route.timeoutMs)));
  const result = await Promise.race([lambda.invoke(route.functionArn, event), timeout]);
  clearTimeout(timer);
  if (result === 'timeout') return refuse(response, 504, 'Endpoint request timed out');
  const answer = result.ok ? (result.payload as ProxyAnswer | null) : null;
  if (!answer || typeof answer.statusCode !== 'number') return refuse(response, 502, 'Internal server error');
  const decode = answer.isBase64Encoded && isBinary(route.binaryTypes, request.headers.accept?.split(',')[0]);
  response.writeHead(answer.statusCode, headersOf(answer.headers, answer.multiValueHeaders));
  response.end(decode ? Buffer.from(answer.body ?? '', 'base64') : (answer.body ?? ''));
}

async function answerStreamed(
  lambda: Pick<LambdaHost, 'stream'>,
  route: Route,
  event: object,
  response: ServerResponse,
  limits: { idleMs: number },
) {
  const cutOff = () => {
    if (response.headersSent) response.destroy();
    else refuse(response, 504, 'Endpoint request timed out');
  };
  const timer = setTimeout(cutOff, route.timeoutMs);
  const idle = setTimeout(cutOff, limits.idleMs);
  const result = await lambda.stream(route.functionArn, event, {
    prelude({ statusCode, headers, multiValueHeaders, cookies }: ResponsePrelude) {
      if (response.writableEnded) return;
      const all = headersOf(headers, multiValueHeaders);
      if (cookies?.length) all['set-cookie'] = [...(all['set-cookie'] ?? []), ...cookies];
      response.writeHead(statusCode ?? 200, all);
      response.flushHeaders();
    },
    chunk(bytes) {
      idle.refresh();
      if (!response.writableEnded && !response.destroyed) response.write(bytes);
    },
  });
  clearTimeout(timer);
  clearTimeout(idle);
  if (response.headersSent) {
    if (result.ok) response.end();
    // The answer began and then broke off: the reader must not take it for whole.
    else response.destroy();
  } else refuse(response, 502, 'Internal server error');
}

function headersOf(headers: ProxyAnswer['headers'], multi: ProxyAnswer['multiValueHeaders']): Record<string, string[]> {
  const all: Record<string, string[]> = {};
  for (const [name, value] of Object.entries(headers ?? {})) all[name.toLowerCase()] = [String(value)];
  for (const [name, values] of Object.entries(multi ?? {})) all[name.toLowerCase()] = values.map(String);
  return all;
}

function refuse(response: ServerResponse, status: number, message: string) {
  if (response.writableEnded) return;
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ message }));
}
