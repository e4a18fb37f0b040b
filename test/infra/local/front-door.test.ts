import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { ownCertificate } from '#shared/http/own-certificate.ts';
import type { LocalServices } from '../../../infra/local/ecs-services.ts';
import { createFrontDoor } from '../../../infra/local/front-door.ts';
import { createLambdaHost, type LambdaHost } from '../../../infra/local/lambda-host.ts';
import { close, listen } from '../../../infra/local/listen.ts';
import { createRestApi } from '../../../infra/local/rest-api.ts';
import { createS3 } from '../../../infra/local/s3.ts';
import { runCustomResources } from '../../../infra/local/custom-resources.ts';
import { accessOf, everythingAllowed, handMadeTemplate, type HandMade } from '../../support/hand-made-template.ts';

const api = `
  export const handler = async (event) => {
    if (event.path === '/api/jobs/slow') await new Promise((resolve) => setTimeout(resolve, 2000));
    if (event.path === '/api/jobs/odd') return { body: 'no status' };
    if (event.path === '/api/jobs/picture') return { statusCode: 200, headers: { 'Content-Type': 'image/webp', 'X-Frame-Options': 'ALLOW' }, body: Buffer.from([0, 255, 1]).toString('base64'), isBase64Encoded: true };
    return { statusCode: 201, multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'] }, body: JSON.stringify(event) };
  };`;
const progress = `
  export const handler = awslambda.streamifyResponse(async (event, stream) => {
    const answer = awslambda.HttpResponseStream.from(stream, { statusCode: 200, headers: { 'content-type': 'text/event-stream' } });
    for (const part of ['data: 1', 'data: 2']) { answer.write(part + '\\n\\n'); await new Promise((resolve) => setTimeout(resolve, 200)); }
    answer.end();
  });`;
const fn = (name: string, hash: string) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    FunctionName: name,
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Timeout: 10,
    Code: { S3Key: `${hash}.zip` },
  },
});
const method = (resource: string, target: string, more: object = {}) => ({
  Type: 'AWS::ApiGateway::Method',
  Properties: {
    HttpMethod: 'ANY',
    ResourceId: { Ref: resource },
    RestApiId: { Ref: 'Api' },
    ApiKeyRequired: true,
    Integration: {
      Type: 'AWS_PROXY',
      Uri: { 'Fn::Sub': `arn:aws:apigateway:x:lambda:path/2015-03-31/functions/\${${target}.Arn}/invocations` },
      ...more,
    },
  },
});
const part = (parent: object, pathPart: string) => ({
  Type: 'AWS::ApiGateway::Resource',
  Properties: { ParentId: parent, PathPart: pathPart, RestApiId: { Ref: 'Api' } },
});
const behavior = (origin: string, more: object = {}) => ({
  TargetOriginId: origin,
  ResponseHeadersPolicyId: { Ref: 'Headers' },
  ...more,
});
const keyReference = { 'Fn::Sub': '{{resolve:secretsmanager:${OriginKey}:SecretString:::}}' };
const everyMethod = { AllowedMethods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'] };
const origins = [
  { Id: 'site', DomainName: { 'Fn::GetAtt': ['Site', 'RegionalDomainName'] } },
  {
    Id: 'api',
    DomainName: { 'Fn::Sub': '${Api}.execute-api.${AWS::Region}.amazonaws.com' },
    OriginPath: '/live',
    OriginCustomHeaders: [{ HeaderName: 'x-api-key', HeaderValue: keyReference }],
  },
  { Id: 'gateway', DomainName: { 'Fn::GetAtt': ['Balancer', 'DNSName'] } },
];
const rewrite = `function handler(event) { const r = event.request; if (!/\\.[a-z]+$/.test(r.uri)) r.uri = '/index.html'; return r; }`;

let made: HandMade;
let lambda: LambdaHost;
let door: ReturnType<typeof createFrontDoor>;
let gateway: Server;
let url: string;
let gatewayUp = true;
/** The API at its own address, beside the distribution. */
let regional: Server;
let regionalUrl: string;
let statusBeforeOpen: number;

beforeAll(async () => {
  made = handMadeTemplate(
    {
      Site: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'site' } },
      Pages: {
        Type: 'Custom::CDKBucketDeployment',
        Properties: {
          DestinationBucketName: { Ref: 'Site' },
          SourceObjectKeys: ['www.zip'],
          SystemMetadata: { 'cache-control': 'max-age=300' },
        },
      },
      Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { BinaryMediaTypes: ['*/*'] } },
      OriginKey: { Type: 'AWS::SecretsManager::Secret' },
      Stage: { Type: 'AWS::ApiGateway::Stage', Properties: { RestApiId: { Ref: 'Api' }, StageName: 'live' } },
      Key: { Type: 'AWS::ApiGateway::ApiKey', Properties: { Enabled: true, Value: keyReference } },
      Plan: {
        Type: 'AWS::ApiGateway::UsagePlan',
        Properties: { ApiStages: [{ ApiId: { Ref: 'Api' }, Stage: { Ref: 'Stage' } }] },
      },
      PlanKey: {
        Type: 'AWS::ApiGateway::UsagePlanKey',
        Properties: { KeyId: { Ref: 'Key' }, KeyType: 'API_KEY', UsagePlanId: { Ref: 'Plan' } },
      },
      Root: part({ 'Fn::GetAtt': ['Api', 'RootResourceId'] }, 'api'),
      Jobs: part({ Ref: 'Root' }, 'jobs'),
      JobsRest: part({ Ref: 'Jobs' }, '{proxy+}'),
      Progress: part({ Ref: 'Root' }, 'progress'),
      ProgressOne: part({ Ref: 'Progress' }, '{id}'),
      JobsFn: fn('jobs', 'api'),
      ProgressFn: fn('progress', 'progress'),
      JobsAny: method('Jobs', 'JobsFn'),
      JobsRestAny: method('JobsRest', 'JobsFn', { TimeoutInMillis: 1000 }),
      ProgressAny: method('ProgressOne', 'ProgressFn', { ResponseTransferMode: 'STREAM' }),
      Balancer: { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer' },
      Headers: {
        Type: 'AWS::CloudFront::ResponseHeadersPolicy',
        Properties: {
          ResponseHeadersPolicyConfig: {
            SecurityHeadersConfig: {
              ContentSecurityPolicy: { ContentSecurityPolicy: "default-src 'self'", Override: true },
              FrameOptions: { FrameOption: 'DENY', Override: true },
            },
          },
        },
      },
      Edge: { Type: 'AWS::CloudFront::Function', Properties: { Name: 'edge', FunctionCode: rewrite } },
      Distribution: {
        Type: 'AWS::CloudFront::Distribution',
        Properties: {
          DistributionConfig: {
            DefaultRootObject: 'index.html',
            DefaultCacheBehavior: behavior('site', {
              FunctionAssociations: [
                { EventType: 'viewer-request', FunctionARN: { 'Fn::GetAtt': ['Edge', 'FunctionARN'] } },
              ],
            }),
            CacheBehaviors: [
              behavior('api', { PathPattern: '/api/*', ...everyMethod }),
              behavior('gateway', { PathPattern: '/stream', ...everyMethod }),
            ],
            Origins: origins,
          },
        },
      },
    },
    {
      files: {
        api: { 'index.mjs': api },
        progress: { 'index.mjs': progress },
        www: { 'index.html': '<h1>page</h1>', 'assets/app.js': 'js' },
      },
    },
  );
  const template = made.read();
  lambda = createLambdaHost({
    template,
    dataFolder: made.dataFolder,
    endpoint: 'http://127.0.0.1:1',
    access: everythingAllowed,
  });
  const { buckets } = createS3(template, made.dataFolder, accessOf(template));
  await runCustomResources({ template, lambda, buckets, dataFolder: made.dataFolder });

  gateway = createTlsServer(await ownCertificate(), (request, response) => response.end(`gateway ${request.url}`));
  new WebSocketServer({ server: gateway }).on('connection', (socket, request) => {
    socket.send(
      JSON.stringify({
        protocol: socket.protocol,
        key: request.headers.authorization,
        via: request.headers['x-forwarded-for'],
      }),
    );
    socket.on('message', (data) => socket.send(data));
  });
  const port = await listen(gateway);
  const services: LocalServices = {
    target: () => (gatewayUp ? { host: '127.0.0.1', port, tls: true } : undefined),
    isLoadBalancer: (domain) => domain.includes('.elb.'),
    healthy: async () => true,
    stop: () => undefined,
  };
  const secretValue = () => 'of-the-distribution';
  const restApi = createRestApi(template, lambda, everythingAllowed, secretValue);
  regional = createServer((request, response) => void restApi.handle(request, response));
  regionalUrl = `http://127.0.0.1:${await listen(regional)}`;
  door = createFrontDoor();
  url = `http://127.0.0.1:${await listen(door.server)}`;
  statusBeforeOpen = (await fetch(url)).status;
  door.open({
    template,
    restApi,
    access: everythingAllowed,
    services,
    buckets,
    publicUrl: url,
    secretValue,
    operators: () => false,
  });
});
afterAll(async () => {
  await close(door.server);
  await close(regional);
  await close(gateway);
  await lambda.stop();
  made.remove();
});

test('requests before the product is there are asked to wait', () => {
  expect(statusBeforeOpen).toBe(503);
});

test('pages come from the bucket, addresses of the page’s own router too, with the policy’s headers', async () => {
  for (const path of ['/', '/tutorials/1']) {
    const response = await fetch(`${url}${path}`);
    expect(await response.text()).toBe('<h1>page</h1>');
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('content-security-policy')).toBe("default-src 'self'");
    expect(response.headers.get('cache-control')).toBe('max-age=300');
  }
  expect(await (await fetch(`${url}/assets/app.js`)).text()).toBe('js');
  expect((await fetch(`${url}/assets/gone.js`)).status).toBe(403);
  expect((await fetch(url, { method: 'POST' })).status).toBe(403);
});

test('an unchanged page is not sent again', async () => {
  const etag = (await fetch(url)).headers.get('etag')!;
  expect((await fetch(url, { headers: { 'if-none-match': etag } })).status).toBe(304);
});

test('a request reaches its function as API Gateway passes it on', async () => {
  const response = await fetch(`${url}/api/jobs/7/retry?a=1&a=2`, {
    method: 'POST',
    body: '{"x":1}',
    headers: { cookie: 'c=3' },
  });
  expect(response.status).toBe(201);
  expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  expect(await response.json()).toMatchObject({
    resource: '/api/jobs/{proxy+}',
    path: '/api/jobs/7/retry',
    httpMethod: 'POST',
    pathParameters: { proxy: '7/retry' },
    queryStringParameters: { a: '2' },
    multiValueQueryStringParameters: { a: ['1', '2'] },
    // The viewer, as the distribution saw it, and the distribution, as the API saw it.
    headers: { cookie: 'c=3', 'X-Forwarded-For': '127.0.0.1, 127.0.0.1' },
    isBase64Encoded: true,
    body: Buffer.from('{"x":1}').toString('base64'),
  });
});

test('the API answers the distribution alone, and a viewer’s own key changes nothing', async () => {
  const status = async (at: string, headers = {}) => (await fetch(`${at}/api/jobs/7`, { headers })).status;
  expect(await status(regionalUrl)).toBe(403);
  expect(await status(regionalUrl, { 'x-api-key': 'guessed' })).toBe(403);
  expect(await status(regionalUrl, { 'x-api-key': 'of-the-distribution' })).toBe(201);
  expect(await status(url, { 'X-Api-Key': 'guessed' })).toBe(201);
});

test('bytes arrive as bytes, and the policy’s headers win over the function’s', async () => {
  const response = await fetch(`${url}/api/jobs/picture`);
  expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([0, 255, 1]);
  expect(response.headers.get('x-frame-options')).toBe('DENY');
});

test.each([
  ['/api/jobs/slow', 504],
  ['/api/jobs/odd', 502],
  ['/api/other', 403],
])('%s is answered with %i', async (path, status) => {
  expect((await fetch(`${url}${path}`)).status).toBe(status);
});

test('a streamed answer arrives part by part', async () => {
  const response = await fetch(`${url}/api/progress/1`);
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  const times: number[] = [];
  let text = '';
  for await (const chunk of response.body!) {
    times.push(Date.now());
    text += Buffer.from(chunk).toString();
  }
  expect(text).toBe('data: 1\n\ndata: 2\n\n');
  expect(times.at(-1)! - times[0]!).toBeGreaterThan(100);
});

test('a WebSocket is relayed whole: handshake, large binary messages, and its end', async () => {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/stream`, ['stepify', 'ticket'], {
    headers: { authorization: 'Bearer t' },
  });
  const messages: Buffer[] = [];
  socket.on('message', (data: Buffer) => messages.push(data));
  await new Promise((resolve) => socket.once('open', resolve));
  const bytes = Buffer.alloc(700_000, 'frame');
  socket.send(bytes);
  await expect.poll(() => messages.length).toBe(2);
  expect(JSON.parse(String(messages[0]))).toEqual({ protocol: 'stepify', key: 'Bearer t', via: '127.0.0.1' });
  const sum = (data: Buffer) => createHash('sha256').update(data).digest('hex');
  expect(sum(messages[1]!)).toBe(sum(bytes));
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.close();
  await closed;
});

test('without a healthy gateway a socket is refused and the door stays open', async () => {
  gatewayUp = false;
  const socket = new WebSocket(`${url.replace('http', 'ws')}/stream`);
  const error = await new Promise<Error>((resolve) => socket.once('error', resolve));
  expect(error.message).toContain('503');
  gatewayUp = true;
  expect(await (await fetch(`${url}/stream`)).text()).toBe('gateway /stream');
});

test.each(['//', '/%', '/..%2f..%2fetc/passwd'])('a malformed path does no harm: %s', async (path) => {
  const response = await fetch(`${url}${path}`, { redirect: 'manual' });
  expect([200, 400, 403]).toContain(response.status);
  expect(await response.text()).not.toContain('root:');
});
