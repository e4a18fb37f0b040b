import { expect, test } from 'vitest';
import { canarySession, nowhere } from '../support/canary-session.ts';
import { databaseDump, journey, product, recordedModelRequests } from '../support/journey.ts';
import { filesWith, tellingPiece } from '../support/search-bytes.ts';

test('C5: no frame of a session is in a file, a table or a request, while it is open or later', async () => {
  const { frames, found } = await canarySession();
  expect(frames.length).toBeGreaterThan(1);
  expect(found.frames).toEqual({ during: nowhere, after: nowhere });
});

test('C5: nor is a frame of the session that a tutorial was made with', async () => {
  const { stream } = await journey();
  const pieces = stream.received
    .filter((payload) => typeof payload !== 'string')
    .flatMap((frame) => tellingPiece(frame) ?? []);
  expect(pieces.length).toBeGreaterThan(1);
  expect(filesWith(pieces, [product.dataFolder])).toEqual([]);
  const dump = await databaseDump();
  expect(pieces.filter((piece) => dump.includes(piece.toString('hex')))).toEqual([]);
  const requests = await recordedModelRequests();
  expect(pieces.filter((piece) => requests.some((text) => text.includes(piece.toString('base64', 3, 45))))).toEqual([]);
});
