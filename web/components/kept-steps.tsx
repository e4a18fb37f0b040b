import { useQuery } from '@tanstack/react-query';
import { writtenLanguage } from '#shared/contract/tutorial-language.ts';
import { frameUrl, tutorialQuery } from '../api/tutorials.ts';
import { keptText } from '../messages/kept.ts';
import { useText } from '../messages/language.tsx';
import { FrameTools } from './frame-tools.tsx';
import { MarkedText, plainText } from './marked-text.tsx';
import { QueryState } from './query-state.tsx';
import { StepFrame } from './step-frame.tsx';
import styles from './kept-steps.module.css';

/** What a run did before it stopped short of its goal: a draft for its owner alone. */
export function KeptSteps({ tutorialId }: { tutorialId: string }) {
  const { t, language } = useText();
  const words = keptText[language];
  const query = useQuery(tutorialQuery(tutorialId));
  const tutorial = query.data;
  const steps = (tutorial?.status === 'failed' ? tutorial.steps : []).toSorted((a, b) => a.position - b.position);
  const written = tutorial && writtenLanguage(tutorial.language, tutorial.offlineModel);
  const done = steps.filter(({ did }) => did?.kind !== 'stopped').length;
  if (query.isError && !tutorial) {
    return (
      <QueryState query={query} waiting={null}>
        {() => null}
      </QueryState>
    );
  }
  if (steps.length === 0) return null;
  return (
    <section className={styles.kept}>
      <h2 className={styles.title}>{words.title}</h2>
      <p className={styles.lead}>{words.text(done)}</p>
      <ol className={styles.steps}>
        {steps.map(({ id, position, text, did, frame }) => {
          const said = did ? words.said(did) : text;
          return (
            <li key={id} className={styles.step}>
              <p className={styles.said}>
                {did?.kind === 'stopped' ? null : `${position}. `}
                <span lang={did ? undefined : written}>
                  <MarkedText text={said} />
                </span>
              </p>
              {frame ? (
                <StepFrame frame={frame} text={said} position={position} src={frameUrl(tutorialId, frame.assetId)}>
                  <FrameTools tutorialId={tutorialId} frame={frame} alt={t.tutorial.frameAlt(plainText(said))} />
                </StepFrame>
              ) : null}
            </li>
          );
        })}
      </ol>
    </section>
  );
}
