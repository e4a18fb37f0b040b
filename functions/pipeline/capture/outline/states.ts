import type { TextTools } from './texts.ts';

/** What a control holds and how it stands. Runs in the page: its source is sent there. */
export function stateTools({ flat, attribute, shownText }: TextTools) {
  /** A menu beside a control that is not shown yet, or commands of a row that are not: the pointer may bring them out. */
  function opensOnHover(el: Element, role: string): boolean {
    const hidden = (part: Element | null | undefined): boolean => {
      if (!part || part.getAttribute('aria-hidden') === 'true' || part.hasAttribute('hidden')) return false;
      const { display, visibility, opacity } = getComputedStyle(part);
      return display === 'none' || visibility === 'hidden' || opacity === '0';
    };
    const commands = 'a[href],button,[role=button],[role=menuitem]';
    if (role === 'row' || el.matches('tr,li,[role=row],article'))
      return [...el.querySelectorAll(commands)].some(hidden);
    const beside = el.nextElementSibling;
    const inside = el.querySelector(':scope > ul,:scope > ol,:scope > [role=menu]');
    return [beside, inside].some(
      (menu) => menu?.matches('ul,ol,menu,[role=menu],div') && hidden(menu) && menu.querySelector(commands),
    );
  }

  function stateOf(el: Element, role: string): string[] {
    const input = el as HTMLInputElement;
    const state: string[] = [];
    const aria = (name: string) => el.getAttribute(`aria-${name}`);
    const greyed = ['disabled', 'is-disabled'].some((name) => el.classList.contains(name));
    if (input.disabled || aria('disabled') === 'true' || greyed) state.push('disabled');
    if (/^(checkbox|radio|switch|menuitemcheckbox|menuitemradio)$/.test(role)) {
      state.push((aria('checked') === null ? input.checked : aria('checked') === 'true') ? 'checked' : 'unchecked');
    }
    if (aria('pressed') === 'true') state.push('pressed');
    if (opensOnHover(el, role)) state.push('more-on-hover');
    if (aria('expanded')) state.push(aria('expanded') === 'true' ? 'expanded' : 'collapsed');
    if (aria('selected') === 'true' || (aria('current') ?? 'false') !== 'false') state.push('current');
    if (input.required || aria('required') === 'true') state.push('required');
    if (aria('invalid') === 'true') state.push('invalid');
    if (input.readOnly || aria('readonly') === 'true') state.push('readonly');
    if (input.type === 'password') state.push('password');
    if ((el.getRootNode() as Document).activeElement === el) state.push('focused');
    return state;
  }

  function heldValue(el: Element, role: string): string | null {
    const input = el as HTMLInputElement;
    if (el.tagName === 'SELECT') return flat((el as HTMLSelectElement).selectedOptions[0]?.text);
    if (/^(INPUT|TEXTAREA)$/.test(el.tagName) && /^(textbox|searchbox|spinbutton|combobox|slider)$/.test(role)) {
      return input.type === 'password' ? (input.value ? '(hidden)' : '') : flat(input.value);
    }
    if ((el as HTMLElement).isContentEditable) return flat((el as HTMLElement).innerText);
    return role === 'combobox' || role === 'listbox' ? flat(shownText(el), 80) : null;
  }

  /** Whether a click at the element's middle would reach it. */
  function reached(el: Element, x: number, y: number): boolean {
    let hit: Element | null = el.ownerDocument.elementFromPoint(x, y);
    while (hit?.shadowRoot) {
      const inner = hit.shadowRoot.elementFromPoint(x, y);
      if (!inner || inner === hit) break;
      hit = inner;
    }
    if (!hit || hit.contains(el)) return true;
    for (let at: Node | null = hit; at; at = at.parentNode ?? (at as ShadowRoot).host ?? null)
      if (at === el) return true;
    const labels = [...((el as HTMLInputElement).labels ?? [])];
    return labels.some((label) => label.contains(hit));
  }

  function opens(el: Element, role: string): boolean {
    const popup = attribute(el, 'aria-haspopup');
    if (role === 'tab' || el.tagName === 'SUMMARY' || (popup && popup !== 'false')) return true;
    return ['aria-expanded', 'popovertarget', 'data-toggle', 'data-bs-toggle'].some((name) => el.hasAttribute(name));
  }

  /** Of its form; without a form the last button of the smallest box that holds the field and buttons. */
  function submits(el: Element, role: string): string {
    if (!/^(textbox|searchbox|spinbutton|combobox)$/.test(role)) return '';
    const called = (button: Element | null | undefined) =>
      button
        ? attribute(button, 'aria-label') ||
          shownText(button) ||
          flat((button as HTMLInputElement).value) ||
          attribute(button, 'title')
        : '';
    const { form } = el as HTMLInputElement;
    if (form)
      return called(
        form.querySelector('button:not([type=button]):not([type=reset]),input[type=submit],input[type=image]'),
      );
    for (
      let box = el.parentElement, up = 0;
      box && up < 5 && !box.matches('main,body');
      box = box.parentElement, up++
    ) {
      const buttons = [...box.querySelectorAll('button,[role=button]')].filter((button) => !el.contains(button));
      if (buttons.length > 0) return called(buttons.at(-1));
    }
    return '';
  }

  return { stateOf, heldValue, reached, opens, submits };
}
export type StateTools = ReturnType<typeof stateTools>;
