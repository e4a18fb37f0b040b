import { readFile } from 'node:fs/promises';
import type { Plugin } from 'vite';

/**
 * Leaves out of the pages what of zod no page uses, 7 KB of every page's compressed script: its description of schemas as
 * JSON Schema, which functions ask the model with, and its English sentences for what is wrong, which our own words
 * replace in every language. Whoever comes to a schema's description after all gets an error that says so.
 */
export const withoutUnusedZod: Plugin = {
  name: 'without-unused-zod',
  enforce: 'pre',
  async load(id) {
    if (id.endsWith('/zod/v4/locales/en.js')) return `export default () => ({ localeError: () => 'wrong' });`;
    if (!/\/zod\/v4\/core\/(to-json-schema|json-schema-processors)\.js$/.test(id)) return undefined;
    const names = [...(await readFile(id, 'utf8')).matchAll(/^export (?:const|function|class) (\w+)/gm)];
    if (names.length === 0) throw new Error(`${id} exports nothing that could be left out`);
    const text = 'JSON Schema is left out of pages, see web/without-unused-zod.ts';
    return [
      `const refuse = () => { throw new Error(${JSON.stringify(text)}); };`,
      // Every schema is given its methods when it is made, and nobody calls them.
      ...names.map(([, name]) => `export const ${name} = ${name!.startsWith('create') ? '() => refuse' : 'refuse'};`),
    ].join('\n');
  },
};
