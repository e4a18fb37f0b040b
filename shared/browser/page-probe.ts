import * as z from 'zod';

/** What is looked at on a page to judge whether somebody is signed in. Lives in memory alone. */
export const pageProbe = z.object({
  url: z.string().max(10_000),
  title: z.string().max(2_000),
  complete: z.boolean(),
  /** Visible password fields and one-time-code fields. */
  passwords: z.number().int(),
  codes: z.number().int(),
  /** Visible buttons, links and fields. */
  controls: z.number().int(),
  /** Visible fields to type into, search fields aside. */
  fields: z.number().int(),
  /** Visible controls that sign out, and such that open somebody's account or its menu. */
  signOuts: z.number().int(),
  accounts: z.number().int(),
  text: z.boolean(),
  /** Texts of the first visible buttons and links: two views of one address are compared by them. */
  labels: z.array(z.string().max(60)).max(80),
  /** Entries of the page's own storage that look like credentials: how many, never which. */
  authStorage: z.number().int(),
});
export type PageProbe = z.infer<typeof pageProbe>;

/**
 * Expression that yields a `PageProbe`, looking through open shadow roots and frames of the same origin. A string,
 * because it runs inside pages and must not carry anything of the bundler's.
 */
export const pageProbeExpression = String.raw`(() => {
  const visible = (element) => {
    const box = element.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  };
  const signOut = /\b(?:log|sign)[ _-]?(?:out|off)\b|abmelden|déconnexion|déconnecter|cerrar sesión|terminar sessão|esci\b|uitloggen|ออกจากระบบ|ログアウト|サインアウト|退出登录|登出|로그아웃/i;
  const account = /\b(?:my|your|user|manage)[ -]?(?:account|profile|menu)\b|^(?:account|profile|avatar)\b|account menu|user menu/i;
  const notTyped = ['hidden', 'search', 'checkbox', 'radio', 'submit', 'button', 'image', 'reset', 'file', 'range', 'color'];
  const found = { passwords: 0, codes: 0, controls: 0, fields: 0, signOuts: 0, accounts: 0, labels: [] };
  const look = (root, depth) => {
    for (const element of root.querySelectorAll('*')) {
      if (element.shadowRoot && depth < 8) look(element.shadowRoot, depth + 1);
      const tag = element.localName;
      if (tag === 'iframe' && depth < 3) {
        try { if (element.contentDocument && visible(element)) look(element.contentDocument, depth + 1); } catch {}
        continue;
      }
      const role = element.getAttribute('role');
      if (!['input', 'textarea', 'select', 'button', 'a'].includes(tag) && role !== 'button' && role !== 'menuitem') continue;
      if (tag === 'input' && element.type === 'hidden') continue;
      if (!visible(element)) continue;
      found.controls += 1;
      if ((tag === 'input' && !notTyped.includes(element.type) && element.role !== 'searchbox') || tag === 'textarea') found.fields += 1;
      if (tag === 'input') {
        if (element.type === 'password') found.passwords += 1;
        else if (/one-time-code/.test(element.autocomplete) || /\b(otp|totp|mfa|2fa|passcode)\b/i.test(element.name + ' ' + element.id)) found.codes += 1;
      }
      const label = (element.innerText || element.getAttribute('aria-label') || element.title || '').trim().slice(0, 60);
      if (label && found.labels.length < 80) found.labels.push(label);
      const says = label + ' ' + (element.getAttribute('aria-label') || '');
      if (signOut.test(says) || (tag === 'a' && signOut.test((element.getAttribute('href') || '').split('?')[0]))) found.signOuts += 1;
      else if (account.test(says.trim())) found.accounts += 1;
    }
  };
  look(document, 0);
  const texts = document.body && document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let text = false;
  while (texts && !text && texts.nextNode()) {
    text = texts.currentNode.data.trim() !== '' && texts.currentNode.parentElement.checkVisibility({ visibilityProperty: true });
  }
  let authStorage = 0;
  for (const name of ['localStorage', 'sessionStorage']) {
    try {
      const storage = window[name];
      for (let at = 0; at < storage.length; at++) {
        const key = storage.key(at);
        if (/auth|token|jwt|session|user|credential|login/i.test(key) && (storage.getItem(key) || '').length >= 16) authStorage += 1;
      }
    } catch {}
  }
  return {
    url: location.href,
    title: document.title.slice(0, 2000),
    complete: document.readyState === 'complete',
    text,
    authStorage,
    ...found,
  };
})()`;
