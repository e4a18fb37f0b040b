import type { AssetKind } from '#shared/db/schema.ts';

/**
 * What a mark on a frame does to every kind of file a tutorial can have; a new kind does not compile before it has its
 * line here. `remade`: made again from the masked picture at once. `erased`: shows the frame's pixels and goes at once,
 * to be made again from the masked frames. `kept`: holds no pixels of a frame.
 */
export const derivatives: Record<AssetKind, 'remade' | 'erased' | 'kept'> = {
  frame: 'remade',
  video: 'erased',
  captions: 'kept',
};

export const erasedKinds = (Object.keys(derivatives) as AssetKind[]).filter((kind) => derivatives[kind] === 'erased');
