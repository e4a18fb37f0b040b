import type { SiteInfo } from '#shared/contract/connections.ts';
import { useText } from '../messages/language.tsx';
import styles from './demo-sign-in.module.css';

/** User and password of the demo platform, to be copied by eye. */
export function DemoSignIn({ demo }: { demo: NonNullable<SiteInfo['demoPlatform']> }) {
  const { t } = useText();
  return (
    <dl className={styles.list}>
      <div>
        <dt>{t.platforms.demoUser}</dt>
        <dd>
          <code>{demo.user}</code>
        </dd>
      </div>
      <div>
        <dt>{t.platforms.demoPassword}</dt>
        <dd>
          <code>{demo.password}</code>
        </dd>
      </div>
    </dl>
  );
}
