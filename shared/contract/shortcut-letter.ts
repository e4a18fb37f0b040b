/**
 * The Latin letter that a shortcut means, in small: the one that is written on the key, or where a keyboard writes no
 * Latin ones, as a Thai one, that of the place where the key lies. Empty for a key without one.
 */
export function shortcutLetter({ key, code }: { key: string; code: string }): string {
  if (/^[a-z]$/i.test(key)) return key.toLowerCase();
  const foreign = /^\P{ASCII}/u.test(key);
  return (foreign && /^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase()) || '';
}
