import type { TextTools } from './texts.ts';

/** What a control holds and how it stands. Runs in the page: its source is sent there. */
export function stateTools({ flat, shownText }: TextTools) {
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

  return { stateOf, heldValue, reached };
}
export type StateTools = ReturnType<typeof stateTools>;
