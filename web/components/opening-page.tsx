import { useText } from '../messages/language.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { Brand } from './brand.tsx';
import styles from './opening-page.module.css';

/** What is there while the page still asks who is signed in: the header where it will stand, and place for a page. */
export function OpeningPage() {
  const { t } = useText();
  return (
    <div aria-busy="true">
      <header className={styles.header}>
        <Brand name={t.product} />
      </header>
      <output className="visually-hidden">{t.common.loading}</output>
      <div className={styles.page}>
        <Skeleton width={220} height={32} />
        <Skeleton height={300} />
      </div>
    </div>
  );
}
