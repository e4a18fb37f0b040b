import { handle, streamHandle } from 'hono/aws-lambda';
import { readSecret } from '#shared/aws/secrets.ts';
import { openDatabase } from '#shared/db/database.ts';
import type { Api, ApiDeps } from './app.ts';

/** What every area is made with, from its environment. */
export function apiDeps(env: Record<'DATABASE_SECRET_ARN' | 'PUBLIC_URL', string>): ApiDeps {
  return {
    db: openDatabase(() => readSecret(env.DATABASE_SECRET_ARN)),
    publicUrl: env.PUBLIC_URL,
    now: () => new Date(),
  };
}

/** The Lambda handler of an area behind the REST API; answers that are not text go out as base64. */
export const toLambda = (app: Api) => handle(app);

/** The same for an area whose answers stream. */
export const toStreamingLambda = (app: Api) => streamHandle(app);
