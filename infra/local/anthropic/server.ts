import { randomBytes } from 'node:crypto';
import http from 'node:http';
import { answerFor, type JsonSchema } from './answer.ts';

/** Name under which the page shows that no Claude answers. */
const standInName = 'offline model';

interface Request {
  model?: string;
  max_tokens?: number;
  stream?: boolean;
  system?: string | { text?: string }[];
  messages?: { role: string; content: string | { type: string; text?: string; source?: { data?: string } }[] }[];
  output_config?: { format?: { type?: string; schema?: JsonSchema } };
}

/**
 * Answers the Messages API by rules instead of a model, on the same wire: JSON of the asked schema as text, usage, ids and
 * error shapes. It knows no site and keeps nothing between requests. Not started; the caller listens and closes.
 */
export function createAnthropicStandIn(): http.Server {
  return http.createServer((request, response) => {
    const send = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json', 'request-id': `req_${id()}` });
      response.end(JSON.stringify(body));
    };
    const fail = (status: number, type: string, message: string) => {
      send(status, { type: 'error', error: { type, message }, request_id: null });
    };
    const path = (request.url ?? '/').split('?')[0];
    if (request.method === 'GET' && path === '/') {
      response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' });
      response.end(`${standInName}: answers the Messages API by rules, where no key for Claude is set.\n`);
      return;
    }
    if (request.method !== 'POST' || path !== '/v1/messages') return fail(404, 'not_found_error', 'Not found');
    if (!request.headers['x-api-key'] && !request.headers.authorization) {
      return fail(401, 'authentication_error', 'x-api-key header is required');
    }
    readBody(request).then(
      async (body) => {
        if (!body) return fail(400, 'invalid_request_error', 'The request body is not valid JSON');
        answer(body, await pictureTokens(body), send, fail);
      },
      () => fail(400, 'invalid_request_error', 'The request body could not be read'),
    );
  });
}

function answer(
  body: Request,
  pictured: number,
  send: (status: number, body: unknown) => void,
  fail: (status: number, type: string, message: string) => void,
): void {
  if (!body.model || !body.max_tokens || !Array.isArray(body.messages) || body.messages.length === 0) {
    return fail(400, 'invalid_request_error', 'model, max_tokens and messages are required');
  }
  if (body.stream) return fail(400, 'invalid_request_error', `${standInName}: streaming is not offered`);
  const schema = body.output_config?.format?.schema;
  if (body.output_config?.format?.type !== 'json_schema' || !schema) {
    return fail(400, 'invalid_request_error', `${standInName}: output_config.format of type json_schema is required`);
  }
  const text = textOf(body);
  let said: unknown;
  try {
    said = answerFor(schema, text);
  } catch (error) {
    return fail(500, 'api_error', `${standInName}: ${error instanceof Error ? error.name : 'error'} in a rule`);
  }
  if (said === undefined) return fail(400, 'invalid_request_error', `${standInName}: no rule answers this schema`);
  const content = JSON.stringify(said);
  send(200, {
    id: `msg_${id()}`,
    type: 'message',
    role: 'assistant',
    model: body.model,
    content: [{ type: 'text', text: content, citations: null }],
    stop_reason: 'end_turn',
    stop_sequence: null,
    usage: {
      input_tokens: tokens(text) + pictured,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 0,
      output_tokens: tokens(content),
      service_tier: 'standard',
    },
  });
}

/** Everything of the user's turn; the system prompt is for Claude. */
function textOf(body: Request): string {
  const blocks = (body.messages ?? []).flatMap(({ content }) =>
    typeof content === 'string' ? [content] : content.map((block) => block.text ?? ''),
  );
  return blocks.join('\n');
}

/**
 * Tokens of all pictures of the user's turn: a picture costs its width times its height by 750
 * (platform.claude.com/docs, "Vision"). What is no picture costs nothing.
 */
async function pictureTokens(body: Request): Promise<number> {
  const data = (body.messages ?? [])
    .flatMap(({ content }) => (typeof content === 'string' ? [] : content))
    .filter(({ type }) => type === 'image')
    .map(({ source }) => Buffer.from(source?.data ?? '', 'base64'));
  if (data.length === 0) return 0;
  // Native, and only needed where pictures are.
  const { default: sharp } = await import('sharp');
  const sizes = await Promise.all(
    data.map((picture) =>
      sharp(picture)
        .metadata()
        .catch(() => ({ width: 0, height: 0 })),
    ),
  );
  return sizes.reduce((sum, { width, height }) => sum + Math.ceil((width * height) / 750), 0);
}

const tokens = (text: string) => Math.ceil(text.length / 4);
const id = () => randomBytes(12).toString('base64url');

async function readBody(request: http.IncomingMessage): Promise<Request | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > 32_000_000) throw new Error('too large');
    chunks.push(chunk as Buffer);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as Request;
  } catch {
    return null;
  }
}
