import { registerHooks } from 'node:module';

interface Stage {
  /** Layouts that this stage is needed for. */
  layouts: string[];
  /** The module and what stands in for its functions: source that is put in place of theirs. */
  module: RegExp;
  replace: (source: string) => string;
  /** Taken out together with it: two that each hide what the other misses. */
  and?: string;
}

const emptied = (name: string, value: string) => (source: string) =>
  source.replace(
    new RegExp(`export (?:async )?function ${name}\\b`),
    `export const ${name} = () => ${value};\n${source.includes(`async function ${name}`) ? 'async ' : ''}function without_${name}`,
  );

/**
 * What can be taken out of the redaction, one by one. The product has no switch for any of it: the source of one module is
 * changed while a process of the bench loads it.
 */
export const stages: Record<string, Stage> = {
  'labels and headers': {
    layouts: ['record', 'facts'],
    module: /person-fields\.ts$/,
    replace: emptied('kindOfLabel', 'undefined'),
  },
  'column voting': {
    layouts: ['boxes'],
    module: /column-vote\.ts$/,
    replace: (source) => source.replace('share = 0.5', 'share = 9'),
  },
  propagation: { layouts: ['record', 'form'], module: /propagate\.ts$/, replace: emptied('valuesToPropagate', '[]') },
  identifiers: {
    layouts: ['facts', 'security'],
    module: /identifiers\.ts$/,
    replace: emptied('findIdentifiers', '[]'),
  },
  'names by their shape': { layouts: ['feed', 'record'], module: /name-shape\.ts$/, replace: emptied('namesIn', '[]') },
  'data regions': { layouts: ['boxes', 'inbox'], module: /harmless\.ts$/, replace: emptied('isHarmless', 'true') },
  'text in pixels': { layouts: ['pixels'], module: /pixel-regions\.ts$/, replace: emptied('pixelRegions', '[]') },
  'avatars and frames': {
    layouts: ['cards', 'record'],
    module: /page\/pictures\.ts$/,
    replace: (source) => source.replace('return { pictureOf };', 'return { pictureOf: () => undefined };'),
  },
  'masks of the site': {
    layouts: ['security'],
    module: /page\/zones\.ts$/,
    replace: (source) =>
      source.replace('if (at.matches(siteMask)) return true', 'if (at.matches(":not(*)")) return true'),
  },
  'closed shadow roots': {
    layouts: ['security'],
    and: 'text in pixels',
    module: /page-geometry\.ts$/,
    replace: (source) => source.replace("root.shadowRootType === 'closed'", 'false'),
  },
  'covering before the picture': {
    layouts: ['jumping'],
    and: 'looking twice',
    module: /page\/paint-over\.ts$/,
    replace: (source) => source.replace('color: transparent; -webkit-text-fill-color: transparent;', ''),
  },
  'looking twice': {
    layouts: ['jumping'],
    module: /redaction\/regions\.ts$/,
    replace: (source) => source.replace(/steadyRegions<T[^{]*\{/, '$& return [...b];'),
  },
};

/** Takes one stage out of everything that is loaded from now on. Throws when there is nothing to take out. */
export function takeOut(name: string): void {
  const stage = stages[name];
  if (!stage) throw new Error(`No stage is called ${name}`);
  if (stage.and) takeOut(stage.and);
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      if (!/shared\/redaction\//.test(url) || !stage.module.test(url)) return loaded;
      const source = Buffer.from(loaded.source as Uint8Array).toString();
      const changed = stage.replace(source);
      if (changed === source) throw new Error(`Nothing to take out for ${name}`);
      return { ...loaded, source: changed };
    },
  });
}
