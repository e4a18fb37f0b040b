import type { SiteInfo } from '#shared/contract/connections.ts';
import { useText } from '../messages/language.tsx';
import { PageLinkButton } from './router-link.tsx';
import { DemoSignIn } from './demo-sign-in.tsx';
import styles from './demo-platform.module.css';

export function DemoPlatform({ demo }: { demo: NonNullable<SiteInfo['demoPlatform']> }) {
  const { t } = useText();
  return (
    <section className={styles.demo}>
      <div className={styles.words}>
        <h2 className={styles.title}>{t.platforms.demoTitle}</h2>
        <p className={styles.text}>{t.platforms.demoText}</p>
        <DemoSignIn demo={demo} />
      </div>
      <PageLinkButton to="/platforms/connect" search={{ url: demo.url, name: t.platforms.demoTitle }}>
        {t.platforms.demoConnect}
      </PageLinkButton>
    </section>
  );
}
