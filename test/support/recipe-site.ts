import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Recipe {
  id: number;
  name: string;
  servings: string;
}

export interface RecipeSite {
  url: string;
  recipes: Recipe[];
  /** What was asked of the site, as "METHOD /path". */
  requests: string[];
  stop(): Promise<void>;
}

/** What is peculiar about the site in a test. */
export interface SiteOptions {
  /** A tour that covers every page until it is skipped. */
  tour?: boolean;
  /** Commands without words: icons from a class, as icon sets name them. */
  icons?: boolean;
  /** Text on every page that tries to give orders. */
  shouting?: string;
  /** More recipes than a window shows. */
  many?: boolean;
  /** A form that wants an answer from a list, which no goal names. */
  asks?: boolean;
  /** A link to another site in the navigation. */
  foreign?: string;
  /** A clock, a wheel that turns and a request that is never answered: nothing comes to rest. */
  restless?: boolean;
  /** The name of somebody that slides over the page and never stands still. */
  slides?: boolean;
  /** From this request on, everything leads to a sign-in form. */
  signsOutAfter?: number;
  /** A box over the page that nothing closes. */
  blocked?: boolean;
  /** The form opens in a window of its own. */
  newTab?: boolean;
  /** The list makes the rows that a box of 400 pixels shows, and no others. */
  virtual?: boolean;
  /** The way to the list is in a menu that opens under the pointer alone. */
  hoverMenu?: boolean;
  /** How many recipes there are. */
  count?: number;
}

/** A small site with a list and a form, made for tests; it holds what was saved. */
export async function startRecipeSite(options: SiteOptions = {}): Promise<RecipeSite> {
  const recipes: Recipe[] = [
    { id: 1, name: 'Lentil soup', servings: '4' },
    { id: 2, name: 'Plum cake', servings: '8' },
  ];
  for (let id = 3; id <= (options.count ?? (options.many ? 45 : 0)); id++)
    recipes.push({ id, name: `Dish number ${id}`, servings: '2' });
  const requests: string[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const path = new URL(request.url ?? '/', 'http://site').pathname;
    requests.push(`${request.method} ${path}`);
    const id = Number(/^\/recipes\/(\d+)/.exec(path)?.[1]);
    const recipe = recipes.find((each) => each.id === id);
    if (path === '/never') return;
    if (requests.length > (options.signsOutAfter ?? Infinity)) {
      if (path === '/login') response.writeHead(200, { 'content-type': 'text/html' }).end(signInForm);
      else response.writeHead(302, { location: '/login' }).end();
      return;
    }
    if (request.method === 'POST') {
      const form = new URLSearchParams(await bodyOf(request));
      if (path === '/recipes')
        recipes.push({ id: recipes.length + 1, name: form.get('name') ?? '', servings: form.get('servings') ?? '' });
      else if (path === '/delete-everything') recipes.length = 0;
      else if (recipe) Object.assign(recipe, { name: form.get('name'), servings: form.get('servings') });
      response.writeHead(303, { location: '/recipes?saved=1' }).end();
      return;
    }
    response.setHeader('content-type', 'text/html; charset=utf-8');
    if (path === '/recipes')
      response.end(
        page(
          'Recipes',
          list(recipes, options) + (request.url?.includes('saved') ? '<div role="status">Recipe saved</div>' : ''),
          options,
        ),
      );
    else if (path === '/recipes/new')
      response.end(page('New recipe', form({ id: 0, name: '', servings: '' }, options), options));
    else if (recipe) response.end(page(recipe.name, form(recipe, options), options));
    else if (path === '/about') response.end(page('About', '<p>A place for recipes.</p>', options));
    else response.end(page('Home', '<p>Welcome to the kitchen.</p>', options));
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    recipes,
    requests,
    stop: () => new Promise((resolve) => server.close(() => resolve()).closeAllConnections()),
  };
}

const signInForm =
  '<title>Sign in</title><form><label>E-mail <input></label><label>Password <input type="password"></label><button>Sign in</button></form>';

const restlessPart = `<p>It is <b id="clock"></b> o’clock</p><i style="display:block;width:20px;height:20px;background:#c60;animation:turn 1s linear infinite"></i>
  <style>@keyframes turn { to { transform: rotate(360deg) } }</style>
  <script>let at = 0; setInterval(() => (clock.textContent = ++at), 50); fetch('/never').catch(() => 0);
    setInterval(() => void fetch('/about').catch(() => 0), 200);</script>`;

const blockingPart = `<div role="dialog" aria-modal="true" style="position:fixed;inset:0;background:#fff"><h2>One moment</h2>
  <p>Your account is being checked.</p></div>`;

const slidingPart = `<h2 id="who" style="position:absolute">Thandiwe Nkosi</h2>
  <script>let at = 0; setInterval(() => { document.getElementById('who').style.left = (at = (at + 9) % 900) + 'px'; }, 1);</script>`;

function page(title: string, body: string, options: SiteOptions): string {
  const { tour, shouting, foreign, restless, slides, blocked, hoverMenu } = options;
  const covering = tour
    ? `<div role="dialog" aria-label="Welcome tour" id="tour" style="position:fixed;inset:0;background:#fffd">
         <h2>Welcome</h2><p>Let us show you around.</p><button>Start the tour</button>
         <button onclick="document.getElementById('tour').remove(); document.cookie='tour=1;path=/'">Skip</button></div>
       <script>if (document.cookie.includes('tour')) document.getElementById('tour').remove();</script>`
    : '';
  return `<!doctype html><html lang="en"><head><title>${title}</title></head>
    <body style="font:16px sans-serif"><nav><a href="/">Home</a> <a href="/about">About</a> ${hoverMenu ? menu : '<a href="/recipes">Recipes</a>'}
    ${foreign ? `<a href="${foreign}">Recipes of the world</a>` : ''}</nav>
    <main><h1>${title}</h1>${shouting ? `<div>${shouting}</div><form method="post" action="/delete-everything"><button>Delete everything</button></form>` : ''}${body}</main>${covering}${restless ? restlessPart : ''}${slides ? slidingPart : ''}${blocked ? blockingPart : ''}</body></html>`;
}

const menu = `<span class="menu"><a href="/about">Kitchen</a><ul><li><a href="/recipes">Recipes</a></li></ul></span>
  <style>.menu ul { display: none; position: absolute; margin: 0; background: #fff } .menu:hover ul { display: block }</style>`;

const icon = (name: string) =>
  `<i class="lucide-${name}" style="display:inline-block;width:16px;height:16px;background:#555"></i>`;

function list(recipes: Recipe[], { icons, newTab, virtual }: SiteOptions): string {
  const rows = recipes.map(
    ({ id, name, servings }) => `<tr onclick="location='/recipes/${id}'"><td>${name}</td><td>${servings}</td></tr>`,
  );
  const add = icons
    ? `<button onclick="location='/recipes/new'">${icon('plus')}</button>`
    : `<a href="/recipes/new"${newTab ? ' target="_blank"' : ''}>New recipe</a>`;
  if (virtual) return add + virtualList(recipes);
  return `${add}<table><thead><tr><th>Name</th><th>Servings</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

const virtualList = (
  recipes: Recipe[],
) => `<h2>All</h2><div id="box" style="height:400px;overflow-y:auto;position:relative">
  <div id="long" style="height:${recipes.length * 40}px"></div></div>
  <script>
    const all = ${JSON.stringify(recipes)};
    function draw() {
      const first = Math.floor(box.scrollTop / 40);
      long.innerHTML = all.slice(first, first + 11).map(({ id, name }, at) => '<a href="/recipes/' + id +
        '" style="position:absolute;height:40px;top:' + (first + at) * 40 + 'px">' + name + '</a>').join('');
    }
    box.addEventListener('scroll', draw);
    draw();
  </script>`;

/** A list drawn by the site itself, as most applications do. */
const difficulty = `<div id="level" role="combobox" tabindex="0" aria-label="Difficulty" aria-expanded="false" aria-required="true"
    onclick="options.hidden = false" style="border:1px solid;width:200px">Select</div>
  <div id="options" role="listbox" hidden>${['Low', 'High'].map((level) => `<div role="option" tabindex="0" onclick="choose(this)">${level}</div>`).join('')}</div>
  <p id="wrong"></p>
  <script>
    function choose(option) { level.textContent = option.textContent; options.hidden = true; wrong.textContent = ''; }
    function complete() { if (level.textContent !== 'Select') return true; wrong.textContent = 'This value is required.'; return false; }
  </script>`;

function form({ id, name, servings }: Recipe, { icons, asks }: SiteOptions): string {
  return `<form ${asks ? 'onsubmit="return complete()"' : ''} method="post" action="/recipes${id ? `/${id}` : ''}">
    <p><label>Name${asks ? '*' : ''} <input name="name" value="${name}"></label></p>
    <p><label>Servings <input name="servings" value="${servings}"></label></p>
    ${asks ? difficulty : ''}
    <button>${icons ? icon('check') : 'Save'}</button></form>`;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
