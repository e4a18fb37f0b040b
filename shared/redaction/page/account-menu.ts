export interface AccountTools {
  /** The control of the signed-in user's own menu or page that a text stands on. `certain`: not by its name alone. */
  accountOf(element: Element): { control: Element; certain: boolean } | undefined;
}

/**
 * Runs in the page. Applications show who is signed in on one control of their frame: a button that opens a menu, or a link
 * to the account. A heading of a person's record is no such control, whatever its class says, and "account" alone may be
 * somebody's whom the application keeps.
 */
export function accountTools(parentOf: (node: Node) => Element | null): AccountTools {
  const control = 'button,[role=button],summary,[aria-haspopup],a[href]';
  const frame = 'header,nav,aside,[role=banner],[role=navigation],[role=complementary]';
  const words =
    /account|user-?menu|current-?user|my-?profile|profile-?menu|avatar-?menu|signed in|logged in|konto|compte|cuenta|conta\b|บัญชี|アカウント|账户|账号|계정|حساب/i;
  const menu = /(?:account|user|profile|avatar)[-_ ]?menu|current-?user|my-?profile|signed in|logged in/i;
  const ownPage = /\/(?:account|profile|me|my-?account|users?\/(?:me|current|profile))\/?(?:[?#].*)?$/i;
  const leaving =
    /(?:sign|log)(?:ging|ing)?[-_ ]?out|abmelden|déconnexion|déconnecter|cerrar sesión|sair|esci\b|ออกจากระบบ|ログアウト|サインアウト|退出|登出|로그아웃|تسجيل الخروج/i;

  function accountOf(element: Element): { control: Element; certain: boolean } | undefined {
    let found: Element | undefined;
    for (let at: Element | null = element; at && at.tagName !== 'BODY'; at = parentOf(at)) {
      if (at.matches('h1,h2,h3,h4,h5,h6,table,ul ul,main,[role=main]')) return undefined;
      if (!found && at.matches(control)) found = at;
      if (found && at.matches(frame)) return isAccount(found, at);
    }
    return undefined;
  }

  function isAccount(found: Element, bar: Element): { control: Element; certain: boolean } | undefined {
    const href = found.getAttribute('href');
    const opens = found.hasAttribute('aria-haspopup');
    if (href !== null && !opens) return ownPage.test(href) ? { control: found, certain: true } : undefined;
    const named = ['aria-label', 'title', 'class', 'id', 'data-testid', 'data-test'].map(
      (name) => found.getAttribute(name) ?? '',
    );
    if (!named.some((name) => words.test(name))) return undefined;
    const top = bar.matches('header,[role=banner]') && !bar.closest('main,[role=main],article,section,aside,dialog');
    const said = opens || named.some((name) => menu.test(name));
    return { control: found, certain: (top && said) || leaves(found, bar) };
  }

  /** Whether one signs out in the control's menu: in it, in what it controls, or right beside it. */
  function leaves(found: Element, bar: Element): boolean {
    const parent = parentOf(found);
    const controlled = found.ownerDocument.getElementById(found.getAttribute('aria-controls') ?? '');
    return [found, controlled, parent === bar ? null : parent].some(
      (part) => part && leaving.test(part.textContent ?? ''),
    );
  }

  return { accountOf };
}
