import { afterEach, expect, test } from 'vitest';
import { handMadeTemplate, type HandMade } from '../../support/hand-made-template.ts';

let made: HandMade | undefined;
afterEach(() => made?.remove());

function environmentOf(
  values: Record<string, unknown>,
  more: Record<string, { Type: string; Properties?: object }> = {},
) {
  made = handMadeTemplate({ Fn: { Type: 'AWS::Lambda::Function', Properties: values }, ...more });
  return made.read('http://127.0.0.1:7000').resources('AWS::Lambda::Function')[0]!.properties;
}

test('intrinsic functions give what CloudFormation gives', () => {
  const resolved = environmentOf(
    {
      joined: { 'Fn::Join': ['-', ['a', { Ref: 'AWS::Region' }, 'b']] },
      substituted: { 'Fn::Sub': '${AWS::AccountId}/${Jobs.QueueName}/${!literal}' },
      substitutedWith: { 'Fn::Sub': ['${x}!', { x: { Ref: 'Files' } }] },
      selected: { 'Fn::Select': [1, { 'Fn::Split': ['/', 'https/host/path'] }] },
      queue: { Ref: 'Jobs' },
      queueArn: { 'Fn::GetAtt': ['Jobs', 'Arn'] },
      gone: { Ref: 'AWS::NoValue' },
      list: ['kept', { Ref: 'AWS::NoValue' }],
    },
    {
      Jobs: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'jobs' } },
      Files: { Type: 'AWS::S3::Bucket' },
    },
  );
  expect(resolved).toEqual({
    joined: 'a-ap-southeast-1-b',
    substituted: '000000000000/jobs/${literal}',
    substitutedWith: 'made-files!',
    selected: 'host',
    queue: 'http://127.0.0.1:7000/000000000000/jobs',
    queueArn: 'arn:aws:sqs:ap-southeast-1:000000000000:jobs',
    list: ['kept'],
  });
});

test('names are the same at every start', () => {
  made = handMadeTemplate({ Master: { Type: 'AWS::KMS::Key' } });
  const first = made.read().resources('AWS::KMS::Key')[0]!.names;
  expect(made.read().resources('AWS::KMS::Key')[0]!.names).toEqual(first);
  expect(first.ref).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
});

test.each([
  ['an unknown function', { x: { 'Fn::Transform': {} } }, /does not know the function Fn::Transform/],
  ['an unknown attribute', { x: { 'Fn::GetAtt': ['Jobs', 'Colour'] } }, /does not know Colour of Jobs/],
  ['a resource that is not there', { x: { Ref: 'Nobody' } }, /no resource Nobody/],
  ['an export that is not there', { x: { 'Fn::ImportValue': 'nothing' } }, /No stack exports nothing/],
])('%s is named in the error', (_, values, message) => {
  expect(() => environmentOf(values, { Jobs: { Type: 'AWS::SQS::Queue' } })).toThrow(message);
});
