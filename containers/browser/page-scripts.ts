import { listLimit, valueInputs } from '#shared/contract/page-asks.ts';

/** Name of the isolated world and of its way to us. */
export const watchWorld = 'watch';
export const watchBinding = 'tellBrowser';

/**
 * Runs in a world of its own in every frame: it sees the page's elements and events, and the page sees nothing of it.
 * It keeps Chromium from opening what the screencast cannot show, and tells what would have opened. A string, because it
 * must not carry anything of the bundler's.
 */
export const watchScript = (pageEvent: string) => String.raw`(() => {
  if (document.watched) return;
  document.watched = true;
  const tell = (message) => globalThis.${watchBinding}(JSON.stringify(message));
  const inputs = ${JSON.stringify(valueInputs)};
  const cut = (text, length = 200) => String(text ?? '').replace(/\s+/g, ' ').trim().slice(0, length);
  const labelOf = (element) => cut(element.labels?.[0]?.innerText || element.getAttribute('aria-label') || element.title);
  const open = globalThis.openPickers ??= new Map();
  let touch = false;
  const kindOf = (element) => {
    if (!element?.matches || element.matches(':disabled')) return undefined;
    if (element.localName === 'select') {
      // A list box is part of the page; only a finger cannot choose several in it.
      if (element.multiple || element.size > 1) return element.multiple && touch ? 'list' : undefined;
      // Drawn by the page itself.
      return getComputedStyle(element).appearance === 'base-select' ? undefined : 'list';
    }
    return element.localName === 'input' && inputs.includes(element.type) && !element.readOnly ? 'value' : undefined;
  };
  const ask = (element, kind, event) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    const id = open.size + 1;
    open.set(id, element);
    const common = {
      picker: id, kind, label: labelOf(element), box: { x, y, width, height },
      at: event instanceof MouseEvent && event.detail > 0 ? { x: event.clientX, y: event.clientY } : null,
      top: window === top,
    };
    if (kind === 'value') {
      const { type: input, value, min, max, step } = element;
      tell({ ...common, input, value: cut(value, 64), min: cut(min, 64), max: cut(max, 64), step: cut(step, 64) });
      return;
    }
    const options = Array.from(element.options).slice(0, ${listLimit}).map((option) => ({
      label: cut(option.label), selected: option.selected, disabled: option.matches(':disabled'),
      group: option.closest('optgroup') ? cut(option.closest('optgroup').label) : null,
    }));
    tell({ ...common, multiple: element.multiple, options });
  };
  globalThis.answerPicker = (id, answer) => {
    const element = open.get(id);
    if (!element?.isConnected || element.matches(':disabled')) return;
    element.focus({ preventScroll: true });
    const before = element.localName === 'select' ? Array.from(element.options, (option) => option.selected).join() : element.value;
    if (answer.kind === 'value') element.value = answer.value;
    else if (element.multiple) {
      Array.from(element.options).forEach((option, at) => { if (!option.matches(':disabled')) option.selected = answer.chosen.includes(at); });
    } else if (element.options[answer.chosen[0]] && !element.options[answer.chosen[0]].matches(':disabled')) {
      element.selectedIndex = answer.chosen[0];
    }
    const after = element.localName === 'select' ? Array.from(element.options, (option) => option.selected).join() : element.value;
    if (before === after) return;
    element.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
    element.dispatchEvent(new Event('change', { bubbles: true }));
  };
  const target = (event) => event.composedPath()[0];
  // The arrow of a date field lies in its shadow tree, and the event names the field itself.
  const on = (type, listener) => addEventListener(type, (event) => { if (event.isTrusted) listener(event); }, { capture: true });
  on('pointerdown', (event) => { touch = event.pointerType === 'touch'; });
  on('mousedown', (event) => {
    if (event.button !== 0 || kindOf(target(event)) !== 'list') return;
    event.preventDefault();
    ask(target(event), 'list', event);
  });
  on('click', (event) => {
    if (kindOf(target(event)) !== 'value') return;
    event.preventDefault();
    ask(target(event), 'value', event);
  });
  on('keydown', (event) => {
    const kind = kindOf(target(event));
    const opens = event.key === ' ' || event.key === 'F4' || (event.altKey && /^Arrow(Down|Up)$/.test(event.key));
    if (!kind || !opens || target(event).type === 'color') return;
    event.preventDefault();
    ask(target(event), kind, event);
  });
  addEventListener(${JSON.stringify(pageEvent)}, (event) => {
    const element = target(event);
    const kind = kindOf(element);
    if (kind && navigator.userActivation.isActive) ask(element, kind, event);
    else if (!kind) tell({ kind: 'passkey' });
  }, { capture: true });
})()`;

/**
 * Runs beside the page's own scripts, which can see it: what a page asks of the browser by calling a function can be
 * answered there alone. `pageEvent` is the name of the event by which `watchScript` hears of it.
 */
export const pageScript = (pageEvent: string) => String.raw`(() => {
  const tell = (target) => target.dispatchEvent(new Event(${JSON.stringify(pageEvent)}, { bubbles: true, composed: true }));
  const replace = (prototype, name, make) => {
    const own = prototype?.[name];
    if (own) Object.defineProperty(prototype, name, { configurable: true, writable: true, enumerable: true, value: make(own) });
  };
  // No key or phone of the user's can reach this browser: the page is refused at once instead of after its time limit.
  for (const name of ['get', 'create']) {
    replace(globalThis.CredentialsContainer?.prototype, name, (own) => function (options) {
      if (!options?.publicKey || options.mediation === 'conditional') return own.apply(this, arguments);
      tell(window);
      return Promise.reject(new DOMException('The operation either timed out or was not allowed.', 'NotAllowedError'));
    });
  }
  for (const prototype of [HTMLSelectElement.prototype, HTMLInputElement.prototype]) {
    replace(prototype, 'showPicker', (own) => function () {
      if (this.localName !== 'select' && !${JSON.stringify(valueInputs)}.includes(this.type)) return own.apply(this, arguments);
      if (!navigator.userActivation.isActive) throw new DOMException('showPicker() requires a user gesture.', 'NotAllowedError');
      tell(this);
    });
  }
  // A locked pointer would send every press to one place, and only a browser's own window can let go of it.
  replace(Element.prototype, 'requestPointerLock', () => function () {
    return Promise.reject(new DOMException('Pointer lock is not available.', 'NotSupportedError'));
  });
})()`;
