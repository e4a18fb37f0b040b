import { expect, test } from 'vitest';
import { decodeFrame, inputMessage, viewMessage } from '#shared/contract/stream.ts';
import { journey, product } from '../support/journey.ts';

test('C2: the server’s browser comes as pictures over the WebSocket, mouse and keyboard go back, and the sign-in works', async () => {
  const { stream } = await journey();
  expect(stream.url).toBe(`${product.url.replace('http', 'ws')}/stream`);

  const frames = stream.received.filter((payload) => typeof payload !== 'string');
  expect(frames.length).toBeGreaterThan(3);
  // Each part of a frame is a JPEG.
  const pictures = frames.flatMap((frame) => decodeFrame(new Uint8Array(frame).buffer).patches);
  expect(pictures.length).toBeGreaterThan(3);
  for (const { picture } of pictures) expect(Buffer.from(picture.subarray(0, 3)).toString('hex')).toBe('ffd8ff');
  const told = stream.received
    .filter((payload) => typeof payload === 'string')
    .map((text) => viewMessage.parse(JSON.parse(text)));
  expect(told.at(-1)).toMatchObject({ type: 'ended', reason: 'connected' });

  const relayed = stream.sent.map((payload) => inputMessage.parse(JSON.parse(String(payload))).type);
  expect(relayed).toEqual(expect.arrayContaining(['mouse', 'key', 'ack']));
});
