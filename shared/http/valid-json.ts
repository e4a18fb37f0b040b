import type { Context } from 'hono';
import { validator } from 'hono/validator';
import * as z from 'zod';
import { ProductError } from '#shared/contract/errors.ts';

/** Middleware that checks the JSON body: the handler reads it with `c.req.valid('json')`. Throws INVALID_INPUT. */
export function validJson<S extends z.ZodType>(schema: S) {
  return validator('json', (value: z.input<S>): z.output<S> => schema.parse(value));
}

/** The path parameter as an id. What is no UUID names nothing, so it answers NOT_FOUND like a foreign id. */
export function idParam(c: Context, name: string): string {
  const id = z.uuid().safeParse(c.req.param(name));
  if (!id.success) throw new ProductError('NOT_FOUND', name);
  return id.data;
}
