/** Chromium tells of a window and of what opened it apart, in either order, this close together. */
const apartMs = 500;
/** Older than this it belongs to a window that never came. */
const staleMs = 2_000;

/** Whether each new window came from a press or a key of the user's: the n-th one told goes with the n-th window. */
export class WindowGestures {
  private told: { gesture: boolean; at: number }[] = [];
  private readonly waiting: ((gesture: boolean) => void)[] = [];

  /** `Page.windowOpen` with its `userGesture`. */
  tell(gesture: boolean): void {
    const wanted = this.waiting.shift();
    if (wanted) wanted(gesture);
    else this.told.push({ gesture, at: performance.now() });
  }

  /** For the next window. One that no page has opened was opened by the user. */
  next(): Promise<boolean> {
    const now = performance.now();
    this.told = this.told.filter(({ at }) => now - at < staleMs);
    const known = this.told.shift();
    if (known) return Promise.resolve(known.gesture);
    return new Promise((resolve) => {
      const answer = (gesture: boolean) => {
        clearTimeout(timer);
        resolve(gesture);
      };
      const timer = setTimeout(() => {
        this.waiting.splice(this.waiting.indexOf(answer), 1);
        resolve(true);
      }, apartMs);
      this.waiting.push(answer);
    });
  }
}
