import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { ZodError } from 'zod';
import { errorKinds, ProductError, type ErrorBody } from '#shared/contract/errors.ts';
import { logError } from '#shared/log/log.ts';

/** The one place where an error becomes an HTTP answer. The answer's id finds the cause in the logs. */
export function answerError(c: Context, error: unknown, area: string): Response {
  const known = productError(error);
  const code = known?.code ?? 'INTERNAL';
  const { status, message } = errorKinds[code];
  const event = status < 500 ? 'request.refused' : 'request.failed';
  const id = logError(event, error, { area, method: c.req.method, code, detail: known?.detail });
  const body: ErrorBody = { error: { code, message, ...(known?.detail ? { detail: known.detail } : {}), id } };
  return c.json(body, status as ContentfulStatusCode);
}

/** What the caller can act on; nothing for a bug, whose text stays inside. */
function productError(error: unknown): ProductError | undefined {
  if (error instanceof ProductError) return error;
  if (error instanceof ZodError) return new ProductError('INVALID_INPUT', wrongFields(error));
  // Hono throws these for a body that is not what its header says.
  if (error instanceof HTTPException && error.status < 500) return new ProductError('INVALID_INPUT', 'body: malformed');
  return undefined;
}

/** `goal: at most 500 characters; email: Invalid email address`. Unknown keys are typed by the caller and not repeated. */
function wrongFields(error: ZodError): string {
  return error.issues
    .map(
      ({ code, path, message }) =>
        `${path.join('.') || 'body'}: ${code === 'unrecognized_keys' ? 'unknown field' : message}`,
    )
    .join('; ');
}
