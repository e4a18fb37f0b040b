import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { writtenLanguage } from '#shared/contract/tutorial-language.ts';
import type { Tutorial } from '#shared/contract/tutorials.ts';
import { errorText } from '../api/api-error.ts';
import { deleteTutorial, tutorialQuery, tutorialsQuery } from '../api/tutorials.ts';
import { useText } from '../messages/language.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button, IconButton } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Menu, MenuItem } from '../ui/menu.tsx';
import { Notice } from '../ui/notice.tsx';
import { useToast } from '../ui/toast.tsx';
import { MarkedText } from './marked-text.tsx';
import { PageLinkButton } from './router-link.tsx';
import { RunAgainDialog } from './run-again-dialog.tsx';
import { scoreTone } from './score-tone.ts';
import styles from './tutorial-header.module.css';
import title from './tutorial-title.module.css';
import { rerunText } from '../messages/rerun.ts';

export function TutorialHeader({ tutorial }: { tutorial: Tutorial }) {
  const { t, format, language } = useText();
  const rerun = rerunText[language];
  const [asking, setAsking] = useState(false);
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
      <h1 className={title.title} lang={writtenLanguage(tutorial.language, tutorial.offlineModel)}>
        {tutorial.title}
      </h1>
      {tutorial.summary ? (
        <p className={title.summary} lang={writtenLanguage(tutorial.language, tutorial.offlineModel)}>
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

function DeleteDialog({ tutorial, open, onClose }: { tutorial: Tutorial; open: boolean; onClose: () => void }) {
  const { t } = useText();
  const queries = useQueryClient();
  const router = useRouter();
  const toast = useToast();
  const remove = useMutation({
    mutationFn: () => deleteTutorial(tutorial.id),
    onSuccess: async () => {
      toast(t.tutorial.deleted);
      await router.navigate({ to: '/' });
      queries.removeQueries({ queryKey: tutorialQuery(tutorial.id).queryKey });
      await queries.invalidateQueries({ queryKey: tutorialsQuery.queryKey });
    },
  });
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={t.tutorial.deleteTitle}
      closeLabel={t.common.close}
      actions={
        <>
          <Button onClick={onClose}>{t.common.cancel}</Button>
          <Button kind="danger" busy={remove.isPending} onClick={() => remove.mutate()}>
            {t.tutorial.delete}
          </Button>
        </>
      }
    >
      <p>{t.tutorial.deleteText(tutorial.title, tutorial.steps.length)}</p>
      {remove.isError ? <Notice tone="danger" title={errorText(t, remove.error)} /> : null}
    </Dialog>
  );
}
