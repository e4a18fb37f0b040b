import * as z from 'zod';
import { errorCodes, type ErrorBody, type ErrorCode } from '#shared/contract/errors.ts';
import type { Messages } from '../messages/en.ts';

/** What the page could not get: the API's own codes, or `OFFLINE` when nothing answered at all. */
export type ApiErrorCode = ErrorCode | 'OFFLINE';

export class ApiError extends Error {
  readonly code: ApiErrorCode;
  readonly detail: string | undefined;
  /** Finds the cause in the logs. */
  readonly id: string | undefined;

  constructor(
    code: ApiErrorCode,
    rest: { detail?: string | undefined; id?: string | undefined; cause?: unknown } = {},
  ) {
    super(code, { cause: rest.cause });
    this.name = 'ApiError';
    this.code = code;
    this.detail = rest.detail;
    this.id = rest.id;
  }
}

export const hasCode = (error: unknown, code: ApiErrorCode) => error instanceof ApiError && error.code === code;

const errorBody = z.object({
  error: z.object({ code: z.enum(errorCodes), message: z.string(), detail: z.string().optional(), id: z.string() }),
}) satisfies z.ZodType<ErrorBody>;

/** Statuses that a proxy in front of the API answers with itself, without the API's body. */
const codeOfStatus: Record<number, ErrorCode> = { 401: 'NOT_SIGNED_IN', 404: 'NOT_FOUND', 429: 'TOO_MANY_ATTEMPTS' };

/** The error of an answer that is not a success. */
export function errorOfAnswer(status: number, body: unknown): ApiError {
  const parsed = errorBody.safeParse(body);
  if (!parsed.success) return new ApiError(codeOfStatus[status] ?? 'INTERNAL');
  const { code, detail, id } = parsed.data.error;
  return new ApiError(code, { detail, id });
}

/** What the user reads: what happened and what to do, in their language. */
export function errorText(t: Messages, error: unknown): string {
  if (!(error instanceof ApiError)) return t.errors.INTERNAL;
  return error.code === 'OFFLINE' ? t.common.offline : t.errors[error.code];
}

/** The same in one line with the log's id, for where there is no room for a notice. */
export function errorLine(t: Messages, error: unknown): string {
  const id = supportId(error);
  return id ? `${errorText(t, error)} ${t.common.errorId(id)}.` : errorText(t, error);
}

/** The log's id, shown only where nobody but an operator can help. */
export function supportId(error: unknown): string | undefined {
  return error instanceof ApiError && error.code === 'INTERNAL' ? error.id : undefined;
}
