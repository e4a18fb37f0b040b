import { namesIn } from './name-shape.ts';
import type { Own } from './page-items.ts';

/**
 * The signed-in user as the platform itself names them on its account menu: one full name and one address at most, whole.
 * What stands there in single words, or differs from what was learnt before, teaches nothing: rather mask too much.
 */
export function learnOwn(own: Own, onAccountMenu: readonly string[]): Own {
  if ((own.onPlatform ?? []).length > 0) return own;
  const texts = [
    ...new Set(onAccountMenu.flatMap((text) => text.split('\n')).map((text) => text.replace(/\s+/g, ' ').trim())),
  ];
  const names = texts.filter(isFullName);
  const emails = texts.filter((text) => /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/.test(text));
  if (names.length > 1 || emails.length > 1) return own;
  return { ...own, onPlatform: [...names, ...emails] };
}

function isFullName(text: string): boolean {
  const [only, more] = namesIn(text, { single: false });
  return (
    only !== undefined &&
    more === undefined &&
    only.start === 0 &&
    only.end === text.length &&
    text.length >= 4 &&
    text.length <= 60
  );
}
