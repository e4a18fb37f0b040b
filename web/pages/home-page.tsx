import { useQuery } from '@tanstack/react-query';
import { connectionsQuery } from '../api/connections.ts';
import { tutorialsQuery } from '../api/tutorials.ts';
import { FirstSteps } from '../components/first-steps.tsx';
import { Page } from '../components/page.tsx';
import { QueryState } from '../components/query-state.tsx';
import { TutorialCard } from '../components/tutorial-card.tsx';
import { useText } from '../messages/language.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import styles from './home-page.module.css';

const pollWhileMakingMs = 4000;

export function HomePage() {
  const { t } = useText();
  const tutorials = useQuery({
    ...tutorialsQuery,
    refetchInterval: ({ state }) => (state.data?.some((one) => one.status === 'making') ? pollWhileMakingMs : false),
  });
  const count = tutorials.data?.length ?? 0;
  const connections = useQuery({ ...connectionsQuery, enabled: tutorials.data?.length === 0 });

  return (
    <Page title={t.home.title} lead={count > 0 ? t.home.count(count) : undefined}>
      <QueryState query={tutorials} waiting={<Waiting />}>
        {(list) =>
          list.length > 0 ? (
            <ul className={styles.grid}>
              {list.map((tutorial) => (
                <li key={tutorial.id}>
                  <TutorialCard tutorial={tutorial} />
                </li>
              ))}
            </ul>
          ) : (
            <QueryState query={connections} waiting={<Skeleton height={360} />}>
              {(connected) => <FirstSteps connected={connected.length > 0} />}
            </QueryState>
          )
        }
      </QueryState>
    </Page>
  );
}

function Waiting() {
  return (
    <div className={styles.grid}>
      {[1, 2, 3].map((index) => (
        <Skeleton key={index} height={300} />
      ))}
    </div>
  );
}
