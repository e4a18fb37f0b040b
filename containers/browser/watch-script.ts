import { listLimit, pageWants, valueInputs } from '#shared/contract/page-asks.ts';

/** Pixels of the arrow at the end of a field with suggestions. */
const arrowWidth = 24;

/** Name of the isolated world and of its way to us. */
export const watchWorld = 'watch';
export const watchBinding = 'tellBrowser';

/**
 * Runs in a world of its own in every frame: it sees the page's elements and events, and the page sees nothing of it.
 * It keeps Chromium from opening what the screencast cannot show, and tells what would have opened. It comes before the
 * page's own scripts; what it tells waits until there is a way to us. Run again it listens again: a document that is
 * written anew, or takes over a window, has dropped all listeners. A string, because it must not carry anything of the
 * bundler's.
 */
export const watchScript = (pageEvent: string) => String.raw`(globalThis.watching ??= (() => {
  const listeners = [];
  const untold = [];
  const tellAll = () => {
    while (untold.length > 0 && globalThis.${watchBinding}) globalThis.${watchBinding}(untold.shift());
  };
  const tell = (message) => {
    untold.push(JSON.stringify(message));
    tellAll();
  };
  const hear = (target, type, listener) => listeners.push([target, type, listener]);
  const inputs = ${JSON.stringify(valueInputs)};
  const cut = (text, length = 200) => String(text ?? '').replace(/\s+/g, ' ').trim().slice(0, length);
  const labelOf = (element) => cut(element.labels?.[0]?.innerText || element.getAttribute('aria-label') || element.title);
  // The one that is open in this frame; numbers are never used again.
  const picker = { id: 0 };
  let pressed;
  const kindOf = (element) => {
    if (!element?.matches || element.matches(':disabled')) return undefined;
    if (element.localName === 'select') {
      // A list box is part of the page.
      if (element.multiple || element.size > 1) return undefined;
      // Drawn by the page itself.
      return getComputedStyle(element).appearance === 'base-select' ? undefined : 'list';
    }
    if (element.localName !== 'input' || element.readOnly) return undefined;
    if (inputs.includes(element.type)) return 'value';
    return suggestionsOf(element).length > 0 ? 'suggestions' : undefined;
  };
  // What a datalist has for what stands in the field, as Chromium finds it: at the beginning of a word or within.
  const suggestionsOf = (element) => {
    const typed = element.value.trim().toLowerCase();
    const options = Array.from(element.list?.options ?? []).filter((option) => option.value && !option.disabled);
    return options.filter((option) => (option.value + ' ' + option.label).toLowerCase().includes(typed)).slice(0, ${listLimit});
  };
  // Where Chromium draws the arrow of such a field.
  const onArrow = (element, event) => {
    const { left, right } = element.getBoundingClientRect();
    return getComputedStyle(element).direction === 'rtl' ? event.clientX < left + ${arrowWidth} : event.clientX > right - ${arrowWidth};
  };
  // In what is seen of the page: two fingers may have enlarged it.
  const boxOf = (element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    const { offsetLeft, offsetTop, scale } = visualViewport;
    return { x: (x - offsetLeft) * scale, y: (y - offsetTop) * scale, width: width * scale, height: height * scale };
  };
  const ask = (element, kind, event, typing = false) => {
    const suggestions = kind === 'suggestions' ? suggestionsOf(element) : [];
    const id = picker.id + 1;
    const box = boxOf(element);
    Object.assign(picker, { id, element, typing, values: suggestions.map((option) => option.value), box: JSON.stringify(box) });
    const at = event instanceof MouseEvent && event.detail > 0 ? { x: event.clientX, y: event.clientY } : null;
    const common = {
      picker: id, kind, label: labelOf(element), box, top: window === top,
      at: at ?? (pressed?.element === element ? pressed.at : null),
    };
    if (kind === 'value') {
      const { type: input, value, min, max, step } = element;
      tell({ ...common, input, value: cut(value, 64), min: cut(min, 64), max: cut(max, 64), step: cut(step, 64) });
      return;
    }
    if (kind === 'suggestions') {
      const options = suggestions.map(({ value, label }) => ({
        label: cut(label && label !== value ? value + ' · ' + label : value), selected: value === element.value, disabled: false, group: null,
      }));
      tell({ ...common, kind: 'list', options, typing });
      return;
    }
    const options = Array.from(element.options).slice(0, ${listLimit}).map((option) => ({
      label: cut(option.label), selected: option.selected, disabled: option.matches(':disabled'),
      group: option.closest('optgroup') ? cut(option.closest('optgroup').label) : null,
    }));
    tell({ ...common, options });
  };
  const over = () => {
    if (!picker.element) return;
    picker.element = undefined;
    tell({ picker: picker.id, over: true });
  };
  // A page that scrolls, or is enlarged, takes the control along.
  let looking = false;
  const moved = () => {
    if (looking || !picker.element) return;
    looking = true;
    requestAnimationFrame(() => {
      looking = false;
      if (!picker.element) return;
      const box = boxOf(picker.element);
      if (JSON.stringify(box) === picker.box) return;
      picker.box = JSON.stringify(box);
      tell({ picker: picker.id, moved: box });
    });
  };
  for (const type of ['scroll', 'resize']) {
    hear(window, type, moved);
    hear(visualViewport, type, moved);
  }
  globalThis.answerPicker = (id, answer) => {
    const { element, values } = picker;
    if (id !== picker.id) return;
    picker.element = undefined;
    if (!answer || !element?.isConnected || element.matches(':disabled')) return;
    element.focus({ preventScroll: true });
    const own = element.localName === 'select' ? 'selectedIndex' : 'value';
    const before = element[own];
    if (answer.kind === 'value') element.value = answer.value;
    else if (element.localName === 'input') element.value = values[answer.chosen] ?? before;
    else if (element.options[answer.chosen] && !element.options[answer.chosen].matches(':disabled')) element.selectedIndex = answer.chosen;
    if (before === element[own]) return;
    element.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
    element.dispatchEvent(new Event('change', { bubbles: true }));
  };
  const target = (event) => event.composedPath()[0];
  // The arrow of a date field lies in its shadow tree, and the event names the field itself.
  const on = (type, listener) => hear(window, type, (event) => { if (event.isTrusted) listener(event); });
  on('mousedown', (event) => {
    pressed = { element: target(event), at: { x: event.clientX, y: event.clientY } };
    if (event.button !== 0 || kindOf(target(event)) !== 'list') return;
    event.preventDefault();
    ask(target(event), 'list', event);
  });
  on('click', (event) => {
    const kind = kindOf(target(event));
    if (kind === 'suggestions' && onArrow(target(event), event)) ask(target(event), kind, event);
    if (kind !== 'value') return;
    event.preventDefault();
    ask(target(event), kind, event);
  });
  // While somebody types, what fits is shown beside the field, as Chromium does.
  on('input', (event) => {
    const element = target(event);
    const fits = kindOf(element) === 'suggestions' ? suggestionsOf(element) : [];
    if (fits.some((option) => option.value !== element.value)) ask(element, 'suggestions', event, true);
    else if (picker.typing) over();
  });
  on('focusout', () => picker.typing && over());
  on('keydown', (event) => {
    if (picker.typing && picker.element && /^(Escape|Enter)$/.test(event.key)) {
      over();
      if (event.key === 'Escape') event.preventDefault();
    }
    const kind = kindOf(target(event));
    const arrow = /^Arrow(Down|Up)$/.test(event.key);
    const opens = kind === 'suggestions' ? arrow : event.key === ' ' || event.key === 'F4' || (event.altKey && arrow);
    if (!kind || !opens || target(event).type === 'color') return;
    event.preventDefault();
    ask(target(event), kind, event);
  });
  hear(window, ${JSON.stringify(pageEvent)}, (event) => {
    const element = target(event);
    const kind = kindOf(element);
    if (kind && navigator.userActivation.isActive) ask(element, kind, event);
  });
  for (const want of ${JSON.stringify(pageWants)}) {
    hear(window, ${JSON.stringify(pageEvent)} + want, () => tell({ want }));
  }
  return () => {
    for (const [target, type, listener] of listeners) target.addEventListener(type, listener, { capture: true });
    tellAll();
  };
})())()`;
