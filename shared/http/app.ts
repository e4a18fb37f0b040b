import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { createMiddleware } from 'hono/factory';
import type { Account } from '#shared/contract/accounts.ts';
import { ProductError } from '#shared/contract/errors.ts';
import type { ApiArea } from '#shared/contract/routes.ts';
import type { Database } from '#shared/db/database.ts';
import { answerError } from './answer-error.ts';

/** What every area of the API is made with. `publicUrl` is the one origin whose pages may change state. */
export interface ApiDeps {
  db: Database;
  publicUrl: string;
  now: () => Date;
}

/** Hono's environment of every area: `c.var.account` is set by `requireAccount`, `c.var.operator` by `requireOperator`. */
export interface ApiEnv {
  Variables: { account: Account; operator: string };
}

/** Largest request body in bytes; the longest honest one is a sign-up or a goal. */
const bodyLimitBytes = 64 * 1024;

/**
 * The Hono app of one area, mounted at `/api/<area>`: errors become `ErrorBody` in one place, bodies are limited,
 * requests of other sites that would change state are refused, and nothing is kept by a cache unless a route says so.
 */
export function createApp(deps: Pick<ApiDeps, 'publicUrl'>, area: ApiArea) {
  const app = new Hono<ApiEnv>().basePath(`/api/${area}`);
  app.onError((error, c) => answerError(c, error, area));
  app.notFound((c) => answerError(c, new ProductError('NOT_FOUND', 'route'), area));
  app.use(answerHeaders, ownOriginOnly(deps.publicUrl));
  app.use(
    bodyLimit({
      maxSize: bodyLimitBytes,
      onError: () => {
        throw new ProductError('INVALID_INPUT', 'body: too large');
      },
    }),
  );
  return app;
}

export type Api = ReturnType<typeof createApp>;

const answerHeaders = createMiddleware(async (c, next) => {
  await next();
  if (!c.res.headers.has('Cache-Control')) c.header('Cache-Control', 'no-store');
  c.header('X-Content-Type-Options', 'nosniff');
  c.header('Cross-Origin-Resource-Policy', 'same-origin');
});

/** Browsers send `Origin` with every request that can change state; one without it comes from no page of ours (X4). */
function ownOriginOnly(publicUrl: string) {
  const own = new URL(publicUrl).origin;
  return createMiddleware(async (c, next) => {
    if (!['GET', 'HEAD'].includes(c.req.method)) {
      const site = c.req.header('Sec-Fetch-Site');
      if (c.req.header('Origin') !== own) throw new ProductError('FOREIGN_ORIGIN', 'Origin');
      if (site !== undefined && site !== 'same-origin') throw new ProductError('FOREIGN_ORIGIN', 'Sec-Fetch-Site');
    }
    await next();
  });
}
