import * as z from 'zod';

const entries = z.array(z.tuple([z.string(), z.string()]));
const keyPath = z.union([z.string(), z.array(z.string()), z.null()]);

/** A database of IndexedDB. Keys and values are in the form that `siteStorageScript` gives what JSON cannot say. */
const storedDatabase = z.object({
  name: z.string(),
  version: z.number(),
  stores: z.array(
    z.object({
      name: z.string(),
      keyPath,
      autoIncrement: z.boolean(),
      indexes: z.array(z.object({ name: z.string(), keyPath, unique: z.boolean(), multiEntry: z.boolean() })),
      records: z.array(z.tuple([z.unknown(), z.unknown()])),
    }),
  ),
});

/** What one origin keeps in the browser beside its cookies. It exists in memory, and encrypted at rest (C6). */
export const siteStorage = z.object({
  origin: z.url(),
  local: entries,
  session: entries,
  databases: z.array(storedDatabase),
});
export type SiteStorage = z.infer<typeof siteStorage>;
