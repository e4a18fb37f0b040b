import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Navigate, useParams, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import type { StepChange, TutorialChanges } from '#shared/contract/rerun.ts';
import type { Step } from '#shared/contract/tutorials.ts';
import { hasCode } from '../api/api-error.ts';
import { sharingQuery } from '../api/sharing.ts';
import { changesQuery, takeOver } from '../api/rerun.ts';
import { deleteTutorial, frameUrl, tutorialQuery, tutorialsQuery } from '../api/tutorials.ts';
import { MarkedText } from '../components/marked-text.tsx';
import { Page } from '../components/page.tsx';
import { QueryState } from '../components/query-state.tsx';
import { StepFrame } from '../components/step-frame.tsx';
import { ConfirmDialog } from '../components/confirm-dialog.tsx';
import { ErrorNotice } from '../components/error-notice.tsx';
import { useText } from '../messages/language.tsx';
import { Badge, type BadgeTone } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { useToast } from '../ui/toast.tsx';
import styles from './changes-page.module.css';
import { rerunText } from '../messages/rerun.ts';

/** What a new run of a tutorial would change in it, before it does. */
export function ChangesPage() {
  const { language } = useText();
  const rerun = rerunText[language];
  const { tutorialId } = useParams({ from: '/signed-in/shell/tutorials/$tutorialId/changes' });
  const query = useQuery(changesQuery(tutorialId));
  // Taken over or discarded meanwhile, or not yet made: the tutorial itself says which.
  if (!query.data && hasCode(query.error, 'NOT_FOUND')) {
    return <Navigate to="/tutorials/$tutorialId" params={{ tutorialId }} replace />;
  }
  return (
    <Page
      title={query.data?.retake ? rerun.retake.changesTitle : rerun.changesTitle}
      lead={rerun.changesLead}
      width="wide"
    >
      <QueryState query={query} waiting={<Skeleton height={520} />}>
        {(changes) => <Changes changes={changes} />}
      </QueryState>
    </Page>
  );
}

function Changes({
  changes: { tutorialId, draftId, retake, language: written, score, needsYourLook, changes, coveredByHand },
}: {
  changes: TutorialChanges;
}) {
  const { t, language } = useText();
  const rerun = rerunText[language];
  const decide = useDecision(tutorialId, draftId);
  const [taking, setTaking] = useState<string>();
  const count = (kind: StepChange['kind']) => changes.filter((change) => change.kind === kind).length;
  const mended = changes.filter((change) => change.mended).length;
  const unconfirmed = changes.filter((change) => change.unconfirmed).length;
  const isCovered = ({ before, after }: StepChange) => Boolean(before && after && coveredByHand.includes(before.id));
  const covered = changes.filter(isCovered).length;
  return (
    <>
      {retake ? null : (
        <p className={styles.summary}>
          {rerun.counts(count('same'), count('changed'), count('added'), count('removed'))}
          {score === null ? null : <Badge>{t.home.score(score)}</Badge>}
        </p>
      )}
      {mended > 0 ? <Notice tone="warning">{rerun.mendedHint(mended)}</Notice> : null}
      {unconfirmed > 0 ? <Notice tone="warning">{rerun.unconfirmedHint(unconfirmed)}</Notice> : null}
      {covered > 0 ? <Notice tone="warning">{rerun.coveredHint(covered)}</Notice> : null}
      {needsYourLook ? <Notice tone="warning">{t.tutorial.needsLook}</Notice> : null}
      <ol className={styles.list}>
        {changes.map((change) => (
          <Change
            key={change.after?.id ?? change.before?.id}
            {...change}
            covered={isCovered(change)}
            tutorialId={tutorialId}
            draftId={draftId}
            lang={written}
            busy={decide.busy}
            {...(!retake && { onTake: setTaking })}
          />
        ))}
      </ol>
      <ConfirmDialog
        open={taking !== undefined}
        onClose={() => setTaking(undefined)}
        title={rerun.takeStepTitle}
        confirm={rerun.takeStep}
        action={{ isPending: decide.take.isPending, error: decide.take.error, run: () => decide.take.mutate(taking) }}
      >
        <p>{rerun.takeStepText}</p>
      </ConfirmDialog>
      <Decision {...decide} stepId={retake ? changes[0]?.after?.id : undefined} />
    </>
  );
}

const tones: Record<StepChange['kind'], BadgeTone> = {
  same: 'neutral',
  changed: 'accent',
  added: 'success',
  removed: 'danger',
};

function Change({
  kind,
  before,
  after,
  mended,
  unconfirmed,
  covered,
  tutorialId,
  draftId,
  lang,
  busy,
  onTake,
}: StepChange & {
  /** Somebody has covered something by hand on the picture that this one replaces. */
  covered: boolean;
  tutorialId: string;
  draftId: string;
  /** Of the steps. */
  lang: string;
  busy: boolean;
  onTake?: (stepId: string) => void;
}) {
  const { language } = useText();
  const rerun = rerunText[language];
  return (
    <li className={styles.change}>
      <p className={styles.badges}>
        <Badge tone={tones[kind]}>{rerun.kinds[kind]}</Badge>
        {mended ? <Badge tone="warning">{rerun.mended}</Badge> : null}
        {unconfirmed ? <Badge tone="warning">{rerun.unconfirmed}</Badge> : null}
        {covered ? <Badge tone="warning">{rerun.covered}</Badge> : null}
      </p>
      <div className={styles.pair}>
        <Side title={rerun.before} step={before} lang={lang} tutorialId={tutorialId} none={rerun.noneBefore} />
        <Side title={rerun.after} step={after} lang={lang} tutorialId={draftId} none={rerun.noneAfter} />
      </div>
      {before && after && onTake ? (
        <div>
          <Button size="small" disabled={busy} onClick={() => onTake(after.id)}>
            {rerun.takeStep}
          </Button>
        </div>
      ) : null}
    </li>
  );
}

function Side({
  title,
  step,
  lang,
  tutorialId,
  none,
}: {
  title: string;
  step: Step | null;
  lang: string;
  tutorialId: string;
  none: string;
}) {
  return (
    <section className={styles.side}>
      <h2 className={styles.title}>{title}</h2>
      {step ? (
        <>
          <p className={styles.text} lang={lang}>
            <MarkedText text={step.text} />
          </p>
          {step.frame ? (
            <StepFrame
              frame={step.frame}
              text={step.text}
              position={step.position}
              src={frameUrl(tutorialId, step.frame.assetId)}
            />
          ) : null}
        </>
      ) : (
        <p className={styles.none}>{none}</p>
      )}
    </section>
  );
}

function useDecision(tutorialId: string, draftId: string) {
  const { language } = useText();
  const rerun = rerunText[language];
  const queries = useQueryClient();
  const router = useRouter();
  const toast = useToast();
  const back = async (said: string) => {
    toast(said);
    queries.removeQueries({ queryKey: changesQuery(tutorialId).queryKey });
    await queries.invalidateQueries({ queryKey: tutorialQuery(tutorialId).queryKey });
    // The pictures are others, so that links and showcase may be paused.
    void queries.invalidateQueries({ queryKey: sharingQuery(tutorialId).queryKey });
    void queries.invalidateQueries({ queryKey: tutorialsQuery.queryKey });
    await router.navigate({ to: '/tutorials/$tutorialId', params: { tutorialId } });
  };
  const take = useMutation({
    mutationFn: (stepId: string | undefined) => takeOver(tutorialId, stepId),
    onSuccess: (_, stepId) => back(stepId ? rerun.stepTaken : rerun.taken),
  });
  const discard = useMutation({ mutationFn: () => deleteTutorial(draftId), onSuccess: () => back(rerun.discarded) });
  return { take, discard, busy: take.isPending || discard.isPending };
}

function Decision({
  take,
  discard,
  busy,
  stepId,
}: ReturnType<typeof useDecision> & {
  /** Where it is about one step alone. */
  stepId: string | undefined;
}) {
  const { language } = useText();
  const rerun = rerunText[language];
  const [discarding, setDiscarding] = useState(false);
  return (
    <section className={styles.decision}>
      {stepId ? null : <p>{rerun.takeText}</p>}
      {take.error ? <ErrorNotice error={take.error} /> : null}
      <div className={styles.actions}>
        <Button kind="primary" size="large" busy={take.isPending} disabled={busy} onClick={() => take.mutate(stepId)}>
          {stepId ? rerun.retake.take : rerun.take}
        </Button>
        <Button size="large" disabled={busy} onClick={() => setDiscarding(true)}>
          {stepId ? rerun.retake.discard : rerun.discard}
        </Button>
      </div>
      <ConfirmDialog
        open={discarding}
        onClose={() => setDiscarding(false)}
        title={rerun.discardTitle}
        confirm={rerun.discard}
        action={{ isPending: discard.isPending, error: discard.error, run: () => discard.mutate() }}
      >
        <p>{rerun.discardText}</p>
      </ConfirmDialog>
    </section>
  );
}
