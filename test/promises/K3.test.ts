import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { getFile } from '#shared/aws/files.ts';
import { connectionDays } from '#shared/contract/consent.ts';
import { api, db, environmentOf, newSignedUpPerson, product } from '../support/journey.ts';
import { connectedAt, rowOf, type StoredConnection } from '../support/stored-connection.ts';

const day = 86_400_000;
const wrappedKey = (userId: string, { platformId }: StoredConnection) =>
  getFile(environmentOf('authenticate')['KEYS_BUCKET']!, `keys/${userId}/${platformId}`);
const runRetention = async () =>
  expect((await fetch(`${product.controlUrl}/run/retention`, { method: 'POST' })).status).toBe(200);

test('K3: a connection is there on its 29th day; on its 31st row and key are gone and the user must reconnect', async () => {
  const { page, userId } = await newSignedUpPerson();
  const young = await connectedAt(userId, new Date(Date.now() - (connectionDays - 1) * day));
  await runRetention();
  expect(await rowOf(db, young.id)).toBeDefined();
  expect(await wrappedKey(userId, young)).toBeDefined();

  // The same two days later.
  const moved = new Date(Date.now() - (connectionDays + 1) * day);
  const times = { connected_at: moved, expires_at: new Date(moved.getTime() + connectionDays * day) };
  await db.updateTable('connections').set(times).where('id', '=', young.id).execute();
  const request = { goal: 'Create a deal called "Late"', connectionId: young.id, requestKey: randomUUID() };
  const asked = await api(page, 'POST', '/api/jobs', request);
  expect(asked.body.error).toMatchObject({ code: 'RECONNECT_REQUIRED' });
  await runRetention();
  expect(await rowOf(db, young.id)).toBeUndefined();
  expect(await wrappedKey(userId, young)).toBeUndefined();
  const listed = await api(page, 'GET', '/api/connections');
  expect(listed.status).toBe(200);
  expect(JSON.stringify(listed.body)).not.toContain(young.id);
});

test('K3: revoking does the same at once', async () => {
  const { page, userId } = await newSignedUpPerson();
  const made = await connectedAt(userId, new Date());
  expect(await wrappedKey(userId, made)).toBeDefined();
  expect((await api(page, 'DELETE', `/api/connections/${made.id}`)).status).toBeLessThan(300);
  expect(await rowOf(db, made.id)).toBeUndefined();
  expect(await wrappedKey(userId, made)).toBeUndefined();
});
