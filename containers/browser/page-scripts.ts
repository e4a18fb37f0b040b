import { listLimit, pageWants, valueInputs } from '#shared/contract/page-asks.ts';

/** Pixels of the arrow at the end of a field with suggestions. */
const arrowWidth = 24;

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
  const ask = (element, kind, event) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    const id = open.size + 1;
    const suggestions = kind === 'suggestions' ? suggestionsOf(element) : [];
    open.set(id, { element, values: suggestions.map((option) => option.value) });
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
    if (kind === 'suggestions') {
      const options = suggestions.map(({ value, label }) => ({
        label: cut(label && label !== value ? value + ' · ' + label : value), selected: value === element.value, disabled: false, group: null,
      }));
      tell({ ...common, kind: 'list', options });
      return;
    }
    const options = Array.from(element.options).slice(0, ${listLimit}).map((option) => ({
      label: cut(option.label), selected: option.selected, disabled: option.matches(':disabled'),
      group: option.closest('optgroup') ? cut(option.closest('optgroup').label) : null,
    }));
    tell({ ...common, options });
  };
  globalThis.answerPicker = (id, answer) => {
    const { element, values } = open.get(id) ?? {};
    if (!element?.isConnected || element.matches(':disabled')) return;
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
  const on = (type, listener) => addEventListener(type, (event) => { if (event.isTrusted) listener(event); }, { capture: true });
  on('mousedown', (event) => {
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
  on('keydown', (event) => {
    const kind = kindOf(target(event));
    const arrow = /^Arrow(Down|Up)$/.test(event.key);
    const opens = kind === 'suggestions' ? arrow : event.key === ' ' || event.key === 'F4' || (event.altKey && arrow);
    if (!kind || !opens || target(event).type === 'color') return;
    event.preventDefault();
    ask(target(event), kind, event);
  });
  addEventListener(${JSON.stringify(pageEvent)}, (event) => {
    const element = target(event);
    const kind = kindOf(element);
    if (kind && navigator.userActivation.isActive) ask(element, kind, event);
  }, { capture: true });
  for (const want of ${JSON.stringify(pageWants)}) {
    addEventListener(${JSON.stringify(pageEvent)} + want, () => tell({ want }), { capture: true });
  }
})()`;

/**
 * Runs beside the page's own scripts, which can see it: what a page asks of the browser by calling a function can be
 * answered there alone. `pageEvent` is how the names begin of the events by which `watchScript` hears of it.
 */
export const pageScript = (pageEvent: string) => String.raw`(() => {
  const tell = (target, want = '') => target.dispatchEvent(new Event(${JSON.stringify(pageEvent)} + want, { bubbles: true, composed: true }));
  const replace = (prototype, name, make) => {
    const own = prototype?.[name];
    if (own) Object.defineProperty(prototype, name, { configurable: true, writable: true, enumerable: true, value: make(own) });
  };
  // No key or phone of the user's can reach this browser: the page is refused at once instead of after its time limit.
  for (const [name, want] of [['get', 'passkey'], ['create', 'new_passkey']]) {
    replace(globalThis.CredentialsContainer?.prototype, name, (own) => function (options) {
      if (!options?.publicKey || options.mediation === 'conditional') return own.apply(this, arguments);
      tell(window, want);
      return Promise.reject(new DOMException('The operation either timed out or was not allowed.', 'NotAllowedError'));
    });
  }
  for (const prototype of [HTMLSelectElement.prototype, HTMLInputElement.prototype]) {
    replace(prototype, 'showPicker', (own) => function () {
      if (this.localName !== 'select' && !this.list && !${JSON.stringify(valueInputs)}.includes(this.type)) return own.apply(this, arguments);
      if (!navigator.userActivation.isActive) throw new DOMException('showPicker() requires a user gesture.', 'NotAllowedError');
      tell(this);
    });
  }
  // These are refused by the browser itself, and silently: the user is told what the page waits for.
  const refused = (prototype, names, want) => names.forEach((name) => replace(prototype, name, (own) => function () {
    tell(window, want);
    return own.apply(this, arguments);
  }));
  refused(globalThis.MediaDevices?.prototype, ['getUserMedia', 'getDisplayMedia'], 'camera');
  refused(Navigator.prototype, ['webkitGetUserMedia'], 'camera');
  refused(globalThis.Geolocation?.prototype, ['getCurrentPosition', 'watchPosition'], 'place');
  refused(globalThis.Notification, ['requestPermission'], 'notifications');
  refused(window, ['showOpenFilePicker', 'showSaveFilePicker', 'showDirectoryPicker'], 'file');
  for (const name of ['USB', 'HID', 'Bluetooth', 'Serial']) refused(globalThis[name]?.prototype, ['requestDevice', 'requestPort'], 'device');
  // Only in open trees are lists and fields seen. To the page a closed one stays as closed as it was.
  const closed = new WeakSet();
  const getter = (prototype, name, make) => {
    const own = Object.getOwnPropertyDescriptor(prototype, name);
    Object.defineProperty(prototype, name, { ...own, get: make(own.get) });
  };
  replace(Element.prototype, 'attachShadow', (own) => function (init) {
    if (init?.mode !== 'closed') return own.apply(this, arguments);
    const root = own.call(this, { ...init, mode: 'open' });
    closed.add(root);
    return root;
  });
  const isClosed = closed.has.bind(closed);
  getter(Element.prototype, 'shadowRoot', (own) => function () {
    const root = own.call(this);
    return isClosed(root) ? null : root;
  });
  getter(ShadowRoot.prototype, 'mode', (own) => function () { return isClosed(this) ? 'closed' : own.call(this); });
  for (const prototype of [Element.prototype, Text.prototype]) {
    getter(prototype, 'assignedSlot', (own) => function () {
      const slot = own.call(this);
      return isClosed(slot?.getRootNode()) ? null : slot;
    });
  }
  replace(Event.prototype, 'composedPath', (own) => function () {
    const path = own.call(this);
    const here = path.indexOf(this.currentTarget);
    return path.slice(path.findLastIndex((node, at) => at < here && isClosed(node)) + 1);
  });
  // A locked pointer would send every press to one place, and only a browser's own window can let go of it.
  replace(Element.prototype, 'requestPointerLock', () => function () {
    return Promise.reject(new DOMException('Pointer lock is not available.', 'NotSupportedError'));
  });
})()`;
