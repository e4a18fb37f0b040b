import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ShowcaseEntry } from '#shared/contract/sharing.ts';
import { sharedFrameUrl, showcaseQuery } from '../api/sharing.ts';
import { useTitle } from '../components/page.tsx';
import { PublicLayout } from '../components/public-layout.tsx';
import { QueryState } from '../components/query-state.tsx';
import { useText } from '../messages/language.tsx';
import { sharingText } from '../messages/sharing.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import styles from './showcase-page.module.css';

/** Tutorials that their makers have published (S3). */
export function ShowcasePage() {
  const { language } = useText();
  const words = sharingText[language];
  const query = useQuery(showcaseQuery);
  useTitle(words.showcaseTitle);
  return (
    <PublicLayout>
      <div className={styles.page}>
        <header>
          <h1 className={styles.title}>{words.showcaseTitle}</h1>
          <p className={styles.lead}>{words.showcaseIntro}</p>
        </header>
        <QueryState query={query} waiting={<Skeleton height={320} />}>
          {(entries) =>
            entries.length === 0 ? (
              <EmptyState title={words.showcaseEmpty}>{words.showcaseEmptyText}</EmptyState>
            ) : (
              <ul className={styles.list}>
                {entries.map((entry) => (
                  <Entry key={entry.id} entry={entry} />
                ))}
              </ul>
            )
          }
        </QueryState>
      </div>
    </PublicLayout>
  );
}

function Entry({ entry }: { entry: ShowcaseEntry }) {
  const { language, format } = useText();
  const words = sharingText[language];
  return (
    <li className={styles.entry}>
      {entry.firstFrameId ? (
        <img
          className={styles.image}
          src={sharedFrameUrl({ showcase: entry.id }, entry.firstFrameId)}
          alt=""
          loading="lazy"
        />
      ) : null}
      <div className={styles.words}>
        <h2 className={styles.name} lang={entry.language}>
          <Link to="/showcase/$tutorialId" params={{ tutorialId: entry.id }} className={styles.link}>
            {entry.title}
          </Link>
        </h2>
        <p className={styles.facts}>
          {entry.platformName} · {words.steps(entry.stepCount)} · {format.date(entry.publishedAt)}
        </p>
      </div>
    </li>
  );
}
