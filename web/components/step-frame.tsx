import { useState } from 'react';
import type { Frame } from '#shared/contract/tutorials.ts';
import { frameUrl } from '../api/tutorials.ts';
import { useText } from '../messages/language.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { plainText } from './marked-text.tsx';
import { LargePicture } from './large-picture.tsx';
import { TargetPicture } from './target-picture.tsx';
import styles from './step-frame.module.css';

/** A step's picture with its target, and below it what was made unreadable. */
export function StepFrame({
  tutorialId,
  frame,
  text,
  position,
}: {
  tutorialId: string;
  frame: Frame;
  text: string;
  position: number;
}) {
  const { t, format } = useText();
  const [large, setLarge] = useState(false);
  const kinds = Object.entries(frame.redactions)
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => t.redactions[kind as keyof typeof t.redactions](count));
  const src = frameUrl(tutorialId, frame.assetId);
  const alt = t.tutorial.frameAlt(plainText(text));
  return (
    <figure className={styles.figure}>
      <button
        type="button"
        className={styles.open}
        onClick={() => setLarge(true)}
        aria-label={`${t.tutorial.enlarge}: ${alt}`}
      >
        <TargetPicture src={src} alt="" frame={frame} lazy={position > 2} />
        <span className={styles.enlarge}>
          <Icon name="expand" size={16} />
        </span>
      </button>
      <figcaption className={styles.caption}>
        <Icon name="shield" size={16} />
        {kinds.length > 0 ? t.tutorial.redacted(format.list(kinds)) : t.tutorial.nothingRedacted}
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
