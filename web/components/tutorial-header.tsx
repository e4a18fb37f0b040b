import { useState } from 'react';
import { writtenLanguage } from '#shared/contract/tutorial-language.ts';
import type { Tutorial } from '#shared/contract/tutorials.ts';
import { useText } from '../messages/language.tsx';
import { Badge } from '../ui/badge.tsx';
import { IconButton } from '../ui/button.tsx';
import { Menu, MenuItem } from '../ui/menu.tsx';
import { DeleteDialog } from './delete-dialog.tsx';
import { MarkedText } from './marked-text.tsx';
import { useHeadingFocus } from './page.tsx';
import { PageLinkButton } from './router-link.tsx';
import { RunAgainDialog } from './run-again-dialog.tsx';
import { scoreTone } from './score-tone.ts';
import styles from './tutorial-header.module.css';
import title from './tutorial-title.module.css';
import { rerunText } from '../messages/rerun.ts';

export function TutorialHeader({ tutorial }: { tutorial: Tutorial }) {
  const { t, format, language } = useText();
  const rerun = rerunText[language];
  const written = writtenLanguage(tutorial.language, tutorial.offlineModel);
  const [asking, setAsking] = useState(false);
  const heading = useHeadingFocus(tutorial.title);
  const [running, setRunning] = useState(false);
  return (
    <header className={title.header}>
      <div className={styles.top}>
        <p className={title.platform}>{tutorial.platformName}</p>
        <div className={styles.actions}>
          <PageLinkButton
            to="/tutorials/$tutorialId/share"
            params={{ tutorialId: tutorial.id }}
            size="small"
            icon="link"
          >
            {t.tutorial.share}
          </PageLinkButton>
          <Menu trigger={<IconButton icon="more" label={t.tutorial.more} />}>
            <MenuItem icon="reload" onSelect={() => setRunning(true)}>
              {rerun.menu}
            </MenuItem>
            <MenuItem icon="trash" danger onSelect={() => setAsking(true)}>
              {t.tutorial.delete}
            </MenuItem>
          </Menu>
        </div>
      </div>
      <h1 ref={heading} tabIndex={-1} className={title.title} lang={written}>
        {tutorial.title}
      </h1>
      {tutorial.summary ? (
        <p className={title.summary} lang={written}>
          <MarkedText text={tutorial.summary} />
        </p>
      ) : null}
      <div className={styles.facts}>
        <span>{t.home.stepCount(tutorial.steps.length)}</span>
        <span>{t.tutorial.made(format.relative(tutorial.createdAt))}</span>
        {tutorial.review ? (
          <Badge tone={scoreTone(tutorial.review.total)}>{t.home.score(tutorial.review.total)}</Badge>
        ) : null}
        {tutorial.offlineModel ? <Badge>{t.tutorial.offline}</Badge> : null}
      </div>
      <RunAgainDialog tutorial={tutorial} open={running} onClose={() => setRunning(false)} />
      <DeleteDialog tutorial={tutorial} open={asking} onClose={() => setAsking(false)} />
    </header>
  );
}
