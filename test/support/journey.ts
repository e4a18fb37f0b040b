import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { expect, inject } from 'vitest';
import { pairKeys } from '#shared/aws/pair-keys.ts';
import type { SessionCookie } from '#shared/contract/stream.ts';
import { openSession, type PlatformSession } from '#shared/crypto/session-cookies.ts';
import { openDatabase, type Database } from '#shared/db/database.ts';
import type { HarborData } from '../../infra/local/demo-platform/data.ts';
import type { Execution } from '../../infra/local/execution-store.ts';
import { regionEnvironment, roleEnvironment } from '../../infra/local/local-credentials.ts';
import type { OutboxMail } from '../../infra/local/resend.ts';
import { readTemplate } from '../../infra/local/template.ts';
import type { ModelFault } from './model-recorder.ts';
import { launchTestBrowser } from './chromium.ts';
import {
  askForTutorial,
  connectPlatform,
  newPerson,
  openProduct,
  readFinishedTutorial,
  signUp,
  type Person,
  type PlatformAccess,
} from './person.ts';

export const product = inject('product');

// The product's own AWS clients, asked from a test, look where its functions look, with the keys of the account's owner.
Object.assign(process.env, roleEnvironment(product.awsUrl, product.ownerKeys), regionEnvironment);

export const db: Database = openDatabase(async () => product.databaseUrl, 2);

export const demoPlatform: PlatformAccess = {
  url: product.demoPlatform.signInUrl,
  user: product.demoPlatform.user,
  password: product.demoPlatform.password,
  name: 'Harbor',
};

const inData = (...path: string[]) => join(product.dataFolder, ...path);

function jsonFiles<T>(folder: string): T[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as T);
}

/** What the demo platform really holds. */
export const harbor = () => JSON.parse(readFileSync(inData('demo-platform', 'harbor.json'), 'utf8')) as HarborData;

/** Executions of a job, one for each attempt, oldest first. */
export const executionsOf = (jobId: string) =>
  jsonFiles<Execution>(inData('executions'))
    .filter(({ name }) => name.startsWith(`job-${jobId}-`))
    .toSorted((a, b) => a.startedAt.localeCompare(b.startedAt));

export const mailsTo = (email: string) =>
  jsonFiles<OutboxMail>(inData('outbox')).filter((mail) => mail.to.some((to) => to.includes(email)));

/** Everything that was sent to the model so far: request lines, headers and bodies. */
export const recordedModelRequests = async () =>
  (await (await fetch(product.recordedModelRequestsUrl)).json()) as string[];

/** What the model service is to answer instead of what it would. */
export const modelFault = (fault: ModelFault) =>
  fetch(new URL('/faults', product.recordedModelRequestsUrl), { method: 'POST', body: JSON.stringify(fault) });

/** The template that the product runs. */
export const templateOf = () => readTemplate(inData('cdk.out'), { queueOrigin: product.awsUrl });

/** The environment that the template gives a function. */
export function environmentOf(program: string): Record<string, string> {
  const found = templateOf()
    .resources('AWS::Lambda::Function')
    .find(({ properties }) => properties['FunctionName'] === `stepify-local-${program}`);
  return found!.properties['Environment'].Variables as Record<string, string>;
}

/** Every row of every table as text; bytes are in hex. */
export async function databaseDump(): Promise<string> {
  const tables = await db.introspection.getTables();
  const dumps = await Promise.all(
    tables.map(async ({ name }) => {
      const rows = await db
        .selectFrom(name as 'users')
        .selectAll()
        .execute();
      return JSON.stringify(rows, (_, value: unknown) =>
        value && typeof value === 'object' && 'type' in value && value.type === 'Buffer' && 'data' in value
          ? Buffer.from(value.data as number[]).toString('hex')
          : value,
      );
    }),
  );
  return dumps.join('\n');
}

/** The pair keys as the functions of the running product reach them. */
export function productKeys() {
  const env = environmentOf('authenticate');
  return pairKeys({ KEYS_BUCKET: env['KEYS_BUCKET']!, MASTER_KEY_ARN: env['MASTER_KEY_ARN']! });
}

/** The session of a user's one connection, decrypted as the pipeline does it. */
export async function storedSession(userId: string): Promise<PlatformSession> {
  const row = await db.selectFrom('connections').selectAll().where('user_id', '=', userId).executeTakeFirstOrThrow();
  const pair = { userId, platformId: row.platform_id, connectionId: row.id };
  return openSession({ keys: productKeys() }, pair, row);
}

export const storedCookies = async (userId: string): Promise<SessionCookie[]> => (await storedSession(userId)).cookies;

/** Calls the API as the page's user does, from the page itself. */
export function api(
  page: Page,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: any }> /* oxlint-disable-line typescript/no-explicit-any */ {
  return page.evaluate(
    async (call) => {
      const response = await fetch(call.path, {
        method: call.method,
        ...(call.body === undefined
          ? {}
          : { body: JSON.stringify(call.body), headers: { 'content-type': 'application/json' } }),
      });
      const text = await response.text();
      const json = response.headers.get('content-type')?.includes('json');
      return { status: response.status, body: json ? JSON.parse(text) : text };
    },
    { method, path, body },
  );
}

/** Waits until a job is over and gives its row. */
export async function finishedJob(jobId: string) {
  const ended = () =>
    db
      .selectFrom('jobs')
      .selectAll()
      .where('id', '=', jobId)
      .where('status', 'in', ['done', 'failed'])
      .executeTakeFirst();
  await expect.poll(ended, { timeout: 180_000, interval: 500 }).toBeTruthy();
  return (await ended())!;
}

let sharedBrowser: Promise<Browser> | undefined;
const browser = () => (sharedBrowser ??= launchTestBrowser());

/** A new person, signed up, on the home page in a browser profile of their own. */
export async function newSignedUpPerson(): Promise<{ page: Page; person: Person; userId: string }> {
  const person = newPerson();
  const page = await openProduct(await browser(), product.url);
  await signUp(page, product.url, person);
  const { id } = await db.selectFrom('users').select('id').where('email', '=', person.email).executeTakeFirstOrThrow();
  return { page, person, userId: id };
}

export interface Journey {
  page: Page;
  person: Person;
  userId: string;
  connectionId: string;
  jobId: string;
  tutorialId: string;
  goal: string;
  dealName: string;
  /** What came and went over the stream's WebSocket while connecting. */
  stream: { url: string; received: (string | Buffer)[]; sent: (string | Buffer)[] };
}

let made: Promise<Journey> | undefined;

/**
 * The main job once, as a person does it: sign up, connect the demo platform, ask for a tutorial, read it. Files of
 * one run share it where they share a worker.
 */
export function journey(): Promise<Journey> {
  return (made ??= makeJourney());
}

async function makeJourney(): Promise<Journey> {
  const { page, person, userId } = await newSignedUpPerson();
  const dealName = `Order ${userId.slice(0, 8)}`;
  const goal = `Create a deal called "${dealName}"`;
  const stream: Journey['stream'] = { url: '', received: [], sent: [] };
  page.on('websocket', (socket) => {
    stream.url = socket.url();
    socket.on('framereceived', ({ payload }) => stream.received.push(payload));
    socket.on('framesent', ({ payload }) => stream.sent.push(payload));
  });
  await connectPlatform(page, product.url, demoPlatform);
  await askForTutorial(page, product.url, goal, demoPlatform.name);
  await readFinishedTutorial(page);
  const job = await db.selectFrom('jobs').selectAll().where('user_id', '=', userId).executeTakeFirstOrThrow();
  return {
    page,
    person,
    userId,
    connectionId: job.connection_id!,
    jobId: job.id,
    tutorialId: job.tutorial_id,
    goal,
    dealName,
    stream,
  };
}
