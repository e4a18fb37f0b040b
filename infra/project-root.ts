import { fileURLToPath } from 'node:url';

/** Folder of the project, with the slash at its end. */
export const projectRoot = fileURLToPath(new URL('..', import.meta.url));
