import { useState, type ReactNode } from 'react';
import type { Frame } from '#shared/contract/tutorials.ts';
import { useText } from '../messages/language.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { Notice } from '../ui/notice.tsx';
import { FrameCaption } from './frame-caption.tsx';
import { plainText } from './marked-text.tsx';
import { LargePicture } from './large-picture.tsx';
import { TargetPicture } from './target-picture.tsx';
import styles from './step-frame.module.css';

/** A step's picture with its target, and below it what was made unreadable. */
export function StepFrame({
  frame,
  text,
  position,
  src,
  children,
}: {
  frame: Frame;
  text: string;
  position: number;
  /** Where the picture comes from: the owner's address, a share link's, or the showcase's. */
  src: string;
  /** What the reader can do about the picture. */
  children?: ReactNode;
}) {
  const { t } = useText();
  const [large, setLarge] = useState(false);
  const [lost, setLost] = useState(false);
  // A new element is loaded anew.
  const [attempt, setAttempt] = useState(0);
  const alt = t.tutorial.frameAlt(plainText(text));
  return (
    <figure className={styles.figure}>
      <button
        type="button"
        className={styles.open}
        onClick={() => setLarge(true)}
        aria-label={`${t.tutorial.enlarge}: ${alt}`}
      >
        <TargetPicture key={attempt} src={src} alt="" frame={frame} lazy={position > 2} onLost={() => setLost(true)} />
        <span className={styles.enlarge}>
          <Icon name="expand" size={16} />
        </span>
      </button>
      {lost ? (
        <Notice
          tone="warning"
          title={t.tutorial.pictureLost}
          actions={
            <Button
              size="small"
              icon="reload"
              onClick={() => {
                setLost(false);
                setAttempt(attempt + 1);
              }}
            >
              {t.common.retry}
            </Button>
          }
        />
      ) : null}
      <figcaption className={styles.caption}>
        <FrameCaption frame={frame} />
        {children}
      </figcaption>
      <Dialog
        open={large}
        onClose={() => setLarge(false)}
        title={t.tutorial.step(position)}
        closeLabel={t.common.close}
        size="picture"
      >
        <LargePicture src={src} alt={alt} frame={frame} />
      </Dialog>
    </figure>
  );
}
