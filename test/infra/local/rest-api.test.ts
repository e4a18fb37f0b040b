import { createServer } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import type { LambdaHost } from '../../../infra/local/lambda-host.ts';
import { close, listen } from '../../../infra/local/listen.ts';
import { createRestApi } from '../../../infra/local/rest-api.ts';
import { everythingAllowed, handMadeTemplate } from '../../support/hand-made-template.ts';

const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

/** An API of one method on its root, before a function that does what is given. */
function apiOf(integration: object, functions: Partial<LambdaHost> = {}, idleMs = 60_000) {
  const template = handMadeTemplate({
    Api: { Type: 'AWS::ApiGateway::RestApi' },
    Any: {
      Type: 'AWS::ApiGateway::Method',
      Properties: {
        HttpMethod: 'ANY',
        ResourceId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] },
        RestApiId: { Ref: 'Api' },
        Integration: { Type: 'AWS_PROXY', Uri: 'arn:x:path/functions/arn:aws:lambda:f/invocations', ...integration },
      },
    },
  });
  ends.push(() => template.remove());
  return createRestApi(template.read(), functions as LambdaHost, everythingAllowed, () => '', { idleMs });
}

async function ask(api: ReturnType<typeof apiOf>): Promise<Response> {
  const server = createServer((request, response) => void api.handle(request, response));
  ends.push(() => close(server));
  return fetch(`http://127.0.0.1:${await listen(server)}/`);
}

// "Amazon API Gateway quotas and important notes" for regional REST APIs and streamed answers.
test.each<[object, string]>([
  [{ TimeoutInMillis: 29_000 }, 'starts'],
  [{ TimeoutInMillis: 29_001 }, 'API Gateway waits 29000 ms at most'],
  [{ TimeoutInMillis: 900_000, ResponseTransferMode: 'STREAM' }, 'starts'],
  [{ TimeoutInMillis: 900_001, ResponseTransferMode: 'STREAM' }, 'API Gateway waits 900000 ms at most'],
])('an API that would wait longer than API Gateway does is refused at the start: %j', (integration, outcome) => {
  const start = () => {
    try {
      apiOf(integration);
      return 'starts';
    } catch (error) {
      return (error as Error).message;
    }
  };
  expect(start()).toContain(outcome);
});

const streamed = (TimeoutInMillis: number) => ({ ResponseTransferMode: 'STREAM', TimeoutInMillis });

/** A function that writes a line now and then and never ends. */
function writing(everyMs: number): Partial<LambdaHost> {
  return {
    stream: (_id, _event, sink) => {
      sink.prelude({ statusCode: 200 });
      sink.chunk(Buffer.from('begun'));
      const timer = setInterval(() => sink.chunk(Buffer.from('.')), everyMs);
      ends.push(() => clearInterval(timer));
      return new Promise(() => undefined);
    },
  };
}

test.each([
  ['lasts too long', apiOf(streamed(600), writing(50))],
  ['says nothing', apiOf(streamed(60_000), writing(60_000), 300)],
])('a streamed answer that lasts too long or says nothing is cut off: it %s', async (_, api) => {
  const response = await ask(api);
  expect(response.status).toBe(200);
  await expect(response.text()).rejects.toThrow('terminated');
});

test('a streamed answer that never begins is a timeout', async () => {
  const silent = { stream: () => new Promise<never>(() => undefined) };
  expect((await ask(apiOf(streamed(300), silent))).status).toBe(504);
});
