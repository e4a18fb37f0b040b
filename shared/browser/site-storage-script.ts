import type { SiteStorage } from '#shared/contract/site-storage.ts';

/** Characters of JSON that a session's storage may have; more is an application's data and no session. */
const storageLimit = 4_000_000;

/**
 * Functions that read and write the storage of the page's origin. A string, because they run inside pages. Values of
 * IndexedDB that JSON cannot say are written as `{ $: type, v: … }`; a record that holds anything else (a file, a key
 * that cannot be read out) is left behind, and checking the session afterwards tells whether it was needed.
 */
const siteStorageScript = String.raw`
  const encode = (value, depth = 0) => {
    if (depth > 40) throw new Error();
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
    if (typeof value === 'number') return Number.isFinite(value) ? value : { $: 'number', v: String(value) };
    if (value === undefined) return { $: 'undefined' };
    if (typeof value === 'bigint') return { $: 'bigint', v: String(value) };
    const list = (items) => Array.from(items, (item) => encode(item, depth + 1));
    if (Array.isArray(value)) return list(value);
    if (value instanceof Date) return { $: 'date', v: value.getTime() };
    if (value instanceof RegExp) return { $: 'regexp', v: [value.source, value.flags] };
    if (value instanceof Map) return { $: 'map', v: list(value) };
    if (value instanceof Set) return { $: 'set', v: list(value) };
    if (value instanceof ArrayBuffer) return { $: 'ArrayBuffer', v: Array.from(new Uint8Array(value)) };
    if (ArrayBuffer.isView(value)) {
      const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
      return { $: Object.prototype.toString.call(value).slice(8, -1), v: Array.from(bytes) };
    }
    if (Object.prototype.toString.call(value) !== '[object Object]') throw new Error();
    return { $: 'object', v: Object.entries(value).map(([key, item]) => [key, encode(item, depth + 1)]) };
  };
  const decode = (value) => {
    if (Array.isArray(value)) return value.map(decode);
    if (value === null || typeof value !== 'object') return value;
    const { $: type, v } = value;
    if (type === 'object') return Object.fromEntries(v.map(([key, item]) => [key, decode(item)]));
    if (type === 'undefined') return undefined;
    if (type === 'number') return Number(v);
    if (type === 'bigint') return BigInt(v);
    if (type === 'date') return new Date(v);
    if (type === 'regexp') return new RegExp(v[0], v[1]);
    if (type === 'map') return new Map(decode(v));
    if (type === 'set') return new Set(decode(v));
    const { buffer } = Uint8Array.from(v);
    return type === 'ArrayBuffer' ? buffer : new globalThis[type](buffer);
  };
  const done = (request) => new Promise((resolve, reject) => {
    request.onsuccess = request.oncomplete = () => resolve(request.result);
    request.onerror = request.onabort = request.onblocked = () => reject(request.error);
  });
  const readDatabase = async ({ name, version }) => {
    const database = await done(indexedDB.open(name));
    try {
      const stores = await Promise.all(Array.from(database.objectStoreNames, async (storeName) => {
        const store = database.transaction(storeName).objectStore(storeName);
        const [keys, values] = await Promise.all([done(store.getAllKeys()), done(store.getAll())]);
        const records = keys.flatMap((key, at) => {
          try { return [[encode(key), encode(values[at])]]; } catch { return []; }
        });
        const indexes = Array.from(store.indexNames, (indexName) => {
          const { name, keyPath, unique, multiEntry } = store.index(indexName);
          return { name, keyPath, unique, multiEntry };
        });
        return { name: storeName, keyPath: store.keyPath, autoIncrement: store.autoIncrement, indexes, records };
      }));
      return { name, version, stores };
    } finally { database.close(); }
  };
  const writeDatabase = async ({ name, version, stores }) => {
    const opening = indexedDB.open(name, version);
    opening.onupgradeneeded = () => {
      for (const { name: storeName, keyPath, autoIncrement, indexes } of stores) {
        const store = opening.result.createObjectStore(storeName, { keyPath, autoIncrement });
        for (const { name: indexName, keyPath: path, ...options } of indexes) store.createIndex(indexName, path, options);
      }
    };
    const database = await done(opening);
    try {
      if (stores.length === 0) return;
      const transaction = database.transaction(stores.map((store) => store.name), 'readwrite');
      for (const { name: storeName, keyPath, records } of stores) {
        const store = transaction.objectStore(storeName);
        for (const [key, value] of records) keyPath === null ? store.put(decode(value), decode(key)) : store.put(decode(value));
      }
      await done(transaction);
    } finally { database.close(); }
  };
  const entriesOf = (name) => { try { return Object.entries({ ...window[name] }); } catch { return []; } };
`;

/** Expression that yields a promise of the origin's `SiteStorage`, or of undefined where there is too much to keep. */
export function readStorageExpression({ databases }: { databases: boolean }): string {
  return `(async () => {${siteStorageScript}
    const known = ${databases} ? await indexedDB.databases() : [];
    const read = await Promise.all(known.map((one) => readDatabase(one).catch(() => undefined)));
    const found = {
      origin: location.origin, local: entriesOf('localStorage'), session: entriesOf('sessionStorage'),
      databases: read.filter((one) => one),
    };
    return JSON.stringify(found).length <= ${storageLimit} ? found : undefined;
  })()`;
}

/** Expression that fills the storage of the page's origin, which must be the one it was read from. */
export function writeStorageExpression(storage: SiteStorage): string {
  return `(async () => {${siteStorageScript}
    const { origin, local, session, databases } = JSON.parse(${JSON.stringify(JSON.stringify(storage))});
    if (location.origin !== origin) throw new Error();
    for (const [key, value] of local) localStorage.setItem(key, value);
    for (const [key, value] of session) sessionStorage.setItem(key, value);
    for (const one of databases) await writeDatabase(one);
  })()`;
}

/** What stands at an origin's beginning while its storage is filled: nothing of the platform runs then. */
export const emptyPage = '<!doctype html><title></title>';
