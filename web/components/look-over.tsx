import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Sharing } from '#shared/contract/sharing.ts';
import { writtenLanguage } from '#shared/contract/tutorial-language.ts';
import type { Step, Tutorial } from '#shared/contract/tutorials.ts';
import { confirmLookOver, sharingQuery } from '../api/sharing.ts';
import { frameUrl, tutorialQuery } from '../api/tutorials.ts';
import { useText } from '../messages/language.tsx';
import { sharingText } from '../messages/sharing.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Progress } from '../ui/progress.tsx';
import { ErrorNotice } from './error-notice.tsx';
import { FrameTools } from './frame-tools.tsx';
import { MarkedText, plainText } from './marked-text.tsx';
import { StepFrame } from './step-frame.tsx';
import { useSeen } from './use-seen.ts';
import styles from './look-over.module.css';

/** The pictures of a tutorial that are to be looked over, one below the other, and the confirmation of it (R7). */
export function LookOver({
  tutorial,
  spared,
  onConfirmed,
}: {
  tutorial: Tutorial;
  /** Pictures that an earlier look covers. */
  spared: readonly string[];
  onConfirmed: (now: Sharing) => void;
}) {
  const { t, language } = useText();
  const words = sharingText[language];
  const queries = useQueryClient();
  const { seen, watch } = useSeen();
  const framed = tutorial.steps
    .toSorted((a, b) => a.position - b.position)
    .flatMap((step) => (step.frame ? [{ ...step, frame: step.frame }] : []))
    .filter(({ frame }) => !spared.includes(frame.assetId));
  const looked = framed.filter(({ frame }) => seen.has(frame.assetId)).length;
  const all = looked === framed.length;
  const confirm = useMutation({
    mutationFn: () =>
      confirmLookOver(
        tutorial.id,
        framed.map(({ frame }) => frame.assetId),
      ),
    onSuccess: (now) => {
      queries.setQueryData(sharingQuery(tutorial.id).queryKey, now);
      onConfirmed(now);
    },
    // A picture that changed elsewhere is shown, and has to be looked at.
    onError: () => queries.invalidateQueries({ queryKey: tutorialQuery(tutorial.id).queryKey }),
  });
  return (
    <div className={styles.lookOver}>
      <ol className={styles.pictures}>
        {framed.map((step) => (
          <li key={step.id} className={styles.picture}>
            <Words
              step={step}
              lang={writtenLanguage(tutorial.language, tutorial.offlineModel)}
              seen={seen.has(step.frame.assetId)}
            />
            {/* A new picture is a new element: it has to be seen again. */}
            <div key={step.frame.assetId} ref={watch} data-seen={step.frame.assetId}>
              <StepFrame
                frame={step.frame}
                text={step.text}
                position={step.position}
                src={frameUrl(tutorial.id, step.frame.assetId)}
              >
                <FrameTools
                  tutorialId={tutorial.id}
                  frame={step.frame}
                  alt={t.tutorial.frameAlt(plainText(step.text))}
                  again={{ tutorial, step }}
                />
              </StepFrame>
            </div>
          </li>
        ))}
      </ol>
      {confirm.isError ? <ErrorNotice error={confirm.error} /> : null}
      <div className={styles.confirm}>
        <div className={styles.progress}>
          <p aria-live="polite">{words.seen(looked, framed.length)}</p>
          <Progress
            percent={framed.length > 0 ? Math.round((looked / framed.length) * 100) : 100}
            label={words.seen(looked, framed.length)}
            tone="success"
          />
        </div>
        <Button
          kind="primary"
          icon="check"
          busy={confirm.isPending}
          disabled={!all}
          title={all ? undefined : words.confirmHint}
          onClick={() => confirm.mutate()}
        >
          {words.confirm}
        </Button>
      </div>
    </div>
  );
}

function Words({ step, lang, seen }: { step: Step; lang: string; seen: boolean }) {
  const { language } = useText();
  const words = sharingText[language];
  return (
    <div className={styles.words}>
      <h3 className={styles.text}>
        <span className="visually-hidden">{`${words.look(step.position)}: `}</span>
        {step.position}.{' '}
        <span lang={lang}>
          <MarkedText text={step.text} />
        </span>
      </h3>
      <Badge tone={seen ? 'success' : 'neutral'} icon={seen ? 'check' : 'eye'}>
        {seen ? words.seenOne : words.unseenOne}
      </Badge>
    </div>
  );
}
