import type { ErrorCode } from '#shared/contract/errors.ts';
import type { JobStatus, PipelineState } from '#shared/contract/pipeline.ts';
import { useText } from '../messages/language.tsx';
import { Icon } from '../ui/icon.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { shownStates, stateAt } from './pipeline-progress.ts';
import styles from './state-line.module.css';

type Mark = 'done' | 'now' | 'next' | 'stopped';

/** The states of the work in their order, with where it is. */
export function StateLine({
  status,
  percent,
  failed,
  walkStopped,
}: {
  status: JobStatus;
  percent: number;
  /** Why it stopped. */
  failed: ErrorCode | undefined;
  /** Its walk ended early: what came after only kept what was done. */
  walkStopped: boolean;
}) {
  const { t } = useText();
  const words: Record<Mark, string> = {
    done: t.progress.stateDone,
    now: t.progress.stateNow,
    next: t.progress.stateNext,
    stopped: t.progress.stateStopped,
  };
  const stopped = failed && (walkStopped ? 'capture' : stoppedAtPlan.includes(failed) ? 'plan' : stateAt(percent));
  const marks = markStates(stopped ?? status, stopped !== undefined);
  return (
    <ol className={styles.line}>
      {marks.map(({ name, mark }) => (
        <li key={name} className={styles.state} data-mark={mark} aria-current={mark === 'now' ? 'step' : undefined}>
          <span className={styles.dot}>
            {mark === 'done' ? <Icon name="check" size={16} /> : null}
            {mark === 'now' ? <Spinner /> : null}
            {mark === 'stopped' ? <Icon name="x" size={16} /> : null}
          </span>
          <span>{t.states[name].title}</span>
          <span className={mark === 'stopped' ? styles.stopped : 'visually-hidden'}>{words[mark]}</span>
        </li>
      ))}
    </ol>
  );
}

/** Stopped with its plan made: nothing came after it. */
const stoppedAtPlan: readonly ErrorCode[] = ['PLAN_DECLINED', 'PLAN_EXPIRED'];

function markStates(at: JobStatus, failed: boolean): { name: PipelineState; mark: Mark }[] {
  const index = at === 'done' ? shownStates.length : shownStates.indexOf(at as PipelineState);
  return shownStates.map((name, position) => {
    if (position < index) return { name, mark: 'done' };
    if (position > index) return { name, mark: 'next' };
    return { name, mark: failed ? 'stopped' : 'now' };
  });
}
