import { useRef, useState, type PointerEvent } from 'react';
import type { Box } from '#shared/contract/tutorials.ts';
import { boxesLimit } from '#shared/contract/marks.ts';
import { useText } from '../messages/language.tsx';
import { marksText } from '../messages/marks.ts';
import { Button } from '../ui/button.tsx';
import { boxAfterKey, boxBetween, boxInTheMiddle, movedBox, type Point, type Size } from './drawn-boxes.ts';
import styles from './frame-marker.module.css';

/** What the pointer is doing: drawing a new box from a corner, or moving one that is there. */
type Gesture = { kind: 'draw'; from: Point } | { kind: 'move'; index: number; box: Box; from: Point };

/**
 * A picture on which boxes are drawn, with mouse, pen, one finger, or the keyboard. Boxes are in pixels of the picture,
 * whatever size it is shown at.
 */
export function FrameMarker({
  src,
  alt,
  picture,
  boxes,
  onChange,
}: {
  src: string;
  alt: string;
  picture: Size;
  boxes: readonly Box[];
  onChange: (boxes: Box[]) => void;
}) {
  const { language } = useText();
  const marks = marksText[language];
  const surface = useRef<HTMLDivElement>(null);
  const [gesture, setGesture] = useState<Gesture>();
  const [draft, setDraft] = useState<Box>();
  const [selected, setSelected] = useState<number>();

  const replace = (index: number, box: Box) => onChange(boxes.map((one, at) => (at === index ? box : one)));
  const remove = (index: number) => {
    onChange(boxes.filter((_, at) => at !== index));
    setSelected(undefined);
    surface.current?.focus();
  };
  const pointOf = (event: PointerEvent): Point => {
    const { left, top, width, height } = surface.current!.getBoundingClientRect();
    return {
      x: ((event.clientX - left) / width) * picture.width,
      y: ((event.clientY - top) / height) * picture.height,
    };
  };

  const start = (event: PointerEvent) => {
    if (event.button !== 0 || !event.isPrimary) return;
    const from = pointOf(event);
    const index = boxIndex(event.target);
    const box = index === undefined ? undefined : boxes[index];
    event.currentTarget.setPointerCapture(event.pointerId);
    if (index !== undefined && box) {
      setSelected(index);
      setGesture({ kind: 'move', index, box, from });
    } else if (boxes.length < boxesLimit) setGesture({ kind: 'draw', from });
  };
  const move = (event: PointerEvent) => {
    if (!gesture) return;
    const to = pointOf(event);
    if (gesture.kind === 'draw') setDraft(boxBetween(gesture.from, to, picture));
    else {
      const by = { x: to.x - gesture.from.x, y: to.y - gesture.from.y };
      replace(gesture.index, movedBox(gesture.box, by, picture));
    }
  };
  // Where the finger left the screen counts: moves just before it may have been left out.
  const finish = (event: PointerEvent) => {
    const box = gesture?.kind === 'draw' ? boxBetween(gesture.from, pointOf(event), picture) : undefined;
    if (box) {
      setSelected(boxes.length);
      onChange([...boxes, box]);
    }
    cancel();
  };
  const cancel = () => {
    setGesture(undefined);
    setDraft(undefined);
  };

  return (
    <div className={styles.marker}>
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the same is done with the buttons below */}
      <div
        ref={surface}
        className={styles.surface}
        style={{
          aspectRatio: `${picture.width} / ${picture.height}`,
          // A low window scrolls rather than leaving nothing to draw on.
          maxWidth: `calc(max(280px, 100dvh - 330px) * ${picture.width / picture.height})`,
        }}
        tabIndex={-1}
        data-marker
        onPointerDown={start}
        onPointerMove={move}
        onPointerUp={finish}
        onPointerCancel={cancel}
      >
        <img className={styles.image} src={src} alt={alt} draggable={false} />
        {boxes.map((box, index) => (
          <button
            // oxlint-disable-next-line react/no-array-index-key -- a box is its place in the list
            key={index}
            type="button"
            data-box={index}
            className={styles.box}
            style={shares(box, picture)}
            aria-label={marks.box(index + 1, boxes.length)}
            aria-describedby="marker-keys"
            onFocus={() => setSelected(index)}
            onKeyDown={(event) => {
              const after = boxAfterKey(box, event, picture);
              if (after) replace(index, after);
              else if (event.key === 'Delete' || event.key === 'Backspace') remove(index);
              else return;
              event.preventDefault();
            }}
          />
        ))}
        {draft ? <span className={`${styles.box} ${styles.draft}`} style={shares(draft, picture)} /> : null}
      </div>
      <div className={styles.tools}>
        <Button
          size="small"
          icon="plus"
          disabled={boxes.length >= boxesLimit}
          onClick={() => {
            onChange([...boxes, boxInTheMiddle(picture)]);
            const index = boxes.length;
            requestAnimationFrame(() => surface.current?.querySelector<HTMLElement>(`[data-box="${index}"]`)?.focus());
          }}
        >
          {marks.add}
        </Button>
        <Button
          size="small"
          icon="trash"
          disabled={boxes.length === 0}
          onClick={() => remove(selected !== undefined && selected < boxes.length ? selected : boxes.length - 1)}
        >
          {marks.remove}
        </Button>
        <p className={styles.keys} id="marker-keys">
          {marks.keys}
        </p>
      </div>
    </div>
  );
}

function boxIndex(target: EventTarget): number | undefined {
  const box = target instanceof HTMLElement ? target.dataset['box'] : undefined;
  return box === undefined ? undefined : Number(box);
}

function shares({ x, y, width, height }: Box, picture: Size) {
  const share = (part: number, whole: number) => `${(part / whole) * 100}%`;
  return {
    left: share(x, picture.width),
    top: share(y, picture.height),
    width: share(width, picture.width),
    height: share(height, picture.height),
  };
}
