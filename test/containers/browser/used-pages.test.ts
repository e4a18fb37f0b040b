import { beforeEach, expect, test } from 'vitest';
import { UsedPages, type History } from '../../../containers/browser/used-pages.ts';

let pages: UsedPages;
let history: History;

beforeEach(() => {
  pages = new UsedPages();
  history = { currentIndex: -1, entries: [] };
});

const add = (url: string) => {
  const id = (history.entries.at(-1)?.id ?? 0) + 1;
  history.entries = [...history.entries.slice(0, history.currentIndex + 1), { id, url, title: '' }];
  goTo(history.entries.length - 1);
};
const goTo = (index: number) => {
  history.currentIndex = index;
  pages.shown(history.entries[index]!);
};
const back = () => pages.back(history)?.url;
const forward = () => pages.forward(history)?.url;

test('Back leads to where something was done, past what was added since, and never to the empty page', () => {
  add('about:blank');
  pages.use(false);
  add('/start');
  expect(back()).toBeUndefined();
  pages.use(false);
  for (let n = 0; n < 30; n += 1) add(`/trap?${n}`);
  expect(back()).toBe('/start');
});

test('Forward leads to where something was done, and at last to the end', () => {
  add('/a');
  pages.use(false);
  add('/redirect');
  add('/b');
  pages.use(false);
  add('/other');
  add('/end');
  goTo(0);
  expect(forward()).toBe('/b');
  goTo(2);
  expect(forward()).toBe('/end');
  goTo(4);
  expect(forward()).toBeUndefined();
});

test('what is done while it is not known where counts for the entry that is told next', () => {
  add('/a');
  pages.use(true);
  add('/b');
  add('/c');
  expect(back()).toBe('/b');
});

test('a place that was pushed out of the history is reached by its address, once', () => {
  add('/start');
  pages.use(false);
  for (let n = 0; n < 200; n += 1) add(`/trap?${n}`);
  history.entries.splice(0, 150);
  goTo(history.entries.length - 1);
  const place = pages.back(history)!;
  expect(place).toEqual({ url: '/start' });
  pages.forget(place);
  add('/start');
  expect(back()).toBeUndefined();
});
