import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AccessKeys } from '../../../../infra/local/iam/keyring.ts';
import { ChunkSigner, sha256 } from '../../../../infra/local/iam/sigv4.ts';
import { createKms } from '../../../../infra/local/kms.ts';
import { createS3 } from '../../../../infra/local/s3.ts';
import { accessOf, handMadeTemplate, startTestAws, type TestAws } from '../../../support/hand-made-template.ts';
import { presign, sendRaw, signHeaders, type RawRequest } from '../../../support/signed-request.ts';

const made = handMadeTemplate({
  Role: {
    Type: 'AWS::IAM::Role',
    Properties: {
      Policies: [
        {
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: { Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: 'arn:aws:s3:::files/a*' },
          },
        },
      ],
    },
  },
  Files: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'files' } },
  Key: { Type: 'AWS::KMS::Key' },
});
const template = made.read();
const access = accessOf(template);
const roleArn = template.resources('AWS::IAM::Role')[0]!.names.attributes['Arn']!;
const role = access.keyring.forRole(roleArn);
const minutes = (count: number) => new Date(Date.now() + count * 60_000);
const put: RawRequest = { method: 'PUT', url: '/files/a', body: 'text' };
let aws: TestAws;

beforeAll(async () => {
  aws = await startTestAws();
  aws.serve({
    access,
    services: [createKms(template, made.dataFolder)],
    s3: createS3(template, made.dataFolder, access).handle,
    taskMetadata: () => undefined,
  });
  await sendRaw(aws.url, signHeaders(aws.url, put, { keys: role }).request);
});
afterAll(async () => {
  await aws.stop();
  made.remove();
});

const codeOf = (xml: string) => /<Code>(\w+)<\/Code>/.exec(xml)?.[1];
const signed = (request: RawRequest, keys: AccessKeys = role, at = new Date()) =>
  signHeaders(aws.url, request, { keys, at }).request;
const withHeader = (request: RawRequest, name: string, change: (value: string) => string): RawRequest => ({
  ...request,
  headers: { ...request.headers, [name]: change(request.headers?.[name] ?? '') },
});

// Names and statuses: "List of error codes" in the S3 API reference.
test.each<[string, () => RawRequest, number, string | undefined]>([
  ['as it should be', () => signed({ url: '/files/a' }), 200, undefined],
  ['unsigned', () => ({ url: '/files/a' }), 403, 'AccessDenied'],
  [
    'a changed signature',
    () =>
      withHeader(signed({ url: '/files/a' }), 'authorization', (v) => v.replace(/.$/, (c) => (c === '0' ? '1' : '0'))),
    403,
    'SignatureDoesNotMatch',
  ],
  [
    'another path than the signed one',
    () => ({ ...signed({ url: '/files/b' }), url: '/files/a' }),
    403,
    'SignatureDoesNotMatch',
  ],
  [
    'an added query parameter',
    () => ({ ...signed({ url: '/files/a' }), url: '/files/a?x-id=GetObject' }),
    403,
    'SignatureDoesNotMatch',
  ],
  [
    'a header that counts and is not signed',
    () => withHeader(signed({ url: '/files/a' }), 'x-amz-meta-note', () => 'added'),
    403,
    'SignatureDoesNotMatch',
  ],
  [
    'keys that nobody has',
    () => signed({ url: '/files/a' }, { accessKeyId: 'ASIANOBODY0000000000', secretAccessKey: 'x' }),
    403,
    'InvalidAccessKeyId',
  ],
  [
    'a role’s keys without their token',
    () => signed({ url: '/files/a' }, { accessKeyId: role.accessKeyId, secretAccessKey: role.secretAccessKey }),
    400,
    'InvalidToken',
  ],
  [
    'another’s token',
    () => signed({ url: '/files/a' }, { ...role, sessionToken: access.keyring.forRole(roleArn).sessionToken! }),
    400,
    'InvalidToken',
  ],
  ['expired keys', () => signed({ url: '/files/a' }, access.keyring.forRole(roleArn, -1)), 400, 'ExpiredToken'],
  ['signed 16 minutes ago', () => signed({ url: '/files/a' }, role, minutes(-16)), 403, 'RequestTimeTooSkewed'],
  ['signed 16 minutes ahead', () => signed({ url: '/files/a' }, role, minutes(16)), 403, 'RequestTimeTooSkewed'],
  [
    'a malformed header',
    () => withHeader(signed({ url: '/files/a' }), 'authorization', () => 'AWS4-HMAC-SHA256 Credential=x'),
    400,
    'AuthorizationHeaderMalformed',
  ],
  [
    'scoped to another service',
    () => signHeaders(aws.url, { url: '/files/a' }, { keys: role, service: 'sqs' }).request,
    400,
    'AuthorizationHeaderMalformed',
  ],
  ['a body that was changed', () => ({ ...signed(put), body: 'else' }), 400, 'XAmzContentSHA256Mismatch'],
])('S3: %s', async (_, request, status, code) => {
  const answer = await sendRaw(aws.url, request());
  expect([answer.status, codeOf(answer.body)]).toEqual([status, code]);
});

// Names and statuses: "Common errors" in the KMS API reference.
describe('JSON services', () => {
  const target = { 'x-amz-target': 'TrentService.DescribeKey', 'content-type': 'application/x-amz-json-1.1' };
  const body = JSON.stringify({ KeyId: template.resources('AWS::KMS::Key')[0]!.names.ref });
  const describeKey: RawRequest = { method: 'POST', url: '/', headers: target, body };
  const { root } = access.keyring;
  const sign = (keys = root, at = new Date()) =>
    signHeaders(aws.url, describeKey, { keys, at, service: 'kms' }).request;

  test.each<[string, () => RawRequest, number, string | undefined]>([
    ['as it should be', () => sign(), 200, undefined],
    ['unsigned', () => describeKey, 400, 'MissingAuthenticationTokenException'],
    [
      'keys that nobody has',
      () => sign({ accessKeyId: 'AKIANOBODY0000000000', secretAccessKey: 'x' }),
      400,
      'UnrecognizedClientException',
    ],
    ['another secret', () => sign({ ...root, secretAccessKey: 'guessed' }), 400, 'InvalidSignatureException'],
    ['signed long ago', () => sign(root, minutes(-20)), 400, 'InvalidSignatureException'],
    ['expired keys', () => sign(access.keyring.forRole(roleArn, -1)), 400, 'ExpiredTokenException'],
    ['a body that was changed', () => ({ ...sign(), body: `${body} ` }), 400, 'InvalidSignatureException'],
    ['a role without the right', () => sign(role), 400, 'AccessDeniedException'],
  ])('%s', async (_, request, status, code) => {
    const answer = await sendRaw(aws.url, request());
    expect([answer.status, answer.headers['x-amzn-errortype']]).toEqual([status, code]);
  });
});

describe('A presigned URL', () => {
  const get = (url: string, method = 'GET') => sendRaw(aws.url, { url, method });

  test('opens its object for as long as it says, with the rights of who made it', async () => {
    expect(await get(presign(aws.url, '/files/a', { keys: role }))).toMatchObject({ status: 200, body: 'text' });
    const expired = await get(presign(aws.url, '/files/a', { keys: role, at: minutes(-2), expires: 60 }));
    expect([expired.status, codeOf(expired.body)]).toEqual([403, 'AccessDenied']);
    expect(expired.body).toContain('Request has expired');
    const other = await get(presign(aws.url, '/files/b', { keys: role }));
    expect([other.status, codeOf(other.body)]).toEqual([403, 'AccessDenied']);
  });

  test('opens nothing else: not another object, method or time', async () => {
    const url = presign(aws.url, '/files/a', { keys: role });
    for (const forged of [url.replace('/files/a', '/files/ab'), url.replace('Expires=60', 'Expires=6000')]) {
      expect(codeOf((await get(forged)).body)).toBe('SignatureDoesNotMatch');
    }
    expect(codeOf((await get(url, 'DELETE')).body)).toBe('SignatureDoesNotMatch');
    const week = presign(aws.url, '/files/a', { keys: role, expires: 604_801 });
    expect(codeOf((await get(week)).body)).toBe('AuthorizationQueryParametersError');
  });
});

describe('An upload in signed chunks', () => {
  function upload(chunks: string[], forge: (part: string, index: number) => string = (part) => part) {
    const headers = {
      'content-encoding': 'aws-chunked',
      'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
      'x-amz-decoded-content-length': String(chunks.join('').length),
    };
    const { request, signature, scope } = signHeaders(
      aws.url,
      { method: 'PUT', url: '/files/a-chunked', headers },
      { keys: role },
    );
    const signer = new ChunkSigner(role.secretAccessKey, scope, signature);
    const body = [...chunks, ''].map((chunk, index) => {
      const part = `${chunk.length.toString(16)};chunk-signature=${signer.chunk(sha256(chunk))}\r\n${chunk}\r\n`;
      return forge(part, index);
    });
    return sendRaw(aws.url, { ...request, body: body.join('') });
  }
  const stored = async () => (await sendRaw(aws.url, signed({ url: '/files/a-chunked' }))).body;

  test('is stored without its framing when every chunk is signed after the one before', async () => {
    expect((await upload(['one '.repeat(20), 'two'])).status).toBe(200);
    expect(await stored()).toBe(`${'one '.repeat(20)}two`);
  });

  test.each<[string, (part: string, index: number) => string, string]>([
    ['a changed byte', (part, at) => (at === 1 ? part.replace('two', 'tvo') : part), 'SignatureDoesNotMatch'],
    ['a chunk left out', (part, at) => (at === 0 ? '' : part), 'SignatureDoesNotMatch'],
    ['no signature', (part) => part.replace(/;chunk-signature=\w+/, ''), 'SignatureDoesNotMatch'],
    ['no end', (part, at) => (at === 2 ? '' : part), 'IncompleteBody'],
  ])('is refused and leaves the object as it was: %s', async (_, forge, code) => {
    await upload(['before']);
    const answer = await upload(['one', 'two'], forge);
    expect(codeOf(answer.body)).toBe(code);
    expect(await stored()).toBe('before');
  });
});
