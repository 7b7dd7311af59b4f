import { useLayoutEffect, useMemo, useRef } from 'react';
import { useTexts } from '../../i18n/index.ts';
import { clockTextShort } from '../../session/index.ts';
import { decisionText } from '../chrome/decision-text.ts';
import { useSession, useSessionState } from '../chrome/session-context.ts';
import { useSampledFrame } from '../chrome/sampled-frame.ts';
import { refOfSubject } from './subject-ref.ts';

const MOST_LINES = 200;

/** What the cluster decided and why, one line a decision; what follows from one cause stands under it. */
export default function StoryList() {
  const t = useTexts();
  const session = useSession();
  const frame = useSampledFrame();
  const start = useSessionState((state) => state.startTime);
  const lines = useMemo(() => session.story(frame, MOST_LINES), [session, frame]);
  const view = useRef<HTMLDivElement>(null);
  const follows = useRef(true);

  useLayoutEffect(() => {
    if (follows.current && view.current !== null) view.current.scrollTop = view.current.scrollHeight;
  });

  if (lines.length === 0) return <p className="dock-note">{t('dock.noStory')}</p>;
  return (
    <div
      ref={view}
      className="table-scroll"
      tabIndex={0}
      role="region"
      aria-label={t('dock.story')}
      onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
        follows.current = scrollHeight - scrollTop - clientHeight < 24;
      }}
    >
      <ol className="story">
        {lines.map(({ decision, depth, group, quiet }) => {
          const ref = refOfSubject(decision.subject, frame.snapshot);
          return (
            <li key={decision.id} data-cause={group === decision.id} data-quiet={quiet}>
              <time>{clockTextShort(decision.time - start)}</time>
              <span className="story-actor">{decision.actor}</span>
              <span style={{ paddingLeft: `${depth * 14}px` }}>
                {decisionText(decision, t)}{' '}
                {ref !== undefined && (
                  <button type="button" className="link mono" onClick={() => session.select(ref)}>
                    {ref.name}
                  </button>
                )}
              </span>
            </li>
          );
        })}
      </ol>
    </div>
  );
}
