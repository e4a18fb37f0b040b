import { useCallback, useEffect, useRef, useState } from 'react';

/** How long a picture has to stand in the window to have been looked at. */
const lookMs = 700;

/**
 * Which elements have stood in the window for a moment. `watch(id)` is the element's ref; one with another id, such as
 * a picture that was marked meanwhile, has to be seen anew.
 */
export function useSeen() {
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set());
  const observer = useRef<IntersectionObserver>(undefined);
  const timers = useRef(new Map<Element, ReturnType<typeof setTimeout>>());

  const watching = useCallback(() => {
    observer.current ??= new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          clearTimeout(timers.current.get(target));
          const id = (target as HTMLElement).dataset['seen'];
          if (!isIntersecting) timers.current.delete(target);
          if (!isIntersecting || !id) continue;
          const saw = () => setSeen((before) => new Set([...before, id]));
          const lookSoon = () => timers.current.set(target, setTimeout(look, lookMs));
          // A picture that is still on its way has not been seen; one that did not come is seen once another try brings it.
          const look = () =>
            void target
              .querySelector('img')
              ?.decode()
              .then(saw, () => target.addEventListener('load', lookAgain, { capture: true, once: true }));
          const lookAgain = () => timers.current.has(target) && lookSoon();
          lookSoon();
        }
      },
      // The middle of the picture has to come into the middle of the window.
      { rootMargin: '-25% 0px -25% 0px', threshold: 0 },
    );
    return observer.current;
  }, []);

  useEffect(() => {
    const running = timers.current;
    return () => {
      observer.current?.disconnect();
      observer.current = undefined;
      for (const timer of running.values()) clearTimeout(timer);
    };
  }, []);

  const watch = useCallback(
    (element: HTMLElement | null) => {
      if (!element) return undefined;
      const at = watching();
      at.observe(element);
      return () => at.unobserve(element);
    },
    [watching],
  );
  return { seen, watch };
}
