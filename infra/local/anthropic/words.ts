/** Words that mean the same thing in many applications. General language only: no product's own names. */
const meanings: readonly (readonly string[])[] = [
  ['article', 'post', 'story', 'blog', 'entry', 'news'],
  ['customer', 'contact', 'person', 'people', 'client', 'lead'],
  ['user', 'member', 'teammate', 'staff', 'employee', 'colleague'],
  ['deal', 'opportunity', 'sale'],
  ['company', 'organization', 'organisation', 'business'],
  ['setting', 'preference', 'configuration', 'config'],
  ['phone', 'telephone', 'mobile', 'tel', 'cell'],
  ['email', 'mail'],
  ['name', 'title', 'label', 'subject', 'headline', 'heading'],
  ['task', 'todo', 'reminder'],
  ['ticket', 'issue', 'case', 'request'],
  ['role', 'permission', 'access'],
  ['event', 'appointment', 'meeting'],
  ['amount', 'value', 'price', 'sum'],
  ['category', 'section'],
  ['description', 'summary', 'note', 'body', 'content', 'text'],
  ['address', 'url', 'link', 'path', 'route'],
  ['discount', 'promotion', 'coupon', 'offer'],
  ['token', 'key'],
  ['image', 'picture', 'photo', 'media', 'file'],
];
const groupOf = new Map(meanings.flatMap((group) => group.map((word) => [word, group[0] as string])));

const filler = new Set(
  'a an the my our your of in on at to for with from into and or is it this that new please named called titled as by some any'.split(
    ' ',
  ),
);

/** Words of a text in their plain form: `Customers` → customer, `createdAt` → created, at; filler left out. */
export function wordsOf(text: string): string[] {
  return text
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll(/\be-mail/gi, 'email')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word && !filler.has(word))
    .map(stem);
}

function stem(word: string): string {
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (word.length > 4 && /(ses|xes|ches|shes)$/.test(word)) return word.slice(0, -2);
  if (word.length > 3 && word.endsWith('s') && !word.endsWith('ss') && !word.endsWith('us')) return word.slice(0, -1);
  return word;
}

/** 1 for the same word, less for one of the same meaning or a beginning of it, 0 for another. */
function likeness(a: string, b: string): number {
  if (a === b) return 1;
  const group = groupOf.get(a);
  if (group && group === groupOf.get(b)) return 0.8;
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return short.length >= 4 && long.startsWith(short) ? 0.7 : 0;
}

/** How much of what is wanted a label says, from 0 to 1, a little less when it says other things too. */
export function match(wanted: readonly string[], label: string | readonly string[]): number {
  const words = typeof label === 'string' ? wordsOf(label) : label;
  if (wanted.length === 0 || words.length === 0) return 0;
  const found = wanted.map((word) => Math.max(...words.map((other) => likeness(word, other))));
  const share = found.reduce((sum, each) => sum + each, 0) / wanted.length;
  const extra = words.filter((word) => !wanted.some((other) => likeness(word, other) > 0)).length;
  return share * (1 - Math.min(0.3, extra * 0.06));
}

/** The same text, apart from case, spaces and punctuation. */
export function sameText(a: string, b: string): boolean {
  const plain = (text: string) =>
    text
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}+@.]+/gu, ' ')
      .trim();
  return plain(a) !== '' && plain(a) === plain(b);
}

/** As `containsText`, for texts that write words together or apart: "sign-up" in "/signup/new". */
export function containsSqueezed(text: string, part: string): boolean {
  const plain = (value: string) => value.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '');
  return plain(part).length >= 4 && plain(text).includes(plain(part));
}

export function containsText(text: string, part: string): boolean {
  const plain = (value: string) =>
    ` ${value
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}+@.]+/gu, ' ')
      .trim()} `;
  return plain(part).trim() !== '' && plain(text).includes(plain(part));
}
