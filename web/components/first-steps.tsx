import { useQuery } from '@tanstack/react-query';
import { siteQuery } from '../api/connections.ts';
import { useText } from '../messages/language.tsx';
import { Icon } from '../ui/icon.tsx';
import { PageLinkButton } from './router-link.tsx';
import styles from './first-steps.module.css';

/** What a new user sees: three steps, the next one ready to start. */
export function FirstSteps({ connected }: { connected: boolean }) {
  const { t } = useText();
  const { data: site } = useQuery(siteQuery);
  const now = connected ? 1 : 0;
  return (
    <section className={styles.first}>
      <div className={styles.words}>
        <h2 className={styles.title}>{connected ? t.home.emptyGoalTitle : t.home.emptyConnectTitle}</h2>
        <p className={styles.text}>{connected ? t.home.emptyGoalText : t.home.emptyConnectText}</p>
        <div className={styles.actions}>
          {connected ? (
            <PageLinkButton to="/new" kind="primary" size="large" icon="plus">
              {t.nav.newTutorial}
            </PageLinkButton>
          ) : (
            <>
              <PageLinkButton to="/platforms/connect" kind="primary" size="large">
                {t.home.connect}
              </PageLinkButton>
              {site?.demoPlatform ? (
                <PageLinkButton
                  to="/platforms/connect"
                  search={{ url: site.demoPlatform.url, name: t.platforms.demoTitle }}
                  size="large"
                >
                  {t.home.demo}
                </PageLinkButton>
              ) : null}
            </>
          )}
        </div>
        {!connected && site?.demoPlatform ? <p className={styles.hint}>{t.home.demoHint}</p> : null}
      </div>
      <ol className={styles.steps}>
        {t.home.steps.map((step, index) => (
          <li
            key={step.title}
            className={styles.step}
            data-state={index < now ? 'done' : index === now ? 'now' : 'next'}
          >
            <span className={styles.number}>
              {index < now ? (
                <>
                  <Icon name="check" size={16} />
                  <span className="visually-hidden">{t.home.stepDone}</span>
                </>
              ) : (
                index + 1
              )}
            </span>
            <span className={styles.stepWords}>
              <strong>{step.title}</strong>
              <span>{step.text}</span>
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
