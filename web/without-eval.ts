import * as z from 'zod';

// Zod compiles its checks with `new Function` where it may; the page's policy refuses that, and even the attempt is
// reported as a violation. Imported first, because a schema decides when it is made.
z.config({ jitless: true });
