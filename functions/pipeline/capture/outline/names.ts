import type { RoleTools } from './roles.ts';
import type { TextTools } from './texts.ts';

/** What a control is called. Runs in the page: its source is sent there. */
export function nameTools(
  { flat, attribute, wordsIn, isIcon, shownText, ownText, isMachineWord }: TextTools,
  { nativeControls, fieldRoles }: RoleTools,
) {
  /** Text beside a field that has no label of its own: the nearest words before it in a box that holds this field alone. */
  function nearLabel(el: Element): string {
    let box = el.parentElement;
    for (let up = 0; box && up < 6 && !box.matches('tr,li,[role=row]'); up++, box = box.parentElement) {
      const fields = [...box.querySelectorAll(nativeControls)].filter((e) => !/^(a|button|summary)$/i.test(e.tagName));
      if (fields.some((field) => field !== el && !el.contains(field) && !field.contains(el))) break;
      const range = document.createRange();
      range.setStart(box, 0);
      range.setEndBefore(el);
      const before = [...box.querySelectorAll('*')].filter(
        (e) => range.comparePoint(e, 0) === 0 && !e.contains(el) && !isIcon(e) && wordsIn(ownText(e)),
      );
      const label = before.map((e) => ownText(e)).find((text) => wordsIn(text));
      if (label) return flat(label, 80);
    }
    const sibling = el.previousElementSibling;
    return sibling && !sibling.matches(nativeControls) && !sibling.querySelector(nativeControls)
      ? flat(shownText(sibling), 80)
      : '';
  }

  /** What a switch without a label of its own is for: the words behind it, or those of its row. */
  function besideSwitch(el: Element): string {
    const behind = el.nextElementSibling ?? el.parentElement?.nextElementSibling;
    const near =
      behind && !behind.matches(nativeControls) && !behind.querySelector(nativeControls) ? shownText(behind) : '';
    if (wordsIn(near)) return flat(near, 80);
    const row = el.closest('tr,li,[role=row],[role=listitem]');
    const told = [...(row?.querySelectorAll('*') ?? [])].find(
      (part) => !el.contains(part) && !part.matches(nativeControls) && !isIcon(part) && wordsIn(ownText(part)),
    );
    return told ? flat(ownText(told), 80) : '';
  }

  function nameOf(el: Element, role: string): string {
    const root = el.getRootNode() as Document;
    const pointed = attribute(el, 'aria-labelledby')
      .split(' ')
      .map((id) => (id ? root.getElementById?.(id) : null));
    const labelled = flat(pointed.map((e) => (e ? shownText(e) : '')).join(' '));
    if (labelled) return labelled;
    if (attribute(el, 'aria-label')) return attribute(el, 'aria-label');
    const input = el as HTMLInputElement;
    if (/^input$/i.test(el.tagName) && /^(submit|button|reset)$/.test(input.type)) return flat(input.value) || 'Submit';
    if (fieldRoles.test(role) || /^(input|select|textarea)$/i.test(el.tagName)) {
      const labels = flat([...(input.labels ?? [])].map((label) => shownText(label)).join(' '));
      if (labels) return labels;
      const own = /^(checkbox|radio|switch)$/.test(role) ? shownText(el) : '';
      return (
        own ||
        attribute(el, 'title') ||
        nearLabel(el) ||
        (/^(checkbox|radio|switch)$/.test(role) ? besideSwitch(el) : '') ||
        attribute(el, 'placeholder') ||
        attribute(el, 'data-placeholder')
      );
    }
    return shownText(el) || attribute(el, 'title') || iconName(el);
  }

  /** What an icon without words is called: by what it describes for people who cannot see it, or by its tooltip. */
  function iconName(el: Element): string {
    const alt = el.querySelector('img[alt]:not([alt=""])');
    if (alt) return attribute(alt, 'alt');
    const labelled = el.querySelector('svg[aria-label],i[aria-label],span[aria-label],svg[title],i[title]');
    const told = labelled ? attribute(labelled, 'aria-label') || attribute(labelled, 'title') : '';
    const drawn = [...el.querySelectorAll('svg > title')].map((title) => flat(title.textContent)).find(wordsIn);
    const named = [told, drawn, ...tooltips.map((name) => attribute(el, name))];
    return named.find((text) => text && wordsIn(text) && !isMachineWord(text)) ?? '';
  }

  const tooltips = [
    'data-tooltip',
    'data-title',
    'data-original-title',
    'data-bs-original-title',
    'data-tip',
    'uk-tooltip',
  ];

  return { nameOf, tooltips };
}
export type NameTools = ReturnType<typeof nameTools>;
