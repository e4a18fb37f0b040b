import type { Frame } from '#shared/contract/tutorials.ts';
import styles from './target-picture.module.css';

/**
 * A picture with its target. The highlight is in pixels of the stored picture; as shares of its size it is right at
 * every scale, so nothing has to be measured.
 */
export function TargetPicture({
  src,
  alt,
  frame,
  lazy = false,
  onLost,
}: {
  src: string;
  alt: string;
  frame: Frame;
  lazy?: boolean;
  /** Called when it could not be loaded. */
  onLost?: () => void;
}) {
  const { highlight, width, height } = frame;
  return (
    <span className={styles.picture} style={{ aspectRatio: `${width} / ${height}` }}>
      <img
        className={styles.image}
        src={src}
        alt={alt}
        width={width}
        height={height}
        loading={lazy ? 'lazy' : 'eager'}
        decoding="async"
        onError={onLost}
      />
      {highlight ? (
        <span
          className={styles.target}
          data-target
          style={{
            left: share(highlight.x, width),
            top: share(highlight.y, height),
            width: share(highlight.width, width),
            height: share(highlight.height, height),
          }}
        />
      ) : null}
    </span>
  );
}

const share = (part: number, whole: number) => `${(part / whole) * 100}%`;
