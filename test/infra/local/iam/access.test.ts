import { afterAll, describe, expect, test } from 'vitest';
import { AccessDenied, createAccess, roleCaller, service, type Denial } from '../../../../infra/local/iam/access.ts';
import type { Call } from '../../../../infra/local/iam/decide.ts';
import { rootArn } from '../../../../infra/local/iam/keyring.ts';
import { handMadeTemplate } from '../../../support/hand-made-template.ts';

const allow = (Action: unknown, Resource: unknown = '*', Condition?: object) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition && { Condition }),
});
const deny = (...given: Parameters<typeof allow>) => ({ ...allow(...given), Effect: 'Deny' });
const policy = (statements: object[]) => ({ Version: '2012-10-17', Statement: statements });
const made: ReturnType<typeof handMadeTemplate>[] = [];
afterAll(() => made.forEach((each) => each.remove()));

const keyArn = 'arn:aws:kms:ap-southeast-1:000000000000:key/';

/** A role with these statements, and resources with policies of their own. */
function stack(statements: object[], more: Record<string, { Type: string; Properties?: object }> = {}) {
  const template = handMadeTemplate({
    Role: { Type: 'AWS::IAM::Role' },
    Policy: {
      Type: 'AWS::IAM::Policy',
      Properties: { PolicyDocument: policy(statements), Roles: [{ Ref: 'Role' }] },
    },
    Fn: {
      Type: 'AWS::Lambda::Function',
      Properties: { FunctionName: 'stepify-test-fn', Role: { 'Fn::GetAtt': ['Role', 'Arn'] } },
    },
    Files: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'files' } },
    ...more,
  });
  made.push(template);
  const read = template.read();
  const denials: Denial[] = [];
  const access = createAccess({ template: read, onDenied: (denial) => denials.push(denial) });
  const role = roleCaller(read.resources('AWS::IAM::Role')[0]!.names.attributes['Arn']!);
  return { access, role, denials, template: read };
}

const get = (key: string, context: Call['context'] = {}): Call => ({
  action: 's3:GetObject',
  resource: `arn:aws:s3:::files/${key}`,
  context,
});
const listing = (prefix?: string): Call => ({
  action: 's3:ListBucket',
  resource: 'arn:aws:s3:::files',
  context: prefix === undefined ? {} : { 's3:prefix': prefix },
});
const decrypt = (context: Record<string, string>): Call => ({
  action: 'kms:Decrypt',
  resource: 'arn:x',
  context: {
    ...Object.fromEntries(Object.entries(context).map(([name, value]) => [`kms:EncryptionContext:${name}`, value])),
    ...(Object.keys(context).length > 0 && { 'kms:EncryptionContextKeys': Object.keys(context) }),
  },
});
const pair = {
  'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': ['userId', 'platformId'] },
  Null: { 'kms:EncryptionContextKeys': 'false' },
};

test.each<[string, object[], Call, boolean]>([
  ['nothing is allowed unless a statement says so', [], get('assets/1'), false],
  ['by action and resource', [allow('s3:GetObject', 'arn:aws:s3:::files/assets/*')], get('assets/1'), true],
  ['another prefix', [allow('s3:GetObject', 'arn:aws:s3:::files/assets/*')], get('staging/1'), false],
  ['another action', [allow('s3:PutObject', '*')], get('assets/1'), false],
  ['actions without regard to case', [allow('S3:getobject', '*')], get('assets/1'), true],
  ['resources with regard to case', [allow('s3:GetObject', 'arn:aws:s3:::files/Assets/*')], get('assets/1'), false],
  ['a wildcard in an action', [allow('s3:Get*', '*')], get('assets/1'), true],
  ['? is one sign', [allow('s3:GetObject', 'arn:aws:s3:::files/?')], get('ab'), false],
  ['a dot is a dot', [allow('s3:GetObject', 'arn:aws:s3:::files/a.b')], get('aXb'), false],
  ['explicit deny wins', [allow('s3:*', '*'), deny('s3:GetObject', '*')], get('a'), false],
  ['a prefix within', [allow('s3:ListBucket', '*', { StringLike: { 's3:prefix': 'a/*' } })], listing('a/b'), true],
  ['a prefix outside', [allow('s3:ListBucket', '*', { StringLike: { 's3:prefix': 'a/*' } })], listing('b'), false],
  ['no prefix at all', [allow('s3:ListBucket', '*', { StringLike: { 's3:prefix': 'a/*' } })], listing(), false],
  ['IfExists', [allow('s3:ListBucket', '*', { StringLikeIfExists: { 's3:prefix': 'a/*' } })], listing(), true],
  ['a pair’s context', [allow('kms:Decrypt', '*', pair)], decrypt({ userId: 'u', platformId: 'p' }), true],
  ['no context', [allow('kms:Decrypt', '*', pair)], decrypt({}), false],
  ['a context with more', [allow('kms:Decrypt', '*', pair)], decrypt({ userId: 'u', other: 'x' }), false],
  [
    'a value of the context',
    [allow('kms:Decrypt', '*', { StringEquals: { 'kms:EncryptionContext:userId': 'u' } })],
    decrypt({ userId: 'v' }),
    false,
  ],
  ['a negated operator', [allow('s3:ListBucket', '*', { StringNotLike: { 's3:prefix': 'a*' } })], listing('a'), false],
  [
    'a negated operator, no key',
    [allow('s3:ListBucket', '*', { StringNotLike: { 's3:prefix': 'a' } })],
    listing(),
    true,
  ],
  ['Bool', [allow('s3:GetObject', '*', { Bool: { 'aws:SecureTransport': 'false' } })], get('a'), false],
  [
    'all conditions hold or none counts',
    [allow('s3:ListBucket', '*', { StringEquals: { 's3:prefix': 'a', 's3:delimiter': '/' } })],
    listing('a'),
    false,
  ],
  [
    'ArnEquals knows wildcards, and keys have no case',
    [allow('s3:GetObject', '*', { ArnEquals: { 'AWS:SourceArn': 'arn:aws:x:*' } })],
    get('a', { 'aws:SourceArn': 'arn:aws:x:1' }),
    true,
  ],
])('identity policies: %s', (_, statements, call, allowed) => {
  const { access, role } = stack(statements);
  expect(access.allows(role, call)).toBe(allowed);
});

describe('Resource policies', () => {
  const onBucket = (...statements: object[]) => ({
    BucketPolicy: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: { Bucket: { Ref: 'Files' }, PolicyDocument: policy(statements) },
    },
  });

  test('plain HTTP is denied to everybody, the owner too, where the bucket asks for TLS', () => {
    const tls = { Principal: { AWS: '*' }, ...deny('s3:*', '*', { Bool: { 'aws:SecureTransport': 'false' } }) };
    const { role, template } = stack([allow('s3:GetObject', '*')], onBucket(tls));
    const plain = createAccess({ template, secureTransport: false });
    const secure = createAccess({ template });
    const owner = { arn: rootArn, kind: 'root' as const };
    expect([role, owner].map((caller) => plain.allows(caller, get('a')))).toEqual([false, false]);
    expect([role, owner].map((caller) => secure.allows(caller, get('a')))).toEqual([true, true]);
  });

  test('a service reaches what names it, in the name of the resource it acts for', () => {
    const distribution = 'arn:aws:cloudfront::000000000000:distribution/E1';
    const reads = {
      Principal: { Service: 'cloudfront.amazonaws.com' },
      ...allow('s3:GetObject', 'arn:aws:s3:::files/*', { StringEquals: { 'AWS:SourceArn': distribution } }),
    };
    const { access, role } = stack([], onBucket(reads));
    const cloudfront = service('cloudfront.amazonaws.com');
    expect(access.allows(cloudfront, get('a', { 'aws:SourceArn': distribution }))).toBe(true);
    expect(access.allows(cloudfront, get('a', { 'aws:SourceArn': `${distribution}2` }))).toBe(false);
    expect(access.allows(service('events.amazonaws.com'), get('a', { 'aws:SourceArn': distribution }))).toBe(false);
    expect(access.allows(role, get('a', { 'aws:SourceArn': distribution }))).toBe(false);
  });

  test('a key that does not leave the decision to the account is closed to roles that may decrypt', () => {
    const key = (Principal: object) => ({
      Key: {
        Type: 'AWS::KMS::Key',
        Properties: { KeyPolicy: policy([{ Principal, ...allow('kms:*') }]) },
      },
    });
    const call = ({ template }: ReturnType<typeof stack>): Call => ({
      action: 'kms:Decrypt',
      resource: template.resources('AWS::KMS::Key')[0]!.names.attributes['Arn']!,
    });
    const open = stack([allow('kms:Decrypt')], key({ AWS: rootArn }));
    expect(open.access.allows(open.role, call(open))).toBe(true);
    expect(call(open).resource.startsWith(keyArn)).toBe(true);
    const closed = stack([allow('kms:Decrypt')], key({ AWS: 'arn:aws:iam::000000000000:role/other' }));
    expect(closed.access.allows(closed.role, call(closed))).toBe(false);
  });

  test('a function is invoked by the service and source that its permission names', () => {
    const { access, template } = stack([], {
      Permission: {
        Type: 'AWS::Lambda::Permission',
        Properties: {
          Action: 'lambda:InvokeFunction',
          FunctionName: { 'Fn::GetAtt': ['Fn', 'Arn'] },
          Principal: 'apigateway.amazonaws.com',
          SourceArn: 'arn:aws:execute-api:ap-southeast-1:000000000000:api/live/*/api/jobs/*',
        },
      },
    });
    const resource = template.resources('AWS::Lambda::Function')[0]!.names.attributes['Arn']!;
    const invoke = (caller: string, path: string) =>
      access.allows(service(caller), {
        action: 'lambda:InvokeFunction',
        resource: `${resource}:1`,
        context: { 'aws:SourceArn': `arn:aws:execute-api:ap-southeast-1:000000000000:api/live/GET${path}` },
      });
    expect(invoke('apigateway.amazonaws.com', '/api/jobs/1')).toBe(true);
    expect(invoke('apigateway.amazonaws.com', '/api/accounts')).toBe(false);
    expect(invoke('events.amazonaws.com', '/api/jobs/1')).toBe(false);
  });
});

test('a refusal says what AWS says, and the log names the missing statement without anybody’s ids', () => {
  const { access, role, denials } = stack([]);
  const call = get('keys/4e1c/9b7a', { 'kms:EncryptionContext:userId': '4e1c' });
  expect(() => access.require(role, call)).toThrow(AccessDenied);
  expect(() => access.require(role, call)).toThrow(
    /^User: arn:aws:sts::000000000000:assumed-role\/made-Role\/local is not authorized to perform: s3:GetObject on resource: /,
  );
  expect(denials[0]).toEqual({
    caller: 'fn',
    action: 's3:GetObject',
    resource: 'arn:aws:s3:::files/keys/*',
    contextKeys: ['aws:PrincipalArn', 'aws:SecureTransport', 'kms:EncryptionContext:userId'],
    missing: { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::files/keys/*' },
  });
  expect(JSON.stringify(denials)).not.toContain('4e1c');
});

test('what a program itself is refused is kept, once, and apart from what a test tries with its rights', () => {
  const { access, role } = stack([]);
  for (const key of ['keys/4e1c/1', 'keys/9b7a/2']) expect(() => access.require(role, get(key))).toThrow(AccessDenied);
  const { caller } = access.keyring.find(access.programKeys()['fn']!.accessKeyId)!;
  expect(() => access.require(caller, get('assets/1'))).toThrow(AccessDenied);
  expect(access.refused().map(({ caller, action, resource }) => [caller, action, resource])).toEqual([
    ['fn', 's3:GetObject', 'arn:aws:s3:::files/keys/*'],
  ]);
});

describe('The drill takes each permission away and asks whether anybody missed it', () => {
  const files = 'arn:aws:s3:::files/*';
  const unneeded = ({ access }: ReturnType<typeof stack>) => {
    const found = access.unneeded().unneeded.filter(({ holder }) => holder === 'fn');
    return found.map(({ action, resource }) => `${action} ${resource}`);
  };

  test('one that was needed is missed, one that never was is not', () => {
    const made = stack([allow(['s3:GetObject', 's3:PutObject'], ['arn:aws:s3:::files/a/*', 'arn:aws:s3:::files/b/*'])]);
    made.access.require(made.role, get('a/1'));
    expect(unneeded(made)).toEqual([
      's3:GetObject arn:aws:s3:::files/b/*',
      's3:PutObject arn:aws:s3:::files/a/*',
      's3:PutObject arn:aws:s3:::files/b/*',
    ]);
  });

  test('one that another statement grants as well is not missed', () => {
    const made = stack([allow('s3:GetObject', files), allow('s3:Get*', files)]);
    made.access.require(made.role, get('a'));
    expect(unneeded(made)).toEqual([`s3:GetObject ${files}`, `s3:Get* ${files}`]);
  });

  test('says of each permission what a template that is made without it does', () => {
    const pairs = ['s3:GetObject', 's3:PutObject', 's3:ListBucket'].flatMap((action) =>
      ['arn:aws:s3:::files/a/*', 'arn:aws:s3:::files/b/*', 'arn:aws:s3:::files'].map((resource): [string, string] => [
        action,
        resource,
      ]),
    );
    const calls = [get('a/1'), get('a/2'), listing('a/'), { ...get('b/1'), action: 's3:PutObject' }];
    const grant = (granted: [string, string][]) => stack(granted.map(([action, resource]) => allow(action, resource)));
    const ask = ({ access, role }: ReturnType<typeof stack>) => access.require(role, ...calls);
    const whole = grant(pairs);
    ask(whole);
    const missed = pairs.filter((left) => {
      const without = grant(pairs.filter((pair) => pair !== left));
      try {
        ask(without);
        return false;
      } catch (error) {
        return error instanceof AccessDenied;
      }
    });
    expect(missed).toHaveLength(3);
    const others = pairs.filter((pair) => !missed.includes(pair)).map((pair) => pair.join(' '));
    expect(unneeded(whole)).toEqual(others);
  });

  test('a call that was refused needs nothing', () => {
    const made = stack([allow('s3:PutObject', files)]);
    expect(() => made.access.require(made.role, get('a'))).toThrow(AccessDenied);
    expect(unneeded(made)).toEqual([`s3:PutObject ${files}`]);
  });
});

test.each<[string, object, RegExp]>([
  ['an operator', allow('s3:*', '*', { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }), /operator IpAddress/],
  ['a key', allow('s3:*', '*', { StringEquals: { 'aws:ResourceTag/a': 'b' } }), /key aws:ResourceTag\/a/],
  ['an element', { Effect: 'Allow', NotAction: 's3:*', Resource: '*' }, /element NotAction/],
  ['a variable', allow('s3:*', 'arn:aws:s3:::files/${aws:username}/*'), /policy variables/],
])('what cannot be evaluated is refused at the start, by name: %s', (_, statement, message) => {
  expect(() => stack([statement])).toThrow(message);
  expect(() => stack([statement])).toThrow(/^made\/Policy: the local run does not know/);
});

test('a managed policy that is not known here is refused at the start', () => {
  const role = {
    Type: 'AWS::IAM::Role',
    Properties: { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] },
  };
  expect(() => stack([], { Other: role })).toThrow(/does not know what .*AdministratorAccess allows/);
});
