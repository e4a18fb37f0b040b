import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { signInRequest, signUpRequest } from '#shared/contract/accounts.ts';
import { planApprovalRequest, startConnectionRequest } from '#shared/contract/connections.ts';
import { connectConsent } from '#shared/contract/consent.ts';
import { errorKinds, ProductError } from '#shared/contract/errors.ts';
import { createJobRequest } from '#shared/contract/jobs.ts';
import { markRequest } from '#shared/contract/marks.ts';
import { approvePlanRequest, declinePlanRequest } from '#shared/contract/plan.ts';
import { tutorialSummary } from '#shared/contract/tutorials.ts';
import { ann, annsPassword, sampleJob } from './web-data.ts';
import type { StandInState } from './web-fixtures.ts';
import { StandInOperators } from './web-stand-in-operators.ts';
import { StandInSharing } from './web-stand-in-sharing.ts';

type Reply = { status?: number; body?: unknown; bytes?: Buffer; contentType?: string };

/** The API's answers over data in memory, in the contract's shapes and with its error codes. */
export class StandInApi {
  private readonly state: StandInState;
  readonly sharing = new StandInSharing();
  readonly operators = new StandInOperators();

  constructor(state: StandInState) {
    this.state = state;
  }

  async answer(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = request.method ?? 'GET';
    const call = `${method} ${path}`;
    const held = this.state.holds.get(call);
    try {
      const body = method === 'POST' || method === 'PUT' ? await readJson(request) : undefined;
      if (method !== 'GET') this.state.received.push({ call, body });
      const failure = this.state.failures.get(call);
      if (failure) throw new ProductError(failure);
      const {
        status = 200,
        body: answer,
        bytes,
        contentType = 'application/json',
      } = this.reply(call, path.split('/'), body, request.headers.host ?? '');
      await held;
      response
        .writeHead(status, { 'content-type': contentType })
        .end(bytes ?? (answer === undefined ? '' : JSON.stringify(answer)));
    } catch (error) {
      const code = error instanceof ProductError ? error.code : 'INTERNAL';
      const { status, message } = errorKinds[code];
      await held;
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: { code, message, id: 'e-4f2c91' } }));
    }
  }

  private reply(call: string, parts: string[], body: unknown, host: string): Reply {
    const { state } = this;
    const id = parts[3] ?? '';
    if (call === 'GET /api/connections/site') return { body: state.site };
    if (call === 'POST /api/accounts/sign-up') return this.signUp(body);
    if (call === 'POST /api/accounts/sign-in') return this.signIn(body);
    if (parts[2] === 'reports')
      return { status: 201, body: { dueAt: new Date(Date.now() + 86_400_000).toISOString() } };
    if (parts[2] === 'operators') {
      if (call.startsWith('GET /api/operators/frames/')) return this.picture('');
      return { body: this.operators.answer(call, parts.slice(3), body) };
    }
    if (parts[2] === 'public') return this.open(parts.slice(3));
    if (!state.me) throw new ProductError('NOT_SIGNED_IN');
    if (call === 'GET /api/accounts/me') return { body: state.me };
    if (call === 'POST /api/accounts/sign-out') {
      state.me = null;
      return { status: 204 };
    }
    if (call === 'GET /api/connections') return { body: { connections: state.connections } };
    if (call === 'POST /api/connections') return startConnection(body);
    if (call === 'GET /api/jobs') return { body: { jobs: state.jobs } };
    if (call === 'POST /api/jobs') return this.createJob(body);
    if (call === 'GET /api/tutorials') {
      return { body: { tutorials: state.tutorials.map((tutorial) => tutorialSummary.parse(tutorial)) } };
    }
    if (call.startsWith('DELETE /api/connections/')) {
      state.connections = state.connections.filter((one) => one.id !== id);
      return { status: 204 };
    }
    if (call.startsWith('DELETE /api/tutorials/')) {
      state.tutorials = state.tutorials.filter((one) => one.id !== id);
      return { status: 204 };
    }
    if (parts[2] === 'sharing') return { body: this.share(call, parts.slice(3), body, host) };
    if (call.startsWith('POST /api/marks/')) return this.mark(parts[5] ?? '', body);
    if (parts[4] === 'frames') return this.picture(parts[5] ?? '');
    if (call === 'POST /api/jobs/rerun') {
      const job = sampleJob();
      state.jobs.unshift(job);
      return { status: 201, body: job };
    }
    if (call.endsWith('/changes')) {
      if (!state.changes) throw new ProductError('NOT_FOUND');
      return { body: state.changes };
    }
    if (/\/take-over(\/|$)/.test(call)) return { status: 204 };
    if (call.endsWith('/retry')) return this.retry(id);
    if (/^POST .*\/(approve|decline)$/.test(call)) return this.answerPlan(id, call.endsWith('/approve'), body);
    if (call.endsWith('/plan-approval')) {
      const { approvePlans } = planApprovalRequest.parse(body);
      state.connections = state.connections.map((one) => (one.id === id ? { ...one, approvePlans } : one));
      return { status: 204 };
    }
    const found =
      parts[2] === 'jobs' ? state.jobs.find((one) => one.id === id) : state.tutorials.find((one) => one.id === id);
    if (!found) throw new ProductError('NOT_FOUND');
    return { body: found };
  }

  private signUp(body: unknown): Reply {
    const parsed = signUpRequest.safeParse(body);
    if (!parsed.success) throw new ProductError('INVALID_INPUT');
    if (!parsed.data.sixteenOrOlder) throw new ProductError('AGE_NOT_CONFIRMED');
    if (parsed.data.email === ann.email) throw new ProductError('EMAIL_TAKEN');
    const { name, email, language } = parsed.data;
    this.state.me = { id: randomUUID(), name, email, language };
    return { status: 201, body: this.state.me };
  }

  private signIn(body: unknown): Reply {
    const parsed = signInRequest.safeParse(body);
    if (!parsed.success || parsed.data.email !== ann.email || parsed.data.password !== annsPassword) {
      throw new ProductError('WRONG_CREDENTIALS');
    }
    this.state.me = ann;
    return { body: ann };
  }

  private createJob(body: unknown): Reply {
    const parsed = createJobRequest.safeParse(body);
    const connection = this.state.connections.find((one) => one.id === parsed.data?.connectionId);
    if (!parsed.success || !connection) throw new ProductError('INVALID_INPUT');
    const { goal, language } = parsed.data;
    const job = sampleJob({ goal, language, connection: { id: connection.id, displayName: connection.displayName } });
    this.state.jobs.unshift(job);
    return { status: 201, body: job };
  }

  private retry(id: string): Reply {
    const job = this.state.jobs.find((one) => one.id === id);
    if (job?.status !== 'failed') throw new ProductError('JOB_NOT_RETRYABLE');
    Object.assign(job, { status: 'queued', percent: 0, errorCode: null, attempt: job.attempt + 1 });
    return { body: job };
  }

  private open([kind = '', key, frames, assetId]: string[]): Reply {
    const { tutorials } = this.state;
    if (key === undefined) return { body: { tutorials: this.sharing.showcase(tutorials) } };
    const shared = this.sharing.shared(kind, key, tutorials);
    return frames ? this.picture(assetId ?? '') : { body: shared };
  }

  private share(call: string, parts: string[], body: unknown, host: string) {
    const tutorial = this.state.tutorials.find(({ id }) => id === parts[0]);
    if (!tutorial) throw new ProductError('NOT_FOUND');
    return this.sharing.answer(call, parts, body, `http://${host}`, tutorial);
  }

  /** The frame gets a new id and counts what was marked; its picture stays, for the stand-in paints nothing. */
  private mark(assetId: string, body: unknown): Reply {
    const { boxes } = markRequest.parse(body);
    const frame = this.state.tutorials
      .flatMap(({ steps }) => steps)
      .find((step) => step.frame?.assetId === assetId)?.frame;
    if (!frame) throw new ProductError('NOT_FOUND');
    const picture = this.state.pictures.get(assetId);
    frame.assetId = randomUUID();
    if (picture) this.state.pictures.set(frame.assetId, picture);
    frame.redactions = { ...frame.redactions, marked: (frame.redactions.marked ?? 0) + boxes.length };
    const owner = this.state.tutorials.find(({ steps }) => steps.some((step) => step.frame === frame));
    if (owner) this.sharing.voidLookOver(owner.id);
    frame.why = { ...frame.why, hand: (frame.why.hand ?? 0) + boxes.length };
    return { body: { assetId: frame.assetId } };
  }

  private answerPlan(id: string, approved: boolean, body: unknown): Reply {
    const job = this.state.jobs.find((one) => one.id === id);
    const read = (approved ? approvePlanRequest : declinePlanRequest).safeParse(body);
    if (!read.success) throw new ProductError('INVALID_INPUT');
    if (job?.status !== 'approval' || read.data.attempt !== job.attempt) throw new ProductError('PLAN_NOT_WAITING');
    if (approved) Object.assign(job, { status: 'queued', attempt: job.attempt + 1 });
    else Object.assign(job, { status: 'failed', errorCode: 'PLAN_DECLINED' });
    return { body: job };
  }

  private picture(assetId: string): Reply {
    const picture = this.state.pictures.get(assetId) ?? [...this.state.pictures.values()][0];
    if (!picture) throw new ProductError('NOT_FOUND');
    return picture;
  }
}

function startConnection(body: unknown): Reply {
  const parsed = startConnectionRequest.safeParse(body);
  if (!parsed.success) throw new ProductError('INVALID_INPUT');
  if (parsed.data.consentVersion !== connectConsent.version) throw new ProductError('CONSENT_REQUIRED');
  return { status: 201, body: { sessionId: randomUUID(), ticket: randomUUID() } };
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const text = Buffer.concat(await request.toArray()).toString();
  return text ? JSON.parse(text) : undefined;
}
