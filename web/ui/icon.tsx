import styles from './icon.module.css';

/** Outlines on a 20 × 20 grid, drawn with a stroke of the text's colour. */
const outlines = {
  plus: 'M10 4v12M4 10h12',
  check: 'm4.5 10.5 3.5 3.5 7.5-8',
  x: 'm5 5 10 10M15 5 5 15',
  alert: 'M10 6.5v4M10 13.5v.01M10 2.5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15Z',
  info: 'M10 9.5v4M10 6.5v.01M10 2.5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15Z',
  lock: 'M5.5 9h9a1 1 0 0 1 1 1v5.5a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1V10a1 1 0 0 1 1-1ZM7 9V6.5a3 3 0 0 1 6 0V9',
  unlocked: 'M5.5 9h9a1 1 0 0 1 1 1v5.5a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1V10a1 1 0 0 1 1-1ZM7 9V6a3 3 0 0 1 5.8-1',
  arrowLeft: 'M16 10H4.5M9 5l-5 5 5 5',
  arrowRight: 'M4 10h11.5M11 5l5 5-5 5',
  chevronDown: 'm5.5 8 4.5 4.5L14.5 8',
  chevronUp: 'm5.5 12.5 4.5-4.5 4.5 4.5',
  chevronRight: 'm8 5.5 4.5 4.5L8 14.5',
  reload: 'M15.5 6.5A6.5 6.5 0 1 0 16.5 10M16 3v4h-4',
  more: 'M4.6 9.6h.8v.8h-.8ZM9.6 9.6h.8v.8h-.8ZM14.6 9.6h.8v.8h-.8Z',
  trash: 'M4 6h12M8 6V4h4v2M5.5 6l.8 10h7.4l.8-10M8.5 9v4.5M11.5 9v4.5',
  eye: 'M2.5 10S5 5 10 5s7.5 5 7.5 5-2.5 5-7.5 5-7.5-5-7.5-5ZM10 8a2 2 0 1 1 0 4 2 2 0 0 1 0-4Z',
  eyeOff:
    'M4 4l12 12M7.5 5.6A7 7 0 0 1 10 5c5 0 7.5 5 7.5 5a13 13 0 0 1-2 2.7M5.2 7A13 13 0 0 0 2.5 10S5 15 10 15a7 7 0 0 0 2.8-.6',
  shield: 'M10 2.8 4 5v4.5c0 3.6 2.4 6.3 6 7.7 3.6-1.4 6-4.1 6-7.7V5l-6-2.2ZM7.3 10l2 2 3.4-3.8',
  expand: 'M12 4h4v4M8 16H4v-4M16 4l-5 5M4 16l5-5',
  mail: 'M3.5 5h13v10h-13zM4 5.5l6 5 6-5',
  keyboard: 'M2.5 5.5h15v9h-15zM5.5 8.5h.01M8.5 8.5h.01M11.5 8.5h.01M14.5 8.5h.01M6.5 11.5h7',
  clock: 'M10 2.5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15ZM10 6v4.2l2.8 1.8',
  link: 'M8.5 11.5a3 3 0 0 0 4.2 0l2.6-2.6a3 3 0 0 0-4.2-4.2L9.8 6M11.5 8.5a3 3 0 0 0-4.2 0l-2.6 2.6a3 3 0 0 0 4.2 4.2l1.3-1.3',
  flag: 'M5 17V3.5M5 4c3-1.5 6 1.5 10 0v7c-4 1.5-7-1.5-10 0',
  sparkle: 'M10 3.5 11.6 8.4 16.5 10l-4.9 1.6L10 16.5l-1.6-4.9L3.5 10l4.9-1.6L10 3.5Z',
  external: 'M11.5 4H16v4.5M16 4l-7 7M14 11.5V16H4V6h4.5',
  user: 'M10 10a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM4 16.5c.6-2.8 3-4.5 6-4.5s5.4 1.7 6 4.5',
  globe:
    'M10 2.5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15ZM2.5 10h15M10 2.5c2.2 2 3.2 4.6 3.2 7.5s-1 5.5-3.2 7.5c-2.2-2-3.2-4.6-3.2-7.5s1-5.5 3.2-7.5Z',
} as const;

export type IconName = keyof typeof outlines;

/** A decorative icon: the text beside it, or the button's label, says what it means. */
export function Icon({ name, size = 20 }: { name: IconName; size?: 16 | 20 | 24 }) {
  return (
    <svg className={styles.icon} width={size} height={size} viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <path d={outlines[name]} />
    </svg>
  );
}
