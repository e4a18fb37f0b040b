import { valueInputs } from '#shared/contract/page-asks.ts';

/**
 * Runs beside the page's own scripts, which can see it: what a page asks of the browser by calling a function can be
 * answered there alone. `pageEvent` is how the names begin of the events by which `watchScript` (watch-script.ts) hears of it.
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
