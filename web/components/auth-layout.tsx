import type { ReactNode } from 'react';
import { languages } from '#shared/contract/accounts.ts';
import { useText } from '../messages/language.tsx';
import { Icon } from '../ui/icon.tsx';
import { Brand } from './brand.tsx';
import { useTitle } from './page.tsx';
import { SampleTutorial } from './sample-tutorial.tsx';
import styles from './auth-layout.module.css';

const languageNames = { en: 'English', th: 'ไทย' } as const;

/** The signed-out pages: the form on one side, what it leads to on the other. */
export function AuthLayout({
  title,
  lead,
  children,
  footer,
}: {
  title: string;
  lead: string;
  children: ReactNode;
  footer: ReactNode;
}) {
  const { t, language, choose } = useText();
  useTitle(title);
  return (
    <div className={styles.layout}>
      <main className={styles.form}>
        <header className={styles.top}>
          <Brand name={t.product} />
          <fieldset className={styles.languages} aria-label={t.nav.language}>
            {languages.map((option) => (
              <button
                key={option}
                type="button"
                lang={option}
                className={styles.language}
                aria-pressed={option === language}
                onClick={() => choose(option)}
              >
                {languageNames[option]}
              </button>
            ))}
          </fieldset>
        </header>
        <div className={styles.middle}>
          <div className={styles.words}>
            <h1 className={styles.title}>{title}</h1>
            <p className={styles.lead}>{lead}</p>
          </div>
          {children}
          <p className={styles.footer}>{footer}</p>
        </div>
      </main>
      <aside className={styles.aside} aria-label={t.auth.asideTitle}>
        <div className={styles.pitch}>
          <h2 className={styles.asideTitle}>{t.tagline}</h2>
          <SampleTutorial />
          <ul className={styles.points}>
            {t.auth.asidePoints.map((point) => (
              <li key={point} className={styles.point}>
                <Icon name="check" size={16} />
                {point}
              </li>
            ))}
          </ul>
        </div>
      </aside>
    </div>
  );
}
