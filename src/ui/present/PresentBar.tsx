import { ChevronLeft, ChevronRight, Code, ListOrdered, SquareTerminal, X } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTexts } from '../../i18n/index.ts';
import { spotlight } from '../../scene/index.ts';
import { decisionText } from '../chrome/decision-text.ts';
import { IconButton } from '../chrome/IconButton.tsx';
import { useSampledFrame } from '../chrome/sampled-frame.ts';
import { useSession, useSessionState } from '../chrome/session-context.ts';
import { refOfSubject } from '../dock/subject-ref.ts';
import { light, stopPresenting, togglePresented, usePresenting } from './presenting.ts';
import { useRemoteControl } from './remote-control.ts';
import { StepList } from './StepList.tsx';
import { goToNext, goToPrevious, indexAt, stepsOf, type Step } from './steps.ts';
import './present.css';

/** Sentences of one step that are read out; more may have been decided at that moment. */
const MOST_SENTENCES = 2;

/** What one presents with: what has just happened in words, on and back, and every step to jump to. */
export default function PresentBar() {
  const t = useTexts();
  const session = useSession();
  const { editor, dock } = usePresenting();
  const frame = useSampledFrame();
  const start = useSessionState((state) => state.startTime);
  const [isListed, setListed] = useState(false);
  const stepsButton = useRef<HTMLButtonElement>(null);
  // oxlint-disable-next-line react/exhaustive-deps -- a new frame may have brought a step; the past has those of the present
  const steps = useMemo(() => stepsOf(session), [session, frame]);
  const index = useSessionState((state) => indexAt(steps, state.now));
  /** The moment until which nothing happened. */
  const [restedAt, setRestedAt] = useState<number>();
  const isResting = useSessionState((state) => state.now === restedAt);
  const goOn = useCallback(() => {
    setRestedAt(goToNext(session) ? undefined : session.state.now);
  }, [session]);
  const goBack = useCallback(() => goToPrevious(session), [session]);
  useRemoteControl(session, goOn, goBack);
  useEffect(() => light(spotlight), []);
  const step = steps[index];
  return (
    <section className="present-bar" aria-label={t('present.label')}>
      <IconButton
        icon={Code}
        label={t(editor ? 'present.hideEditor' : 'present.showEditor')}
        pressed={editor}
        tip="aboveRight"
        onClick={() => togglePresented('editor')}
      />
      <IconButton
        icon={SquareTerminal}
        label={t(dock ? 'present.hideDock' : 'present.showDock')}
        pressed={dock}
        tip="aboveRight"
        onClick={() => togglePresented('dock')}
      />
      <IconButton
        icon={ChevronLeft}
        label={t('present.previous')}
        keys="PageUp"
        tip="aboveRight"
        disabled={index <= 0}
        onClick={goBack}
      />
      <IconButton icon={ChevronRight} label={t('present.next')} keys="PageDown" tip="aboveRight" onClick={goOn} />
      <p className="present-said" role="status">
        {step !== undefined && (
          <>
            <span className="present-count">{t('present.step', { number: index + 1, count: steps.length })}</span>
            {isResting ? t('present.rest') : <Said step={step} />}
          </>
        )}
      </p>
      <div className="present-list-place">
        <button
          ref={stepsButton}
          type="button"
          className="button"
          aria-expanded={isListed}
          onClick={() => setListed((before) => !before)}
        >
          <ListOrdered size={16} aria-hidden />
          {t('present.steps')}
        </button>
        {isListed && (
          <StepList
            steps={steps}
            index={index}
            start={start}
            onChoose={(chosen) => {
              session.setPlaying(false);
              session.look(chosen.time);
            }}
            onClose={() => {
              const hadFocus = document.activeElement?.closest('.present-list') != null;
              setListed(false);
              if (hadFocus) stepsButton.current?.focus();
            }}
          />
        )}
      </div>
      <button type="button" className="button" onClick={stopPresenting}>
        <X size={16} aria-hidden />
        {t('present.stop')}
      </button>
    </section>
  );
}

/** What was decided at a step, and the things it was about, to turn the spotlight on. */
function Said({ step }: { step: Step }) {
  const t = useTexts();
  const session = useSession();
  const snapshot = useSessionState((state) => state.frame.snapshot);
  return step.decisions.slice(0, MOST_SENTENCES).map((decision) => {
    const text = decisionText(decision, t);
    const ref = refOfSubject(decision.subject, snapshot);
    return (
      <span key={decision.id}>
        {text}{' '}
        {ref !== undefined && (
          <button type="button" className="link mono" onClick={() => session.select(ref)}>
            {ref.name}
          </button>
        )}{' '}
      </span>
    );
  });
}
