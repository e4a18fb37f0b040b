import * as z from 'zod';

/**
 * What a page of the streamed browser asks of the person in front of it. A browser draws these itself, outside of the
 * page's picture, so the screencast never shows them: our page draws them instead and sends the answer back.
 */

const origin = z.string().max(300);
const pixels = z.number().finite();
/** Where the control lies, in the remote viewport's CSS pixels; null when that is not known. */
const box = z.strictObject({ x: pixels, y: pixels, width: pixels, height: pixels }).nullable();
const label = z.string().max(200);
export const listLimit = 2_000;

export const valueInputs = ['date', 'time', 'datetime-local', 'month', 'week', 'color'] as const;

/** Chosen in a window of the browser's own. */
export const pickerAsk = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('list'),
    label,
    box,
    /** What fits to what is being typed: the keyboard stays in the page. */
    typing: z.boolean().optional(),
    options: z
      .array(z.strictObject({ label, group: label.nullable(), disabled: z.boolean(), selected: z.boolean() }))
      .max(listLimit),
  }),
  z.strictObject({
    kind: z.literal('value'),
    input: z.enum(valueInputs),
    label,
    box,
    value: z.string().max(64),
    min: z.string().max(64),
    max: z.string().max(64),
    step: z.string().max(64),
  }),
]);
export type PickerAsk = z.infer<typeof pickerAsk>;

export const pageAsk = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('dialog'),
    dialog: z.enum(['alert', 'confirm', 'prompt', 'beforeunload']),
    /** Whose words these are. */
    origin,
    text: z.string().max(4_000),
    preset: z.string().max(2_000),
    /** Not the first of this tab: it may be told to stop asking. */
    again: z.boolean(),
  }),
  /** HTTP authentication, for a page or a frame of it. */
  z.strictObject({
    kind: z.literal('credentials'),
    origin,
    secure: z.boolean(),
    /** What was given before was not taken. */
    again: z.boolean(),
  }),
  ...pickerAsk.options,
]);
export type PageAsk = z.infer<typeof pageAsk>;
/** Shown beside what the user does, who need not answer it. */
export const isBeside = (ask: PageAsk): boolean => ask.kind === 'list' && !!ask.typing;
export type PageAskOf<K extends PageAsk['kind']> = Extract<PageAsk, { kind: K }>;

export const pageAnswer = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('dialog'),
    accept: z.boolean(),
    text: z.string().max(2_000),
    /** Let this tab ask nothing more of this kind. */
    silence: z.boolean(),
  }),
  z.strictObject({ kind: z.literal('credentials'), user: z.string().max(500), password: z.string().max(2_000) }),
  /** Index into the options. */
  z.strictObject({ kind: z.literal('list'), chosen: z.number().int().min(0).max(listLimit) }),
  z.strictObject({ kind: z.literal('value'), value: z.string().max(64) }),
]);
export type PageAnswer = z.infer<typeof pageAnswer>;

/** What a page calls a function of the browser for, and gets nothing. */
export const pageWants = ['camera', 'place', 'notifications', 'device', 'file', 'passkey', 'new_passkey'] as const;
export type PageWant = (typeof pageWants)[number];

/** What a page tried and was not given, or why nobody can sign in on it here. */
export const refusals = [
  'file',
  'download',
  'pop_up',
  'passkey',
  'passkey_only',
  'google',
  'certificate',
  'camera',
  'place',
  'notifications',
  'device',
] as const;
export type Refusal = (typeof refusals)[number];

/** Open tabs at most; one more is closed before it loads anything. */
export const tabLimit = 8;
