import { randomUUID } from 'node:crypto';
import { ProductError } from '#shared/contract/errors.ts';

type Field = string | number | boolean | null | undefined;

/** One JSON line on standard output. Fields are ids, counts and codes; never what a person typed or a page showed. */
export function log(event: string, fields: Record<string, Field> = {}): void {
  process.stdout.write(`${JSON.stringify({ at: new Date().toISOString(), event, ...fields })}\n`);
}

/**
 * Logs a caught error under a fresh id and returns the id. Messages of foreign errors can quote page text, keys or
 * addresses, so only the class, the code and the code lines of the stack are written.
 */
export function logError(event: string, error: unknown, fields: Record<string, Field> = {}): string {
  const id = randomUUID();
  const causes: string[] = [];
  for (let at: unknown = error; at instanceof Error && causes.length < 4; at = at.cause) {
    const code = (at as NodeJS.ErrnoException).code;
    const frames = codeLines(at);
    const detail = at instanceof ProductError ? ` (${at.detail ?? ''})` : '';
    causes.push([`${at.name}${typeof code === 'string' ? ` ${code}` : ''}${detail}`, ...frames].join('\n'));
  }
  log(event, { ...fields, errorId: id, error: causes.join('\ncaused by ') || typeof error });
  return id;
}

/**
 * Lines of the stack that lie in our own files. A message can span lines and quote a page's own stack, so it is cut off
 * first, and a line that names another place is left out.
 */
function codeLines({ stack = '', message }: Error): string[] {
  const start = stack.indexOf(message);
  const lines = (start < 0 ? stack : stack.slice(start + message.length)).split('\n');
  return lines.filter((line) => /^\s+at [^?]*?\(?(file:\/\/|node:|\/)[^?]*$/.test(line)).slice(0, 8);
}
