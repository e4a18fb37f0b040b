import { avatar, escaped, kept, own, photo, secret, traps, type PageCase } from './markup.ts';

const amount = (index: number) => `€ ${(index + 1) * 3},240.50`;
const day = (index: number) => `2026-0${index + 1}-1${index}`;
const state = ({ words }: PageCase, index: number) => [words.open, words.paid, words.late][index % 3]!;

/** A real table. One person's surname is a word that applications use; one row belongs to the user. */
export function table(page: PageCase): string {
  const { words, people } = page;
  const heads = [
    words.name,
    words.email,
    words.phone,
    words.city,
    words.status,
    words.amount,
    words.date,
    words.product,
  ];
  const rows = people.map(
    (
      person,
      index,
    ) => `<tr><td>${avatar(person)} ${secret('name', person.name)}</td><td>${secret('email', person.email)}</td>
<td>${secret('phone', person.phone)}</td><td>${secret('address', person.city)}</td><td>${kept('value', state(page, index))}</td><td>${kept('value', amount(index))}</td>
<td>${kept('value', day(index))}</td><td>${kept('trap', traps.products[index % 6]!)}</td></tr>`,
  );
  const mine = `<tr><td>${own(page.own.name)}</td><td>${own(page.own.email)}</td><td></td><td></td><td>${kept('value', words.open)}</td><td>${kept('value', '€ 12.00')}</td><td>${kept('value', '2026-08-01')}</td><td></td></tr>`;
  return `<h1>${kept('chrome', words.customers)}</h1><p>${kept('chrome', words.hint)}</p><table><thead><tr>${heads.map((head) => `<th>${kept('chrome', head)}</th>`).join('')}</tr></thead><tbody>${rows.join('')}${mine}</tbody></table>`;
}

/** A table that is made of unnamed boxes, with a header that no list of labels knows and surnames that are ordinary words. */
export function boxes(page: PageCase): string {
  const { words, people } = page;
  const head = ['№', 'Party', words.reference, words.date, words.status].map(
    (text) => `<div>${kept('chrome', text)}</div>`,
  );
  const odd = ['Price', 'Banks', 'Field', 'Page'];
  const rows = people.map(
    (
      person,
      index,
    ) => `<div class="x1 r7"><div>${kept('value', String(index + 1))}</div><div>${secret('name', index % 3 === 2 ? odd[(index / 3) | 0]! : person.name)}</div>
<div>${kept('trap', `ORD-${20_411 + index}`)}</div><div>${kept('value', day(index))}</div><div>${kept('value', state(page, index))}</div></div>`,
  );
  return `<h1>${kept('chrome', words.orders)}</h1><div class="x1">${head.join('')}</div><div>${rows.join('')}</div>`;
}

export function cards(page: PageCase): string {
  const { words, people } = page;
  const tiles = people.slice(0, 6).map(
    (
      person,
      index,
    ) => `<div class="box">${photo(48)}<h3>${secret('name', person.name)}</h3><div class="quiet">${secret('email', person.email)}</div>
<div>${secret('phone', person.phone)}</div><div>${kept('value', `${index + 2} × ${amount(index)}`)}</div><button>${kept('chrome', words.edit)}</button> <button>${kept('chrome', words.message)} ${secret('name', person.first)}</button></div>`,
  );
  return `<h1>${kept('chrome', words.team)}</h1><div class="grid">${tiles.join('')}</div>`;
}

export function inbox(page: PageCase): string {
  const { words, people } = page;
  const threads = people.slice(0, 6).map(
    (
      person,
      index,
    ) => `<li class="box" style="list-style:none;margin-bottom:8px"><b>${secret('name', person.name)}</b> <span class="quiet">${kept('value', index === 0 ? words.today : `${9 + index}:4${index}`)}</span>
<div>${escaped(words.greeting)}, ${secret('name', person.first)}. ${escaped(words.phone)} ${secret('phone', person.phone)}</div></li>`,
  );
  return `<h1>${kept('chrome', words.message)}</h1><ul style="padding:0">${threads.join('')}</ul><button>${kept('chrome', words.save)}</button>`;
}

/** What happened, as plain sentences without a list around them. */
export function feed(page: PageCase): string {
  const { words, people } = page;
  const lines = people
    .slice(0, 7)
    .map(
      (person, index) =>
        `<p>${avatar(person)} ${secret('name', person.name)} ${kept('chrome', words.changed)} ${kept('value', state(page, index))} · ${kept('value', `${index + 1}.${index + 2}.2026`)}</p>`,
    );
  return `<h2>${kept('chrome', words.reports)}</h2>${lines.join('')}<p>${own(page.own.name)} ${kept('chrome', words.changed)} ${kept('value', words.paid)}</p>`;
}

export function lanes(page: PageCase): string {
  const { words, people } = page;
  const lane = (title: string, from: number) =>
    `<section><h3>${kept('chrome', title)}</h3>${people
      .slice(from, from + 3)
      .map(
        (
          person,
          index,
        ) => `<div class="box" style="margin-bottom:8px"><div>${kept('trap', traps.brands[(from + index) % 6]!)}</div><div class="quiet">${kept('value', `#${1042 + from + index}`)} · ${kept('value', amount(index))}</div>
<div>${avatar(person)} ${secret('name', person.name)}</div></div>`,
      )
      .join('')}</section>`;
  return `<h1>${kept('chrome', words.orders)}</h1><div class="lanes">${lane(words.open, 0)}${lane(words.paid, 3)}${lane(words.late, 5)}</div>`;
}
