import * as z from 'zod';

/** Text that a person typed: PostgreSQL keeps every character but NUL. */
export const typedText = () => z.string().refine((value) => !value.includes('\0'), 'no control characters');
