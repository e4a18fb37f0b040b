import { Fragment } from 'react';
import styles from './marked-text.module.css';

/** Text whose `**label**` marks are labels of the platform, shown bold. Everything else is shown as it is. */
export function MarkedText({ text }: { text: string }) {
  return text.split(/\*\*(.+?)\*\*/g).map((part, index) =>
    index % 2 === 1 ? (
      <strong key={index} className={styles.label}>
        {part}
      </strong>
    ) : (
      <Fragment key={index}>{part}</Fragment>
    ),
  );
}

/** The same text for places that show plain words, such as a picture's description. */
export const plainText = (text: string) => text.replaceAll(/\*\*(.+?)\*\*/g, '$1');
