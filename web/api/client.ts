import type * as z from 'zod';
import { ApiError, errorOfAnswer } from './api-error.ts';

interface Call<T> {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  body?: unknown;
  /** Shape of the answer; without one the answer's body is not read. */
  answer?: z.ZodType<T>;
  signal?: AbortSignal;
}

/**
 * Calls the API and checks the answer against the contract. Throws an `ApiError`; an answer of another shape counts as
 * `INTERNAL`, because page and API are then not of one version.
 */
export async function callApi<T = void>(path: string, call: Call<T> = {}): Promise<T> {
  const response = await send(path, call);
  if (!response.ok) throw errorOfAnswer(response.status, await jsonOf(response));
  if (!call.answer) return undefined as T;
  const parsed = call.answer.safeParse(await jsonOf(response));
  if (!parsed.success) throw new ApiError('INTERNAL', { cause: parsed.error });
  return parsed.data;
}

async function send<T>(path: string, { method = 'GET', body, signal }: Call<T>): Promise<Response> {
  try {
    return await fetch(`/api${path}`, {
      method,
      credentials: 'same-origin',
      headers:
        body === undefined
          ? { accept: 'application/json' }
          : { accept: 'application/json', 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new ApiError('OFFLINE', { cause });
  }
}

async function jsonOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}
