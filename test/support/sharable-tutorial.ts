import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { getFile } from '#shared/aws/files.ts';
import type { Box } from '#shared/contract/tutorials.ts';
import { decode } from '#shared/redaction/mask-frame.ts';
import { isUnreadable } from '#shared/redaction/unreadable.ts';
import { api, db, environmentOf, finishedJob, journey } from './journey.ts';

export interface SharableTutorial {
  page: Page;
  userId: string;
  tutorialId: string;
}

let made: Promise<SharableTutorial> | undefined;

/** A second tutorial of the journey's person, which tests may mark, share and publish. Made once. */
export const sharableTutorial = () => (made ??= make());

async function make(): Promise<SharableTutorial> {
  const { page, userId, connectionId } = await journey();
  const goal = `Create a deal called "Shared ${userId.slice(0, 8)}"`;
  const request = { connectionId, goal, approvePlan: false, requestKey: randomUUID() };
  const { body } = await api(page, 'POST', '/api/jobs', request);
  const job = await finishedJob(body.id);
  expect(job.status).toBe('done');
  return { page, userId, tutorialId: job.tutorial_id };
}

/** The frames that the tutorial shows, in the order of its steps. */
export async function framesOf(tutorialId: string) {
  const rows = await db
    .selectFrom('assets')
    .innerJoin('steps', 'steps.id', 'assets.step_id')
    .select(['assets.id', 'assets.key', 'assets.width', 'assets.height', 'assets.sha256'])
    .where('assets.tutorial_id', '=', tutorialId)
    .where('assets.kind', '=', 'frame')
    .orderBy('steps.position')
    .execute();
  expect(rows.length).toBeGreaterThan(1);
  return rows;
}

/** Confirms the look over the pictures as the page does, with everything the tutorial shows now. */
export async function lookOver({ page, tutorialId }: SharableTutorial) {
  const frames = (await framesOf(tutorialId)).map(({ id }) => id);
  expect((await api(page, 'POST', `/api/sharing/${tutorialId}/look-over`, { frames })).status).toBe(200);
}

export const filesBucket = () => environmentOf('tutorials')['FILES_BUCKET']!;

/** Whether a place of a stored picture shows nothing but texture. */
export async function hides(key: string, box: Box): Promise<boolean> {
  return isUnreadable(await decode((await getFile(filesBucket(), key))!), box);
}

/** A place of a stored picture with something to read in it. */
export async function readablePlace({
  key,
  width,
  height,
}: {
  key: string;
  width: number;
  height: number;
}): Promise<Box> {
  const pixels = await decode((await getFile(filesBucket(), key))!);
  for (let y = 48; y + 48 < height; y += 24)
    for (let x = 48; x + 160 < width; x += 80) {
      const box = { x, y, width: 144, height: 40 };
      if (!isUnreadable(pixels, box)) return box;
    }
  throw new Error('The picture shows nothing');
}
