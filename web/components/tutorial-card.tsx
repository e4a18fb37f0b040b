import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { approvalState } from '#shared/contract/pipeline.ts';
import { writtenLanguage } from '#shared/contract/tutorial-language.ts';
import type { TutorialSummary } from '#shared/contract/tutorials.ts';
import { frameUrl } from '../api/tutorials.ts';
import { useText } from '../messages/language.tsx';
import { Badge } from '../ui/badge.tsx';
import { IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Progress } from '../ui/progress.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { DeleteDialog } from './delete-dialog.tsx';
import { percentOf } from './pipeline-progress.ts';
import { scoreTone } from './score-tone.ts';
import styles from './tutorial-card.module.css';

/** A tutorial at a glance. The card is one link but for deleting: to the tutorial, or to its progress until it is ready. */
export function TutorialCard({ tutorial }: { tutorial: TutorialSummary }) {
  const { t, format } = useText();
  const [asking, setAsking] = useState(false);
  const ready = tutorial.status === 'ready';
  const waits = tutorial.jobStatus === approvalState;
  const working = tutorial.status === 'making' && !waits;
  const title = tutorial.title || tutorial.goal;
  return (
    <article className={styles.card}>
      <div className={styles.picture}>
        {tutorial.firstFrameId ? (
          <img className={styles.image} src={frameUrl(tutorial.id, tutorial.firstFrameId)} alt="" loading="lazy" />
        ) : (
          <div className={styles.none} data-status={tutorial.status}>
            {working ? <Spinner large /> : <Icon name={ready ? 'eye' : waits ? 'clock' : 'alert'} size={24} />}
            <span>{tutorial.status === 'making' ? t.states[tutorial.jobStatus].title : t.home.noFrame}</span>
          </div>
        )}
      </div>
      {tutorial.status === 'making' ? (
        <div className={styles.progress}>
          <Progress percent={percentOf(tutorial.jobStatus)} label={t.home.making} />
        </div>
      ) : null}
      <div className={styles.words}>
        <h2
          className={styles.title}
          // What its owner typed may be in any language.
          lang={tutorial.title ? writtenLanguage(tutorial.language, tutorial.offlineModel) : undefined}
        >
          {ready ? (
            <Link to="/tutorials/$tutorialId" params={{ tutorialId: tutorial.id }} className={styles.link}>
              {title}
            </Link>
          ) : (
            <Link to="/jobs/$jobId" params={{ jobId: tutorial.jobId }} className={styles.link}>
              {title}
            </Link>
          )}
        </h2>
        <p className={styles.facts}>
          <span className={styles.platform}>{tutorial.platformName}</span>
          <span>{format.relative(tutorial.createdAt)}</span>
          {ready ? <span>{t.home.stepCount(tutorial.stepCount)}</span> : null}
        </p>
        <div className={styles.badges}>
          {working ? <Badge tone="accent">{t.home.making}</Badge> : null}
          {waits ? <Badge tone="warning">{t.states.approval.title}</Badge> : null}
          {tutorial.status === 'failed' ? <Badge tone="danger">{t.home.failed}</Badge> : null}
          {ready ? <Badge icon="check">{t.home.ready}</Badge> : null}
          {ready && tutorial.score !== null ? (
            <Badge tone={scoreTone(tutorial.score)}>{t.home.score(tutorial.score)}</Badge>
          ) : null}
          {ready ? null : (
            <span className={styles.tool}>
              <IconButton
                icon="trash"
                size="small"
                label={t.tutorial.deleteOf(title)}
                onClick={() => setAsking(true)}
              />
            </span>
          )}
        </div>
      </div>
      <DeleteDialog tutorial={{ ...tutorial, title }} open={asking} onClose={() => setAsking(false)} />
    </article>
  );
}
