import * as z from 'zod';
import { typedText } from './text.ts';

export const languages = ['en', 'th'] as const;
export const language = z.enum(languages);
export type Language = z.infer<typeof language>;

/** bcrypt reads 72 bytes and ignores what follows, so a longer password is refused instead of being cut. */
const password = z
  .string()
  .min(10, 'at least 10 characters')
  .refine((value) => new TextEncoder().encode(value).length <= 72, 'at most 72 bytes');

export const signUpRequest = z.object({
  name: typedText().trim().min(1).max(100),
  email: z.email().max(254).toLowerCase(),
  password,
  /** The sign-up page's confirmation of the minimum age (A2). */
  sixteenOrOlder: z.boolean(),
  language: language.default('en'),
});
export type SignUpRequest = z.input<typeof signUpRequest>;

export const signInRequest = z.object({ email: z.email().max(254).toLowerCase(), password: z.string().max(200) });
export type SignInRequest = z.input<typeof signInRequest>;

export const account = z.object({
  id: z.uuid(),
  name: z.string(),
  email: z.string(),
  language,
});
export type Account = z.infer<typeof account>;

/** Name of the session cookie: `__Host-` makes browsers insist on Secure, no Domain and Path=/. */
export const sessionCookie = '__Host-session';
export const sessionDays = 30;
