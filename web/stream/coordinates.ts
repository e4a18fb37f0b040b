/** Rectangle of the canvas on the screen, in CSS pixels. */
export interface CanvasRect {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Size of the remote browser's viewport, in its CSS pixels. */
export interface Viewport {
  width: number;
  height: number;
}

/** A point of our page in the remote viewport's CSS pixels, to a hundredth, whatever the canvas is scaled to. */
export function toRemote(point: { clientX: number; clientY: number }, rect: CanvasRect, viewport: Viewport) {
  const x = ((point.clientX - rect.left) * viewport.width) / rect.width;
  const y = ((point.clientY - rect.top) * viewport.height) / rect.height;
  return { x: hundredth(x), y: hundredth(y) };
}

const hundredth = (value: number) => Math.round(value * 100) / 100;

/** Largest size with the viewport's proportions that fits into the container. */
export function fit(viewport: Viewport, container: Viewport): Viewport {
  const scale = Math.min(container.width / viewport.width, container.height / viewport.height);
  return { width: Math.floor(viewport.width * scale), height: Math.floor(viewport.height * scale) };
}

/** Viewport to ask for in a container, within the contract's limits for `resize`. */
export function viewportFor(container: Viewport, pixelRatio: number): Viewport & { scale: number } {
  const within = (value: number, low: number, high: number) => Math.round(Math.min(high, Math.max(low, value)));
  return {
    width: within(container.width, 320, 2560),
    height: within(container.height, 240, 1600),
    scale: hundredth(Math.min(2, Math.max(1, pixelRatio))),
  };
}
