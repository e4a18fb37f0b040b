import { useCallback, useEffect, useRef, useState, type RefObject } from 'react';
import { keyIsTaken } from './shortcuts.ts';

/** How long a jump's own scrolling lasts: the steps it passes are not being read. */
const jumpMs = 800;

/** Which step is being read, and the arrow keys that lead to the next and the one before. -1 above the first step. */
export function useStepKeys(list: RefObject<HTMLOListElement | null>, count: number) {
  const [active, setActive] = useState(-1);

  const jumpedAt = useRef(0);

  const go = useCallback(
    (index: number) => {
      const step = list.current?.children[index];
      if (!(step instanceof HTMLElement)) return;
      const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
      step.focus({ preventScroll: true });
      step.scrollIntoView({ behavior: calm ? 'auto' : 'smooth', block: 'start' });
      jumpedAt.current = performance.now();
      setActive(index);
    },
    [list],
  );

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (keyIsTaken(event) || event.shiftKey) return;
      if (event.key === 'ArrowRight' && active < count - 1) go(active + 1);
      else if (event.key === 'ArrowLeft' && active > 0) go(active - 1);
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [active, count, go]);

  useEffect(() => {
    const steps = [...(list.current?.children ?? [])];
    const observer = new IntersectionObserver(
      (entries) => {
        const entered = entries.find((entry) => entry.isIntersecting);
        if (entered && performance.now() - jumpedAt.current > jumpMs) setActive(steps.indexOf(entered.target));
      },
      // A line a third down the window: the step that crosses it is the one being read.
      { rootMargin: '-33% 0px -66% 0px' },
    );
    for (const step of steps) observer.observe(step);
    return () => observer.disconnect();
  }, [list]);

  return { active, go };
}
