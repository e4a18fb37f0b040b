import { isHarmless } from './harmless.ts';
import { namesIn } from './name-shape.ts';
import type { AccountControl, Own } from './page-items.ts';

/**
 * The signed-in user as the platform itself names them on its account menu: one full name, one address and one
 * user name at most, whole. A control that is not certain to be theirs counts where their own name or address stands on it.
 * What stands there in single words, or differs from what was learnt before, teaches nothing: rather mask too much.
 */
export function learnOwn(own: Own, account: readonly AccountControl[]): Own {
  if ((own.onPlatform ?? []).length > 0) return own;
  const known = [own.name, own.email].map((text) => text.trim().toLowerCase());
  const lines = account.map(({ certain, texts }) => {
    const each = texts.flatMap((text) => text.split('\n')).map((text) => text.replace(/\s+/g, ' ').trim());
    return certain || each.some((text) => known.includes(text.toLowerCase())) ? each : [];
  });
  const texts = [...new Set(lines.flat())];
  const names = texts.filter(isFullName);
  const emails = texts.filter((text) => /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/.test(text));
  if (names.length > 1 || emails.length > 1) return own;
  const userNames = names.length + emails.length > 0 ? texts.filter(isUserName) : [];
  return { ...own, onPlatform: [...names, ...emails, ...(userNames.length === 1 ? userNames : [])] };
}

/** Written as no name of a person is, so that it is nobody else's: "mira.l", "mlindqvist7"; it counts beside a name or address. */
function isUserName(text: string): boolean {
  return (
    /^[\p{Ll}\d][\p{Ll}\d._-]{3,39}$/u.test(text) && /\p{Ll}/u.test(text) && !isHarmless(text.replace(/[._-]/g, ' '))
  );
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
