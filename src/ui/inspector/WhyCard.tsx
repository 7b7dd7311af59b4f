import { useMemo } from 'react';
import { hasText, useTexts } from '../../i18n/index.ts';
import type { Translate } from '../../i18n/index.ts';
import { clockTextShort } from '../../session/index.ts';
import type { Expectation, Reason, Told } from '../../session/index.ts';
import type { ObjectRef } from '../../scene/index.ts';
import { decisionText, isPlainWrite } from '../chrome/decision-text.ts';
import { Linked } from '../chrome/Linked.tsx';
import { useSession, useSessionState } from '../chrome/session-context.ts';
import { useSampledFrame } from '../chrome/sampled-frame.ts';
import { refOfSubject, refsOfDecision } from '../dock/subject-ref.ts';
import { useWhy } from './use-why.ts';

/** Why it is here, why it is in this state, and what will happen next; of a thing that is gone, why it was here and why it went. */
export function WhyCard({ selection, isGone = false }: { selection: ObjectRef; isGone?: boolean }) {
  const t = useTexts();
  const session = useSession();
  const frame = useSampledFrame();
  const explain = useWhy();
  const why = useMemo(
    () => explain?.(selection, session.cluster, frame.snapshot),
    [explain, session, selection, frame],
  );
  if (why === undefined) return null;
  const { exists, origin, situation, state, next } = why;
  if (exists.length + origin.length + situation.length + state.length + next.length === 0) return null;
  return (
    <section className="why" aria-label={t('inspector.why')}>
      {exists.length + origin.length > 0 && (
        <>
          <h3>{t(isGone ? 'inspector.whyWasHere' : 'inspector.whyHere')}</h3>
          <Chain reasons={exists} self={selection} />
          <Sentences told={origin} />
        </>
      )}
      {situation.length + state.length > 0 && (
        <>
          <h3>{t(isGone ? 'inspector.whyGone' : 'inspector.whyState')}</h3>
          <Sentences told={situation} />
          <Chain reasons={state} self={selection} />
        </>
      )}
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

/** What an actor saw, decided and did, one after the other, with the way to each thing on it. */
function Chain({ reasons, self }: { reasons: readonly Reason[]; self: ObjectRef }) {
  const t = useTexts();
  const start = useSessionState((state) => state.startTime);
  const snapshot = useSessionState((state) => state.frame.snapshot);
  if (reasons.length === 0) return null;
  return (
    <ol>
      {reasons.map(({ decision, change }) => {
        const { resource, object, name } = change;
        const about = refOfSubject(`${resource}/${object.metadata.namespace ?? ''}/${name}`, snapshot);
        // A plain write is about what it wrote here, whatever else the same decision wrote before.
        const named = isPlainWrite(decision) ? [] : refsOfDecision(decision, snapshot);
        const refs = [...named, ...(about === undefined ? [] : [about])];
        return (
          <li key={decision.id}>
            <Linked
              text={decisionText(decision, t, change)}
              refs={refs.filter(({ uid }, index) => uid !== self.uid && isFirst(refs, index))}
            />{' '}
            <time>{clockTextShort(decision.time - start)}</time>
          </li>
        );
      })}
    </ol>
  );
}

function isFirst(refs: readonly ObjectRef[], index: number): boolean {
  return refs.findIndex(({ uid }) => uid === refs[index]?.uid) === index;
}

function Sentences({ told }: { told: readonly Told[] }) {
  const t = useTexts();
  const known = told.filter(({ phrase }) => hasText(phrase.key));
  if (known.length === 0) return null;
  return (
    <ul>
      {known.map(({ phrase, refs }) => (
        <li key={phrase.key + JSON.stringify(phrase.params)}>
          <Linked text={t(phrase.key, phrase.params)} refs={refs} />
        </li>
      ))}
    </ul>
  );
}

function Next({ expectation: { phrase, at, refs } }: { expectation: Expectation }) {
  const t = useTexts();
  const left = useSessionState((state) => (at === undefined ? undefined : Math.ceil((at - state.now) / 1000)));
  if (!hasText(phrase.key)) return null;
  return (
    <li>
      <Linked text={t(phrase.key, phrase.params)} refs={refs} />
      {left !== undefined && left > 0 && <> {timeLeft(left, t)}</>}
    </li>
  );
}

/** `(in 38 s)`, `(in 5 min)`: in the unit that one would say it in. */
function timeLeft(seconds: number, t: Translate): string {
  if (seconds < 120) return t('inspector.inSeconds', { count: seconds });
  if (seconds < 2 * HOUR_S) return t('why.inMinutes', { count: Math.round(seconds / 60) });
  if (seconds < 2 * DAY_S) return t('why.inHours', { count: Math.round(seconds / HOUR_S) });
  return t('why.inDays', { count: Math.round(seconds / DAY_S) });
}

const HOUR_S = 3600;
const DAY_S = 24 * HOUR_S;
