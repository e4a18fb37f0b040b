import { escaped, kept, own, photo, secret, traps, type PageCase, type TruthKind } from './markup.ts';

const nonEmpty = <T>(value: T | undefined): T => value!;

export function record(page: PageCase): string {
  const { words, people } = page;
  const person = nonEmpty(people[0]);
  const other = nonEmpty(people[1]);
  const pairs: [string, TruthKind, string][] = [
    [words.contact, 'name', other.name],
    [words.email, 'email', person.email],
    [words.phone, 'phone', person.phone],
    [words.address, 'address', `${person.street}, ${person.city}`],
    [words.birth, 'birthdate', person.birth],
    [words.nationalId, 'national_id', person.nationalId],
    [words.account, 'bank_account', person.account],
    [words.card, 'card', person.card],
    [words.plate, 'plate', `B-MK ${page.fake.number.int({ min: 100, max: 999 })}`],
  ];
  const harmless: [string, string][] = [
    [words.status, words.paid],
    [words.amount, '€ 1,240.00'],
    [words.date, '2026-03-14'],
    [words.reference, 'INV-2041'],
  ];
  return `<p>${kept('chrome', words.customers)} / ${secret('name', person.name)}</p>${photo(64)}<h1>${secret('name', person.name)}</h1><dl>
${pairs.map(([label, kind, value]) => `<dt>${kept('chrome', label)}</dt><dd>${secret(kind, value)}</dd>`).join('')}${harmless.map(([label, value]) => `<dt>${kept('chrome', label)}</dt><dd>${kept('value', value)}</dd>`).join('')}</dl>
<button>${kept('chrome', words.edit)}</button><p>${secret('name', person.first)} · ${kept('value', '14.03.2026')}</p>`;
}

/** The same pairs in unnamed boxes: a label above, a value below. */
export function facts(page: PageCase): string {
  const { words, people } = page;
  const [a, b, c] = [nonEmpty(people[0]), nonEmpty(people[1]), nonEmpty(people[2])];
  const pair = (label: string, value: string) =>
    `<div class="q9"><div class="z3">${kept('chrome', label)}</div><div>${value}</div></div>`;
  return `<h2>${kept('chrome', words.orders)} ${kept('value', '#20411')}</h2><div class="grid">
${pair(words.contact, secret('name', a.name))}${pair(words.phone, secret('phone', a.phone))}${pair(words.address, secret('address', a.street))}
${pair(words.birth, secret('birthdate', b.birth))}${pair(words.nationalId, secret('national_id', b.nationalId))}${pair(words.card, secret('card', b.card))}
${pair(words.account, secret('bank_account', c.account))}${pair(words.status, kept('value', words.open))}${pair(words.amount, kept('value', '€ 88.10'))}
${pair(words.product, kept('trap', traps.products[1]))}${pair(words.date, kept('value', '2026-11-02'))}${pair(words.email, secret('email', c.email))}</div>
<p>${kept('chrome', words.notes)}: ${secret('phone', c.phone)}</p><button>${kept('chrome', words.cancel)}</button>`;
}

export function form(page: PageCase): string {
  const { words, people } = page;
  const [a, b] = [nonEmpty(people[0]), nonEmpty(people[1])];
  const input = (id: string, label: string, kind: TruthKind, value: string) =>
    `<label for="${id}">${kept('chrome', label)}</label><input id="${id}" data-truth="${kind}" value="${escaped(value)}">`;
  return `<h1>${kept('chrome', words.edit)}</h1><form>${input('f1', words.name, 'name', a.name)}${input('f2', words.email, 'email', a.email)}${input('f3', words.phone, 'phone', a.phone)}
${input('f4', words.address, 'address', a.street)}${input('f5', words.birth, 'birthdate', a.birth)}
<label for="f6">${kept('chrome', words.contact)}</label><select id="f6" data-truth="name">${[b, ...people.slice(2)].map(({ name }) => `<option>${escaped(name)}</option>`).join('')}</select>
<label for="f7">${kept('chrome', words.status)}</label><select id="f7" data-kept="value"><option>${words.open}</option><option>${words.paid}</option></select>
<label for="f8">${kept('chrome', words.notes)}</label><textarea id="f8" rows="2" data-truth="name">${escaped(b.name)}</textarea><p><button type="button">${kept('chrome', words.save)}</button> <button type="button">${kept('chrome', words.cancel)}</button></p></form>`;
}

/** Keys, a member list that the site itself marks, addresses of visits. */
export function security(page: PageCase): string {
  const { words, people, fake } = page;
  const key = `sk_live_${fake.string.alphanumeric(28)}`;
  const visits = people
    .slice(0, 4)
    .map(
      (person, index) =>
        `<tr><td>${secret('name', person.name)}</td><td>${secret('secret', `203.0.113.${fake.number.int({ min: 2, max: 250 })}`)}</td><td>${kept('value', `2026-11-0${index + 1} 1${index}:22`)}</td></tr>`,
    );
  return `<h1>${kept('chrome', words.settings)}</h1><p>API key: ${secret('secret', key)}</p><table><tr><th>${kept('chrome', words.name)}</th><th>${kept('chrome', 'IP')}</th><th>${kept('chrome', words.date)}</th></tr>${visits.join('')}</table>
<p class="sentry-mask">${secret('name', people[5]!.name.toLowerCase())}</p><p data-dd-privacy="mask">${secret('secret', 'blue horse battery')}</p><p>${own(page.own.email)}</p><div id="closed" style="height:40px;width:300px"></div>
<script>document.getElementById('closed').attachShadow({mode:'closed'}).innerHTML='<b style="color:#d400d4">'+${JSON.stringify(escaped(people[4]!.name))}+'</b>'</script>`;
}

/** Text that only pixels show: a canvas, a drawing, a foreign frame, generated content. */
export function pixels(page: PageCase): string {
  const { words, people } = page;
  const names = people.slice(0, 4).map(({ name }) => name);
  const drawn = names
    .slice(0, 2)
    .map(
      (name, index) =>
        `<text x="24" y="${40 + index * 40}" font-size="17" font-family="Open Sans" fill="#d400d4">${escaped(name)}</text>`,
    )
    .join('');
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="300" height="120"><rect width="300" height="120" fill="#eef2f7"/>${drawn}</svg>`;
  return `<h1>${kept('chrome', words.reports)}</h1><p>${kept('chrome', words.hint)}</p><canvas id="c" width="520" height="180" data-truth="pixels"></canvas>
<div style="display:flex;gap:20px"><div data-truth="pixels" style="width:300px;height:120px;background:url('data:image/svg+xml,${encodeURIComponent(drawing)}')"></div>
<iframe sandbox srcdoc="<b style='color:#d400d4'>${escaped(escaped(names[2]!))}</b>" width="260" height="60" data-truth="pixels"></iframe></div>
<style>#g::after { content: "${escaped(names[3]!)}"; color: #d400d4 }</style><p id="g"></p><button>${kept('chrome', words.save)}</button>
<script>const pen=document.getElementById('c').getContext('2d');pen.fillStyle='#eef2f7';pen.fillRect(0,0,520,180);${names
    .map((_, index) => `pen.fillStyle='#1d2b53';pen.fillRect(200,${18 + index * 40},${120 + index * 40},16);`)
    .join(
      '',
    )}pen.fillStyle='#d400d4';pen.direction='ltr';pen.font='14px "Open Sans"';${names.map((name, index) => `pen.fillText(${JSON.stringify(name)},12,${31 + index * 40});`).join('')}</script>`;
}
