import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const tokens = readFileSync(new URL('../../web/styles/tokens.css', import.meta.url), 'utf8');

/** The colour of a token in light and dark, as the file says it first. */
function colourOf(token: string, theme: 'light' | 'dark'): string {
  const value = new RegExp(`--${token}: ([^;]+);`).exec(tokens)?.[1] ?? '';
  const [light, dark = light] = value.match(/#[0-9a-f]{6}/g) ?? [];
  return (theme === 'light' ? light : dark) ?? `no colour ${token}`;
}

/** Relative luminance, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** What text stands on, also under the pointer, where no look at a page at rest finds it. */
const pairs = [
  ...['canvas', 'surface', 'surface-raised', 'surface-sunken', 'hover'].flatMap((ground) =>
    ['ink', 'ink-muted', 'ink-faint', 'accent-ink', 'danger-ink'].map((ink) => [ink, ground] as const),
  ),
  ...['accent', 'success', 'warning', 'danger'].flatMap((tone) => [
    [`${tone}-ink`, `${tone}-soft`] as const,
    ['ink', `${tone}-soft`] as const,
    ['ink-muted', `${tone}-soft`] as const,
  ]),
  ...['accent', 'accent-hover', 'danger', 'danger-hover'].map((ground) => ['on-accent', ground] as const),
];

test.each(['light', 'dark'] as const)('every text is at least 4.5:1 on whatever it stands on, %s', (theme) => {
  const low = pairs.filter(([ink, ground]) => contrast(colourOf(ink, theme), colourOf(ground, theme)) < 4.5);
  expect(low).toEqual([]);
});
