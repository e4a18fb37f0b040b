/** Runs in the viewer's page: sees on the canvas when the marker changes, and counts the frames that are drawn. */
export interface Probe {
  frames: number;
  /** Milliseconds from the act to the frame that shows it on the canvas; undefined when none did in ten seconds. */
  time(act: () => void): Promise<number | undefined>;
  press(x: number, y: number): void;
  key(letter: string): void;
  wheel(deltaY: number): void;
}

declare global {
  interface Window {
    probe: Probe;
    /** The plain relay's page alone: hands one DevTools command on. */
    command?: (method: string, params: Record<string, unknown>) => void;
  }
}

/** Is handed over as source: it may use nothing from outside itself. */
export function installProbe(): void {
  const marker = { x: 40, y: 40 };
  let light: boolean | undefined;
  let seen: (() => void) | undefined;
  let drawnAt = 0;
  // oxlint-disable-next-line typescript/unbound-method -- it is called on the context it was called on
  const { drawImage } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.drawImage = function drawAndLook(
    this: CanvasRenderingContext2D,
    ...args: unknown[]
  ) {
    Reflect.apply(drawImage, this, args);
    const now = performance.now();
    // The parts of one frame are drawn without a pause.
    if (now - drawnAt > 2) window.probe.frames += 1;
    drawnAt = now;
    const is = this.getImageData(marker.x, marker.y, 1, 1).data[1]! > 128;
    if (is === light) return;
    light = is;
    seen?.();
  };

  const canvas = () => document.querySelector('canvas')!;
  const place = (x: number, y: number) => {
    const { left, top, width, height } = canvas().getBoundingClientRect();
    return { clientX: left + (x * width) / canvas().width, clientY: top + (y * height) / canvas().height };
  };
  const mouse = (type: string, x: number, y: number, buttons: number) => {
    const { command } = window;
    const cdpType = type === 'mousedown' ? 'mousePressed' : 'mouseReleased';
    if (command) command('Input.dispatchMouseEvent', { type: cdpType, x, y, button: 'left', buttons, clickCount: 1 });
    else {
      const part = { bubbles: true, cancelable: true, button: 0, buttons, detail: 1 };
      canvas().dispatchEvent(new MouseEvent(type, { ...part, ...place(x, y) }));
    }
  };
  window.probe = {
    frames: 0,
    time: (act) =>
      new Promise((resolve) => {
        const begun = performance.now();
        const late = setTimeout(() => resolve(undefined), 10_000);
        seen = () => {
          seen = undefined;
          clearTimeout(late);
          resolve(performance.now() - begun);
        };
        act();
      }),
    press(x, y) {
      mouse('mousedown', x, y, 1);
      mouse('mouseup', x, y, 0);
    },
    key(letter) {
      const code = `Key${letter.toUpperCase()}`;
      const windowsVirtualKeyCode = letter.toUpperCase().charCodeAt(0);
      for (const type of ['keydown', 'keyup']) {
        const down = type === 'keydown';
        const text = down ? { text: letter } : {};
        const command = { type: down ? 'keyDown' : 'keyUp', key: letter, code, windowsVirtualKeyCode, ...text };
        if (window.command) window.command('Input.dispatchKeyEvent', command);
        else {
          const part = { key: letter, code, bubbles: true, cancelable: true };
          document.querySelector('textarea')!.dispatchEvent(new KeyboardEvent(type, part));
        }
      }
    },
    wheel(deltaY) {
      const [x, y] = [400, 300];
      if (window.command) window.command('Input.dispatchMouseEvent', { type: 'mouseWheel', x, y, deltaX: 0, deltaY });
      else canvas().dispatchEvent(new WheelEvent('wheel', { deltaY, bubbles: true, cancelable: true, ...place(x, y) }));
    },
  };
}

/** The plain relay's page: draws what comes, in order. `size` is that of the canvas. */
export function showPlainRelay({ address, size }: { address: string; size: { width: number; height: number } }): void {
  document.body.style.margin = '0';
  const canvas = document.body.appendChild(document.createElement('canvas'));
  Object.assign(canvas, size);
  const surface = canvas.getContext('2d', { alpha: false })!;
  const socket = new WebSocket(address);
  socket.binaryType = 'arraybuffer';
  let last: Promise<unknown> = Promise.resolve();
  socket.addEventListener('message', ({ data }: MessageEvent<ArrayBuffer>) => {
    const decoded = createImageBitmap(new Blob([data], { type: 'image/jpeg' }));
    last = last.then(async () => {
      const bitmap = await decoded;
      surface.drawImage(bitmap, 0, 0);
      bitmap.close();
    });
  });
  socket.addEventListener('open', () => socket.send(JSON.stringify({ size })));
  window.command = (method, params) => socket.send(JSON.stringify({ method, params }));
}
