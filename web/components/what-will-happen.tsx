import { useText } from '../messages/language.tsx';
import { Icon } from '../ui/icon.tsx';
import styles from './what-will-happen.module.css';

const icons = ['external', 'shield', 'clock'] as const;

/** What a request sets in motion, said before it is sent. */
export function WhatWillHappen() {
  const { t } = useText();
  return (
    <aside className={styles.what} aria-labelledby="what-will-happen">
      <h2 id="what-will-happen" className={styles.title}>
        {t.newTutorial.whatTitle}
      </h2>
      <ul className={styles.list}>
        {t.newTutorial.what.map((point, index) => (
          <li key={point.title} className={styles.point}>
            <Icon name={icons[index] ?? 'info'} size={20} />
            <span>
              <strong>{point.title}</strong>
              <span>{point.text}</span>
            </span>
          </li>
        ))}
      </ul>
    </aside>
  );
}
