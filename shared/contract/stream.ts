import * as z from 'zod';
import { pageAnswer, pageAsk, refusals, tabLimit } from './page-asks.ts';
import { siteStorage } from './site-storage.ts';

/**
 * The streamed browser's wire contract. One WebSocket carries everything.
 *
 *   page ⇄ gateway ⇄ browser task
 *
 * Frames are binary: a header, then the parts of the picture that are new. Everything else is JSON text.
 * The gateway relays frames, input and view messages untouched and acts on `sessionMessage`s itself.
 */
export const streamProtocol = 'stepify.stream.v1';

/** Part of a frame: a JPEG and the rectangle of the viewport (CSS pixels) that it fills, whatever its own size is. */
export interface FramePatch {
  x: number;
  y: number;
  width: number;
  height: number;
  picture: Uint8Array<ArrayBuffer>;
}

export interface FrameHeader {
  sequence: number;
  /** The viewport, in CSS pixels. */
  width: number;
  height: number;
}

/** Little-endian: u32 sequence, u16 viewport width and height. Then for each patch u16 x, y, width, height, u32 length, picture. */
const frameHeaderBytes = 8;
const patchHeaderBytes = 12;

/** A frame without a patch shows nothing and is acknowledged at once: it measures the way to the page and back. */
export function encodeFrame({ sequence, width, height }: FrameHeader, patches: readonly FramePatch[]): Uint8Array {
  const size = patches.reduce((sum, { picture }) => sum + patchHeaderBytes + picture.length, frameHeaderBytes);
  const message = new Uint8Array(size);
  const view = new DataView(message.buffer);
  view.setUint32(0, sequence, true);
  view.setUint16(4, width, true);
  view.setUint16(6, height, true);
  let at = frameHeaderBytes;
  for (const patch of patches) {
    view.setUint16(at, patch.x, true);
    view.setUint16(at + 2, patch.y, true);
    view.setUint16(at + 4, patch.width, true);
    view.setUint16(at + 6, patch.height, true);
    view.setUint32(at + 8, patch.picture.length, true);
    message.set(patch.picture, at + patchHeaderBytes);
    at += patchHeaderBytes + patch.picture.length;
  }
  return message;
}

/** Throws RangeError for a message that ends too early. */
export function decodeFrame(message: ArrayBuffer): FrameHeader & { patches: FramePatch[] } {
  const view = new DataView(message);
  const patches: FramePatch[] = [];
  for (let at = frameHeaderBytes; at < view.byteLength;) {
    const [x, y] = [view.getUint16(at, true), view.getUint16(at + 2, true)];
    const [width, height] = [view.getUint16(at + 4, true), view.getUint16(at + 6, true)];
    const length = view.getUint32(at + 8, true);
    patches.push({ x, y, width, height, picture: new Uint8Array(message, at + patchHeaderBytes, length) });
    at += patchHeaderBytes + length;
  }
  return {
    sequence: view.getUint32(0, true),
    width: view.getUint16(4, true),
    height: view.getUint16(6, true),
    patches,
  };
}

const coordinate = z.number().finite().min(-10_000).max(20_000);
/** Device pixels per CSS pixel. */
const pixelRatio = z.number().min(1).max(2);
/** Fingers are how the user points, and so the page is told. */
const touch = z.boolean().optional();
/** Bit field as in `MouseEvent`: 1 Alt, 2 Control, 4 Meta, 8 Shift (the order of the DevTools protocol). */
const modifiers = z.number().int().min(0).max(15);

/** Whether site storage may be kept too; the gateway records a consent, with its version, before it passes this on. */
export const storageAnswer = z.strictObject({
  type: z.literal('storage_answer'),
  answer: z.enum(['keep', 'decline', 'later']),
  version: z.string().max(40),
});
export type StorageAnswer = z.infer<typeof storageAnswer>;

/** Fingers at once. */
export const touchLimit = 5;

/** Characters of one `text` message; a longer paste is sent in parts. */
export const textLimit = 10_000;

/** Page → browser. A malformed one closes the session. */
export const inputMessage = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ack'), sequence: z.number().int().nonnegative() }),
  z.strictObject({
    type: z.literal('mouse'),
    action: z.enum(['move', 'down', 'up']),
    x: coordinate,
    y: coordinate,
    button: z.enum(['none', 'left', 'middle', 'right']),
    /** Buttons held, as `MouseEvent.buttons`. */
    buttons: z.number().int().min(0).max(31),
    clickCount: z.number().int().min(0).max(3),
    modifiers,
  }),
  z.strictObject({
    type: z.literal('wheel'),
    x: coordinate,
    y: coordinate,
    deltaX: coordinate,
    deltaY: coordinate,
    modifiers,
  }),
  z.strictObject({
    type: z.literal('touch'),
    action: z.enum(['start', 'move', 'end', 'cancel']),
    /** Fingers on the page after what they did, each by a number that it keeps. */
    points: z
      .array(
        z.strictObject({
          id: z
            .number()
            .int()
            .min(0)
            .max(touchLimit - 1),
          x: coordinate,
          y: coordinate,
        }),
      )
      .max(touchLimit),
    modifiers,
  }),
  z.strictObject({
    type: z.literal('key'),
    action: z.enum(['down', 'up']),
    key: z.string().max(32),
    code: z.string().max(32),
    location: z.number().int().min(0).max(3),
    repeat: z.boolean(),
    modifiers,
  }),
  /** Text that no single key made: a paste, or what an input method committed. */
  z.strictObject({ type: z.literal('text'), text: z.string().max(textLimit) }),
  /** What an input method is composing: it replaces what it composed before, until `text` commits it or it is empty. */
  z.strictObject({ type: z.literal('compose'), text: z.string().max(1_000) }),
  z.strictObject({
    type: z.literal('resize'),
    width: z.number().int().min(320).max(2560),
    height: z.number().int().min(240).max(1600),
    scale: pixelRatio.default(1),
    touch,
  }),
  z.strictObject({ type: z.literal('history'), action: z.enum(['back', 'forward', 'reload']) }),
  z.strictObject({ type: z.literal('tab'), action: z.enum(['show', 'close']), tab: z.string().max(64) }),
  /** Answers an `ask` by its number; null is no answer, as Escape gives. */
  z.strictObject({ type: z.literal('answer'), ask: z.number().int(), answer: pageAnswer.nullable() }),
  /** The user says "I'm signed in". */
  z.strictObject({ type: z.literal('confirm') }),
  storageAnswer,
  z.strictObject({ type: z.literal('cancel') }),
  /** The user is still there, though nothing was typed or pressed. */
  z.strictObject({ type: z.literal('stay') }),
  /** Asks for a whole frame: the page's line was cut, and what was under way is lost. */
  z.strictObject({ type: z.literal('refresh') }),
]);
export type InputMessage = z.infer<typeof inputMessage>;

/** Why a session is over, as the page shows it. */
export const endReasons = [
  'connected',
  'cancelled',
  'timed_out',
  'platform_unreachable',
  'address_refused',
  'certificate_refused',
  'window_closed',
  'session_not_carried',
  'http_auth_only',
  'storage_declined',
  'browser_lost',
  'protocol_error',
] as const;
export type EndReason = (typeof endReasons)[number];

/** What nears: the end after so long without input, or that of a session's whole time. */
const endsSoon = z.strictObject({ why: z.enum(['idle', 'total']), seconds: z.number().int().nonnegative() });
export type EndsSoon = z.infer<typeof endsSoon>;

/** Browser (or gateway) → page. */
export const viewMessage = z.discriminatedUnion('type', [
  /** Other sessions are served first (C8): the place in the queue, from 1, and about how long it takes. */
  z.strictObject({ type: z.literal('queued'), place: z.number().int().positive(), seconds: z.number().int() }),
  z.strictObject({ type: z.literal('starting') }),
  /** Its time is nearly up; null takes that back. */
  z.strictObject({ type: z.literal('ends_soon'), end: endsSoon.nullable() }),
  /** Opens this session once more if the line is cut, within so many seconds. Each line gets a new one. */
  z.strictObject({ type: z.literal('ticket'), ticket: z.string().max(100), graceSeconds: z.number() }),
  /** The true address, so that users see where they type. */
  z.strictObject({
    type: z.literal('location'),
    url: z.string(),
    secure: z.boolean(),
    canGoBack: z.boolean(),
    canGoForward: z.boolean(),
    loading: z.boolean(),
    /** Why the tab shows nothing of this address: no answer, not a public address, or the page ended itself. */
    trouble: z.enum(['unanswered', 'refused', 'crashed']).optional(),
  }),
  /** The open tabs in the order they were opened, and the one that is streamed. */
  z.strictObject({
    type: z.literal('tabs'),
    front: z.string().max(64),
    tabs: z
      .array(z.strictObject({ id: z.string().max(64), url: z.string().max(2_000), title: z.string().max(200) }))
      .max(tabLimit),
  }),
  z.strictObject({ type: z.literal('ask'), ask: z.number().int(), asks: pageAsk }),
  /** It was answered, or the page is gone that asked. */
  z.strictObject({ type: z.literal('ask_over'), ask: z.number().int() }),
  z.strictObject({ type: z.literal('refused'), what: z.enum(refusals) }),
  z.strictObject({ type: z.literal('cursor'), cursor: z.string().max(32) }),
  /** The user copied or cut this in the remote page; it goes to the user's own clipboard. */
  z.strictObject({ type: z.literal('copied'), text: z.string().max(100_000) }),
  /** Sign-in seems complete; the session is being checked in a fresh browser. */
  z.strictObject({ type: z.literal('verifying') }),
  /** Not signed in after all; the user goes on. */
  z.strictObject({ type: z.literal('not_signed_in') }),
  /** Cookies alone do not carry the session: whether the site storage of this origin may be kept too (C6). */
  z.strictObject({ type: z.literal('storage_consent'), origin: z.string().max(300) }),
  z.strictObject({
    type: z.literal('ended'),
    reason: z.enum(endReasons),
    connectionId: z.uuid().nullable(),
  }),
]);
export type ViewMessage = z.infer<typeof viewMessage>;

/** A cookie as the DevTools protocol gives and takes it, attributes included. */
export const sessionCookieState = z.object({
  name: z.string(),
  value: z.string(),
  domain: z.string(),
  path: z.string(),
  /** Seconds since the epoch, -1 for a session cookie. */
  expires: z.number(),
  httpOnly: z.boolean(),
  secure: z.boolean(),
  sameSite: z.enum(['Strict', 'Lax', 'None']).optional(),
  partitionKey: z.unknown().optional(),
});
export type SessionCookie = z.infer<typeof sessionCookieState>;

/** Gateway → browser task, first message of a streamed session. */
export const openMessage = z.object({
  type: z.literal('open'),
  url: z.string(),
  width: z.number().int(),
  height: z.number().int(),
  scale: pixelRatio.default(1),
  touch,
});
export type OpenMessage = z.infer<typeof openMessage>;

/** Browser task → gateway only, never relayed to the page: the captured session, in memory alone. */
export const signedInMessage = z.object({
  type: z.literal('signed_in'),
  /** Where the platform took the user after signing in, without query and fragment. */
  url: z.string(),
  title: z.string(),
  cookies: z.array(sessionCookieState),
  /** Of the platform's own origin; only after a consent of its own. */
  storage: siteStorage.optional(),
});
export type SignedInMessage = z.infer<typeof signedInMessage>;

/** Frames that may be under way to the page. */
export const streamLimits = { ackWindow: 2 } as const;
/** Port a browser task listens on, on its own address. */
export const browserTaskPort = 9000;
/** Port the gateway service listens on. */
export const gatewayPort = 8080;
