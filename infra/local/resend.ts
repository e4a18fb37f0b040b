import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { join } from 'node:path';
import { StoredJson } from './stored-json.ts';

export interface OutboxMail {
  id: string;
  at: string;
  from: string;
  to: string[];
  subject: string;
  text: string;
  html: string;
}

export function outboxFolder(dataFolder: string): string {
  return join(dataFolder, 'outbox');
}

/** The mails that would have been sent, one file each. */
export class Outbox {
  private readonly stored: StoredJson<OutboxMail>;

  constructor(dataFolder: string) {
    this.stored = new StoredJson(outboxFolder(dataFolder));
  }

  add(mail: Omit<OutboxMail, 'id' | 'at'>): string {
    const id = randomUUID();
    this.stored.write(id, { id, at: new Date().toISOString(), ...mail });
    return id;
  }

  get(id: string): OutboxMail | undefined {
    return this.stored.read(id);
  }

  /** Newest first. */
  list(): OutboxMail[] {
    return this.stored.all().sort((a, b) => b.at.localeCompare(a.at));
  }
}

const text = (value: unknown) => (typeof value === 'string' ? value : '');
/** A field that may hold one or several. */
const list = (value: unknown) => (Array.isArray(value) ? value : [value]).map(text).filter(Boolean);

/**
 * Answers like Resend's API and keeps each mail in the outbox instead of sending it. A repeated `Idempotency-Key`
 * gives the first mail's id again, as at Resend.
 */
export function createResendStandIn(outbox: Outbox): Server {
  const sent = new Map<string, string>();
  return createServer((request, response) => {
    const answer = (status: number, body: object) =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    const fail = (status: number, name: string, message: string) =>
      answer(status, { statusCode: status, name, message });
    const key = request.headers['idempotency-key'];
    readJson(request).then(
      (body) => {
        if (request.method !== 'POST' || request.url !== '/emails') {
          return fail(
            501,
            'application_error',
            `The local run does not implement ${request.method} ${request.url} of Resend`,
          );
        }
        if (!request.headers.authorization?.startsWith('Bearer '))
          return fail(401, 'missing_api_key', 'Missing API Key');
        const missing = ['from', 'to', 'subject'].find((field) => list(body[field]).length === 0);
        if (missing) return fail(422, 'missing_required_field', `Missing \`${missing}\` field.`);
        const known = typeof key === 'string' ? sent.get(key) : undefined;
        const id =
          known ??
          outbox.add({
            from: text(body['from']),
            to: list(body['to']),
            subject: text(body['subject']),
            text: text(body['text']),
            html: text(body['html']),
          });
        if (typeof key === 'string') sent.set(key, id);
        return answer(200, { id });
      },
      () => fail(400, 'invalid_parameter', 'The body is not JSON'),
    );
  });
}

async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString() || '{}') as Record<string, unknown>;
}
