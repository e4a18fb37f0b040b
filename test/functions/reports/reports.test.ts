import { randomBytes, randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { getFile } from '#shared/aws/files.ts';
import { openedFrame, reportAnswer, reportQueue } from '#shared/contract/reports.ts';
import { decode } from '#shared/redaction/mask-frame.ts';
import { isUnreadable } from '#shared/redaction/unreadable.ts';
import type { Mail } from '#shared/mail/mailer.ts';
import { operatorsApi } from '../../../functions/operators/routes.ts';
import { runReportClock } from '../../../functions/report-clock/run-clock.ts';
import { reportsApi } from '../../../functions/reports/routes.ts';
import { sharingApi } from '../../../functions/sharing/routes.ts';
import { startTestDatabase, type TestDatabase } from '../../support/postgres.ts';
import { addUser, ownPage, publicUrl, type SignedInUser } from '../../support/rows.ts';
import { startTestS3, type TestS3 } from '../../support/s3.ts';
import { markDeps, missed, storedTutorial } from '../../support/stored-frames.ts';

const hour = 3_600_000;
const keys = { olga: randomBytes(32).toString('hex'), omar: randomBytes(32).toString('hex') };
let database: TestDatabase;
let s3: TestS3;
let user: SignedInUser;
let made: Awaited<ReturnType<typeof storedTutorial>>;
let clock: Date;
let mails: Mail[];
let mailAnswers: boolean;
let operatorsSecret: Record<string, string>;

beforeAll(async () => {
  [database, s3] = await Promise.all([startTestDatabase(), startTestS3()]);
});
afterAll(async () => {
  await Promise.all([database.stop(), s3.stop()]);
});
beforeEach(async () => {
  await database.db.deleteFrom('users').execute();
  await database.db.deleteFrom('operator_access').execute();
  clock = new Date();
  mails = [];
  mailAnswers = true;
  operatorsSecret = keys;
  user = await addUser(database.db);
  made = await storedTutorial(database.db, s3.bucket, user.id, 2);
});

const deps = () => ({
  ...markDeps(database.db, s3.bucket),
  publicUrl,
  now: () => clock,
  secret: async () => 'a secret of at least thirty-two characters',
  operatorMail: 'operators@stepify.test',
  sendMail: async (mail: Mail) => {
    if (!mailAnswers) throw new Error('The provider is away');
    mails.push(mail);
  },
});
const operators = () => operatorsApi({ ...deps(), secret: async () => JSON.stringify(operatorsSecret) });

const post = (body: unknown, headers: Record<string, string> = user.headers) => ({
  method: 'POST',
  headers,
  body: JSON.stringify(body),
});
const report = (assetId = made.first.assetId, who = user) =>
  reportsApi(deps()).request(
    '/api/reports/own',
    post({ tutorialId: made.tutorialId, assetId, subject: 'person' }, who.headers),
  );

/** Headers of an operator who signed in with a key. */
async function operator(name: keyof typeof keys = 'olga'): Promise<Record<string, string>> {
  const answer = await operators().request('/api/operators/sign-in', post({ key: keys[name] }, ownPage));
  expect(answer.status).toBe(204);
  return { ...ownPage, Cookie: answer.headers.get('Set-Cookie')!.split(';')[0]! };
}
const queue = async (headers: Record<string, string>) =>
  reportQueue.parse(await (await operators().request('/api/operators/reports', { headers })).json());
async function look(headers: Record<string, string>) {
  const [first] = (await queue(headers)).reports;
  const answer = await operators().request(`/api/operators/reports/${first!.id}/look`, post({}, headers));
  return openedFrame.parse(await answer.json());
}
const access = () =>
  database.db.selectFrom('operator_access').select(['operator', 'action', 'tutorial_id']).orderBy('at').execute();

describe('A report', () => {
  test('of the owner starts 24 hours, stands in the queue, and is mailed without saying whose or what', async () => {
    const answer = await report();
    expect(answer.status).toBe(201);
    const { dueAt } = reportAnswer.parse(await answer.json());
    expect(new Date(dueAt).getTime() - clock.getTime()).toBe(24 * hour);
    const { operator: name, reports } = await queue(await operator());
    expect([name, reports]).toEqual([
      'olga',
      [{ id: reports[0]!.id, reporter: 'owner', subject: 'person', createdAt: clock.toISOString(), dueAt }],
    ]);
    expect(mails.map(({ to }) => to)).toEqual(['operators@stepify.test']);
    const text = JSON.stringify(mails);
    expect(text).toContain(`${publicUrl}/operators`);
    for (const personal of [user.name, user.email, user.id, made.tutorialId, made.first.assetId, 'Add a contact'])
      expect(text).not.toContain(personal);
  });

  test('made again keeps its clock and its one mail', async () => {
    const first = reportAnswer.parse(await (await report()).json());
    clock = new Date(clock.getTime() + hour);
    expect(reportAnswer.parse(await (await report()).json())).toEqual(first);
    expect((await queue(await operator())).reports).toHaveLength(1);
    expect(mails).toHaveLength(1);
  });

  test('can be made by whoever reads a shared tutorial, and by nobody else', async () => {
    const sharing = (path: string, body: unknown) =>
      sharingApi(deps()).request(`/api/sharing/${made.tutorialId}${path}`, post(body));
    await sharing('/look-over', { frames: made.frames.map(({ assetId }) => assetId) });
    const { links } = await (await sharing('/links', { days: 7 })).json();
    const link = links[0].url.split('/').at(-1);
    const tell = (way: unknown) =>
      reportsApi(deps()).request(
        '/api/reports/shared',
        post({ way, assetId: made.first.assetId, subject: 'photo' }, ownPage),
      );
    expect((await tell({ link: `${link.slice(0, -1)}!` })).status).toBe(404);
    expect((await tell({ showcase: made.tutorialId })).status).toBe(404);
    expect((await tell({ link })).status).toBe(201);
    expect((await queue(await operator())).reports[0]).toMatchObject({ reporter: 'viewer', subject: 'photo' });
    expect((await report(made.first.assetId, await addUser(database.db))).status).toBe(404);
    expect((await report(randomUUID())).status).toBe(404);
  });

  test('of one account is taken thirty times an hour, and of another still', async () => {
    for (let index = 0; index < 30; index += 1) expect((await report()).status).toBe(201);
    const refused = await report();
    expect([refused.status, (await refused.json()).error.code]).toEqual([429, 'TOO_MANY_REPORTS']);
    clock = new Date(clock.getTime() + hour + 1);
    expect((await report()).status).toBe(201);
  });

  test('of readers is limited by their address, which they cannot choose, and by tutorial, which holds no owner back', async () => {
    await database.db.updateTable('tutorials').set({ published_at: clock }).execute();
    await sharingApi(deps()).request(
      `/api/sharing/${made.tutorialId}/look-over`,
      post({ frames: made.frames.map(({ assetId }) => assetId) }),
    );
    const tell = async (viewer: string, claimed = '') => {
      const chain = [claimed, viewer, '10.0.0.1'].filter(Boolean).join(', ');
      const body = { way: { showcase: made.tutorialId }, assetId: made.first.assetId, subject: 'photo' };
      const headers = { ...ownPage, 'X-Forwarded-For': chain };
      return (await reportsApi(deps()).request('/api/reports/shared', post(body, headers))).status;
    };
    for (let index = 0; index < 30; index += 1) expect(await tell('203.0.113.5', `198.51.100.${index}`)).toBe(201);
    expect(await tell('203.0.113.5')).toBe(429);
    for (let index = 0; index < 59; index += 1) expect(await tell(`203.0.113.${10 + index}`)).toBe(201);
    expect(await tell('203.0.113.99')).toBe(429);
    expect((await report()).status).toBe(201);
    // Nobody's address can be read back from what is kept.
    const kept = await database.db.selectFrom('report_attempts').selectAll().execute();
    expect(kept.every(({ source_hash }) => source_hash.length === 32)).toBe(true);
    expect(JSON.stringify(kept)).not.toContain('203.0.113');
  });

  test('goes with its tutorial', async () => {
    await report();
    await database.db.deleteFrom('tutorials').where('id', '=', made.tutorialId).execute();
    expect((await queue(await operator())).reports).toEqual([]);
  });
});

describe('The report clock', () => {
  const run = () => runReportClock(deps());

  test('sends a mail that could not be sent', async () => {
    mailAnswers = false;
    expect((await report()).status).toBe(201);
    expect(mails).toEqual([]);
    mailAnswers = true;
    await run();
    await run();
    expect(mails.map(({ subject }) => subject)).toEqual(['A picture was reported']);
  });

  test('counts what the alarm reads and tells once more when less than four hours are left', async () => {
    await report();
    const start = clock.getTime();
    clock = new Date(start + 20 * hour);
    expect(await run()).toEqual({ open: 1, nearDue: 0, overdue: 0 });
    clock = new Date(start + 20 * hour + 1000);
    expect(await run()).toEqual({ open: 1, nearDue: 1, overdue: 0 });
    clock = new Date(start + 24 * hour);
    expect(await run()).toEqual({ open: 1, nearDue: 1, overdue: 1 });
    expect(mails.map(({ subject }) => subject)).toEqual([
      'A picture was reported',
      'A reported picture has little time left',
    ]);
  });

  test('counts before it mails, and not what is closed', async () => {
    await report();
    await database.db.updateTable('reports').set({ closed_at: clock, outcome: 'nothing_found' }).execute();
    clock = new Date(clock.getTime() + 30 * hour);
    expect(await run()).toEqual({ open: 0, nearDue: 0, overdue: 0 });
  });
});

describe('An operator', () => {
  test('sees the one frame, makes a place unreadable, and everything is written down', async () => {
    await report();
    const olga = await operator();
    const frame = await look(olga);
    const picture = await operators().request(`/api${frame.path}`, { headers: olga });
    expect([picture.status, picture.headers.get('Content-Type')]).toEqual([200, 'image/webp']);
    const marks = await operators().request(
      `/api${frame.path}/marks`,
      post({ requestKey: randomUUID(), boxes: [missed] }, olga),
    );
    expect(marks.status).toBe(204);
    const asset = await database.db
      .selectFrom('assets')
      .selectAll()
      .where('step_id', '=', made.first.stepId)
      .executeTakeFirstOrThrow();
    expect(isUnreadable(await decode((await getFile(s3.bucket, asset.key))!), missed)).toBe(true);
    const audit = database.db.selectFrom('redaction_audit').select('by_reason').where('asset_id', '=', asset.id);
    expect(await audit.execute()).toEqual([{ by_reason: { label: 1, 'marked by operator': 1 } }]);
    expect((await queue(olga)).reports).toEqual([]);
    expect(await access()).toEqual([
      { operator: 'olga', action: 'looked', tutorial_id: made.tutorialId },
      { operator: 'olga', action: 'redacted', tutorial_id: made.tutorialId },
    ]);
    // The report is closed, and the path opens nothing any more.
    expect((await operators().request(`/api${frame.path}`, { headers: olga })).status).toBe(404);
  });

  async function redactReported(): Promise<void> {
    const olga = await operator();
    const { path } = await look(olga);
    const request = post({ requestKey: randomUUID(), boxes: [missed] }, olga);
    expect((await operators().request(`/api${path}/marks`, request)).status).toBe(204);
  }
  const toOwner = () => mails.filter(({ to }) => to === user.email);

  test.each([
    ['en', 'A picture in a tutorial of yours was redacted'],
    ['th', 'มีการปิดบังข้อมูลในภาพของบทเรียนของคุณ'],
  ] as const)(
    'who redacts a picture has its owner told once, in %s and without its title',
    async (language, subject) => {
      const preferences = JSON.stringify({ language });
      await database.db.updateTable('users').set({ preferences }).where('id', '=', user.id).execute();
      await report();
      await redactReported();
      await runReportClock(deps());
      expect(toOwner().map((mail) => mail.subject)).toEqual([subject]);
      const [mail] = toOwner();
      expect(mail!.text).toContain(`${publicUrl}/tutorials/${made.tutorialId}/share`);
      expect(mail!.text).toContain(user.name);
      // What is shared goes on with the picture that hides more.
      expect(mail!.text).toMatch(/Links you have shared go on working|ลิงก์ที่คุณแชร์ไว้ยังใช้งานได้/);
      expect(JSON.stringify(mail)).not.toContain('Add a contact');
    },
  );

  test('redacts also when the mail to the owner cannot go out, which the clock sends later', async () => {
    await report();
    mailAnswers = false;
    await redactReported();
    expect(toOwner()).toEqual([]);
    mailAnswers = true;
    clock = new Date(clock.getTime() + 5 * 60_000);
    await runReportClock(deps());
    expect(toOwner()).toHaveLength(1);
  });

  test('has other owners told when an address is refused, which is given up after a few tries', async () => {
    await report();
    await redactReported();
    const { id } = await database.db.selectFrom('reports').select('id').executeTakeFirstOrThrow();
    const other = await addUser(database.db);
    const tutorial = await storedTutorial(database.db, s3.bucket, other.id, 1);
    const redacted = {
      reporter: 'owner',
      subject: 'person',
      due_at: clock,
      closed_at: clock,
      outcome: 'redacted',
    } as const;
    await database.db
      .insertInto('reports')
      .values({
        ...redacted,
        tutorial_id: tutorial.tutorialId,
        asset_id: tutorial.first.assetId,
        created_at: clock,
        mailed_at: clock,
        warned_at: null,
      })
      .execute();
    await database.db
      .updateTable('reports')
      .set({ owner_mailed_at: sql`null` })
      .where('id', '=', id)
      .execute();
    mails = [];
    const began = clock.getTime();
    let tried = 0;
    const sendMail = async (mail: Mail) => {
      if (mail.to !== user.email) return void mails.push(mail);
      tried += 1;
      throw new Error('refused');
    };
    for (let minutes = 0; minutes <= 24 * 60; minutes += 5) {
      clock = new Date(began + minutes * 60_000);
      await runReportClock({ ...deps(), sendMail });
    }
    expect(mails.map(({ to }) => to)).toEqual([other.email]);
    expect(tried).toBe(8);
  });

  test('closes a report in which nothing was found', async () => {
    await report();
    const olga = await operator();
    const [first] = (await queue(olga)).reports;
    expect((await operators().request(`/api/operators/reports/${first!.id}/close`, post({}, olga))).status).toBe(204);
    expect((await queue(olga)).reports).toEqual([]);
    expect((await access()).map(({ action }) => action)).toEqual(['closed']);
    expect(toOwner()).toEqual([]);
  });

  test('opens any frame by the address that a letter names', async () => {
    const olga = await operator();
    const open = (address: string) =>
      operators().request('/api/operators/reports', post({ address, subject: 'other' }, olga));
    const address = `https://stepify.test/api/tutorials/${made.tutorialId}/frames/${made.first.assetId}`;
    expect((await open(`${address}?x=1`)).status).toBe(201);
    expect((await queue(olga)).reports[0]).toMatchObject({ reporter: 'operator', subject: 'other' });
    expect((await open('https://stepify.test/tutorials/1')).status).toBe(400);
    expect((await open(address.replace(made.first.assetId, randomUUID()))).status).toBe(404);
  });

  test('has a path to a frame for a quarter of an hour and alone', async () => {
    await report();
    const olga = await operator();
    const { path, expiresAt } = await look(olga);
    const get = (headers: Record<string, string>, at = path) => operators().request(`/api${at}`, { headers });
    expect((await get(await operator('omar'))).status).toBe(401);
    expect((await get({ ...ownPage, Cookie: '' })).status).toBe(401);
    expect((await get(user.headers)).status).toBe(401);
    expect((await get(olga, `${path.slice(0, -2)}AA`)).status).toBe(401);
    clock = new Date(expiresAt);
    expect((await get(olga)).status).toBe(401);
  });

  test('without a right key, with an ended session, or with a key that was taken away, is none', async () => {
    await report();
    for (const key of ['', 'x'.repeat(64), keys.olga.slice(1)])
      expect((await operators().request('/api/operators/sign-in', post({ key }, ownPage))).status).toBe(401);
    const olga = await operator();
    const list = (headers: Record<string, string>) => operators().request('/api/operators/reports', { headers });
    expect((await list(olga)).status).toBe(200);
    expect((await list(user.headers)).status).toBe(401);
    operatorsSecret = { omar: keys.omar };
    expect((await list(olga)).status).toBe(401);
    operatorsSecret = { olga: 'x'.repeat(40), omar: keys.omar };
    expect((await list(olga)).status).toBe(401);
    operatorsSecret = { olga: 'short' };
    expect((await operators().request('/api/operators/sign-in', post({ key: 'short' }, ownPage))).status).toBe(401);
    operatorsSecret = keys;
    clock = new Date(clock.getTime() + 8 * hour);
    expect((await list(olga)).status).toBe(401);
  });
});
