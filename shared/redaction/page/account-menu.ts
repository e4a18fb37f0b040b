export interface AccountTools {
  /** Whether a text stands on the control that opens the signed-in user's own menu or page. */
  onAccountMenu(element: Element): boolean;
}

/**
 * Runs in the page. Applications show who is signed in on one control of their frame: a button that opens a menu, or a link
 * to the account. A heading of a person's record is no such control, whatever its class says.
 */
export function accountTools(parentOf: (node: Node) => Element | null): AccountTools {
  const control = 'button,[role=button],summary,[aria-haspopup],a[href]';
  const frame = 'header,nav,aside,[role=banner],[role=navigation],[role=complementary]';
  const words =
    /account|user-?menu|current-?user|my-?profile|profile-?menu|avatar-?menu|signed in|logged in|konto|compte|cuenta|conta\b|บัญชี|アカウント|账户|账号|계정|حساب/i;
  const ownPage = /\/(?:account|profile|me|my-?account|users?\/(?:me|current|profile))\/?(?:[?#].*)?$/i;

  function onAccountMenu(element: Element): boolean {
    let found: Element | undefined;
    for (let at: Element | null = element; at && at.tagName !== 'BODY'; at = parentOf(at)) {
      if (at.matches('h1,h2,h3,h4,h5,h6,table,ul ul,main,[role=main]')) return false;
      if (!found && at.matches(control)) found = at;
      if (found && at.matches(frame)) return isAccount(found);
    }
    return false;
  }

  function isAccount(found: Element): boolean {
    const href = found.getAttribute('href');
    if (href !== null && !found.hasAttribute('aria-haspopup')) return ownPage.test(href);
    const named = ['aria-label', 'title', 'class', 'id', 'data-testid', 'data-test'];
    return named.some((name) => words.test(found.getAttribute(name) ?? ''));
  }

  return { onAccountMenu };
}
