import { expect, test } from 'vitest';
import { ChunkSigner, sha256, signRequest, type SignedParts } from '../../../../infra/local/iam/sigv4.ts';

// The worked examples of "Authenticating Requests (AWS Signature Version 4)" in the S3 API reference and of the AWS
// general reference, with AWS's own example keys.
const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const scope = { time: '20130524T000000Z', region: 'us-east-1', service: 's3' };
const nothing = sha256('');
const host = 'examplebucket.s3.amazonaws.com';

function s3(parts: Partial<SignedParts> & Pick<SignedParts, 'headers'>): SignedParts {
  const headers = { host, 'x-amz-date': scope.time, ...parts.headers };
  return {
    method: 'GET',
    path: '/',
    query: [],
    payloadHash: nothing,
    encodePathTwice: false,
    signedHeaders: Object.keys(headers).toSorted(),
    ...parts,
    headers,
  };
}

test.each<[string, SignedParts, string]>([
  [
    'GET object',
    s3({ path: '/test.txt', headers: { range: 'bytes=0-9', 'x-amz-content-sha256': nothing } }),
    'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  ],
  [
    'PUT object with a key that needs encoding',
    s3({
      method: 'PUT',
      path: '/test%24file.text',
      payloadHash: sha256('Welcome to Amazon S3.'),
      headers: {
        date: 'Fri, 24 May 2013 00:00:00 GMT',
        'x-amz-content-sha256': sha256('Welcome to Amazon S3.'),
        'x-amz-storage-class': 'REDUCED_REDUNDANCY',
      },
    }),
    '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
  ],
  [
    'GET bucket lifecycle, a query without a value',
    s3({ query: [['lifecycle', '']], headers: { 'x-amz-content-sha256': nothing } }),
    'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
  ],
  [
    'list objects',
    s3({
      query: [
        ['max-keys', '2'],
        ['prefix', 'J'],
      ],
      headers: { 'x-amz-content-sha256': nothing },
    }),
    '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
  ],
])('the documented example is signed as documented: %s', (_, parts, expected) => {
  expect(signRequest(secret, scope, parts)).toBe(expected);
});

test('a presigned URL is signed as documented', () => {
  const query: [string, string][] = [
    ['X-Amz-Algorithm', 'AWS4-HMAC-SHA256'],
    ['X-Amz-Credential', 'AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request'],
    ['X-Amz-Date', scope.time],
    ['X-Amz-Expires', '86400'],
    ['X-Amz-SignedHeaders', 'host'],
  ];
  const parts = { path: '/test.txt', query, headers: { host }, signedHeaders: ['host'] };
  const signature = signRequest(secret, scope, s3({ ...parts, payloadHash: 'UNSIGNED-PAYLOAD' }));
  expect(signature).toBe('aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404');
});

test('a service that is not S3 is signed as documented', () => {
  const signature = signRequest(
    'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
    { time: '20150830T123600Z', region: 'us-east-1', service: 'iam' },
    {
      method: 'GET',
      path: '/',
      query: [
        ['Action', 'ListUsers'],
        ['Version', '2010-05-08'],
      ],
      headers: {
        'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
        host: 'iam.amazonaws.com',
        'x-amz-date': '20150830T123600Z',
      },
      signedHeaders: ['content-type', 'host', 'x-amz-date'],
      payloadHash: nothing,
      encodePathTwice: true,
    },
  );
  expect(signature).toBe('5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7');
});

test('the chunks of a streamed upload are signed one after the other as documented', () => {
  const seed = '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9';
  const signer = new ChunkSigner(secret, scope, seed);
  expect([65_536, 1024, 0].map((length) => signer.chunk(sha256('a'.repeat(length))))).toEqual([
    'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648',
    '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497',
    'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9',
  ]);
});
