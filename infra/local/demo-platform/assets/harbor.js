// Light script over finished pages: menus, dialogs, live search, stars, notes without a reload.

const openMenu = () => document.querySelector('[data-menu][aria-expanded="true"]');

function setMenu(button, open) {
  button.setAttribute('aria-expanded', String(open));
  const menu = document.getElementById(button.dataset.menu);
  menu.hidden = !open;
  if (open) menu.querySelector('[role="menuitem"]').focus();
}

document.addEventListener('click', (event) => {
  const target = event.target instanceof Element ? event.target : document.body;
  const menuButton = target.closest('[data-menu]');
  const shown = openMenu();
  if (shown && shown !== menuButton) setMenu(shown, false);
  if (menuButton) setMenu(menuButton, menuButton !== shown);

  const opener = target.closest('[data-open-dialog]');
  if (opener) document.getElementById(opener.dataset.openDialog).showModal();
  if (target.closest('[data-close-dialog]')) target.closest('dialog').close();
  if (target.closest('[data-dismiss-tip]')) void dismissTip(target.closest('.tip'));
  const star = target.closest('[data-star]');
  if (star) void toggleStar(star);
});

document.addEventListener('keydown', (event) => {
  const shown = openMenu();
  if (event.key !== 'Escape' || !shown) return;
  setMenu(shown, false);
  shown.focus();
});

async function dismissTip(tip) {
  await fetch('/tip/dismiss', { method: 'POST' });
  tip.remove();
}

async function toggleStar(button) {
  const answer = await fetch(`/contacts/${button.dataset.star}/star`, { method: 'POST' });
  if (answer.ok) button.classList.toggle('on', (await answer.json()).starred);
}

/** Fetches a page and puts its element of this id in the place of ours. */
async function refresh(id, request) {
  const answer = await request;
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const fresh = page.getElementById(id);
  if (fresh) document.getElementById(id).replaceWith(document.adoptNode(fresh));
}

for (const form of document.querySelectorAll('[data-live]')) {
  let waiting;
  const search = () => {
    const query = new URLSearchParams(new FormData(form));
    history.replaceState(null, '', `?${query}`);
    void refresh(form.dataset.live, fetch(`${location.pathname}?${query}`));
  };
  form.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(search, 200);
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    search();
  });
}

for (const form of document.querySelectorAll('[data-note-form]')) {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void addNote(form);
  });
}

async function addNote(form) {
  const body = new URLSearchParams(new FormData(form));
  await refresh('notes', fetch(form.action, { method: 'POST', body }));
  form.reset();
}

const toast = document.querySelector('.toast');
if (toast) {
  const clean = new URL(location.href);
  clean.searchParams.delete('notice');
  history.replaceState(null, '', clean);
  setTimeout(() => toast.remove(), 5000);
}
