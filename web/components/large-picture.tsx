import { useEffect, useRef, type ComponentProps } from 'react';
import { useText } from '../messages/language.tsx';
import { TargetPicture } from './target-picture.tsx';
import styles from './large-picture.module.css';

/** A picture at a size where its words can be read; on a small window it is moved about in, starting at the target. */
export function LargePicture(props: Omit<ComponentProps<typeof TargetPicture>, 'lazy'>) {
  const { t } = useText();
  const room = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The dialog opens after its content is there; before that nothing can be scrolled.
    const frame = requestAnimationFrame(() => {
      room.current?.querySelector('[data-target]')?.scrollIntoView({ block: 'center', inline: 'center' });
    });
    return () => cancelAnimationFrame(frame);
  }, []);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and the keyboard must reach it
    <section ref={room} className={styles.room} tabIndex={0} aria-label={t.tutorial.picture}>
      <div className={styles.picture}>
        <TargetPicture {...props} />
      </div>
    </section>
  );
}
