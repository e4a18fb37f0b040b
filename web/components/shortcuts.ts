import { useRouter } from '@tanstack/react-router';
import { useEffect, useEffectEvent } from 'react';
import { shortcutLetter } from '#shared/contract/shortcut-letter.ts';

/** Pause within which the second key of “g t” counts. */
const chordMs = 1200;

/** True where a key means something else: in a text field, in a menu, in a dialog, in the streamed browser. */
export function keyIsTaken(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return true;
  const target = event.target instanceof Element ? event.target : undefined;
  if (target?.closest('input, textarea, select, [contenteditable], [role="menu"], [data-no-shortcuts]')) return true;
  return document.querySelector('dialog[open]') !== null;
}

/** A Thai keyboard writes a letter where others have the question mark. */
const asksForHelp = ({ key, code, shiftKey }: KeyboardEvent) =>
  key === '?' || (shiftKey && code === 'Slash' && /^\P{ASCII}/u.test(key));

/** The keys that work on every page. */
export function useShortcuts({ onHelp }: { onHelp: () => void }): void {
  const router = useRouter();
  const help = useEffectEvent(onHelp);
  useEffect(() => {
    let chordStarted = 0;
    const onKey = (event: KeyboardEvent) => {
      if (keyIsTaken(event) || document.querySelector('[data-streaming]')) return;
      const inChord = event.timeStamp - chordStarted < chordMs;
      const letter = shortcutLetter(event);
      chordStarted = letter === 'g' ? event.timeStamp : 0;
      if (asksForHelp(event)) help();
      else if (inChord && letter === 't') void router.navigate({ to: '/' });
      else if (inChord && letter === 'p') void router.navigate({ to: '/platforms' });
      else if (letter === 'n') void router.navigate({ to: '/new' });
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [router]);
}
