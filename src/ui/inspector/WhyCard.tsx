import { useMemo } from 'react';
import { useTexts } from '../../i18n/index.ts';
import { clockTextShort } from '../../session/index.ts';
import type { Expectation, Reason } from '../../session/index.ts';
import type { ObjectRef } from '../../scene/index.ts';
import { decisionText } from '../chrome/decision-text.ts';
import { useSession, useSessionState } from '../chrome/session-context.ts';
import { useSampledFrame } from '../chrome/sampled-frame.ts';

/** Why it is here, why it is in this state, and what will happen next. */
export function WhyCard({ selection }: { selection: ObjectRef }) {
  const t = useTexts();
  const session = useSession();
  const frame = useSampledFrame();
  const { exists, state, next } = useMemo(() => session.why(selection, frame), [session, selection, frame]);
  if (exists.length + state.length + next.length === 0) return null;
  return (
    <section className="why" aria-label={t('inspector.why')}>
      <Chain title={t('inspector.whyHere')} reasons={exists} />
      <Chain title={t('inspector.whyState')} reasons={state} />
      {next.length > 0 && (
        <>
          <h3>{t('inspector.whatNext')}</h3>
          <ul>
            {next.map((expectation) => (
              <Next key={expectation.phrase.key} expectation={expectation} />
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function Chain({ title, reasons }: { title: string; reasons: readonly Reason[] }) {
  const t = useTexts();
  const start = useSessionState((state) => state.startTime);
  if (reasons.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <ol>
        {reasons.map(({ decision, change }) => (
          <li key={decision.id}>
            {decisionText(decision, t, change)} <time>{clockTextShort(decision.time - start)}</time>
          </li>
        ))}
      </ol>
    </>
  );
}

function Next({ expectation: { phrase, at } }: { expectation: Expectation }) {
  const t = useTexts();
  const left = useSessionState((state) => (at === undefined ? undefined : Math.ceil((at - state.now) / 1000)));
  return (
    <li>
      {t(phrase.key, phrase.params)}
      {left !== undefined && left > 0 && <> {t('inspector.inSeconds', { count: left })}</>}
    </li>
  );
}
