import type { CSSProperties } from 'react';
import { useTexts } from '../../i18n/index.ts';
import type { ObjectRef, RolloutResource } from '../../scene/index.ts';
import { clockTextShort } from '../../session/index.ts';
import { useSessionState } from '../chrome/session-context.ts';
import { colourOf, RolloutBands } from './RolloutBands.tsx';
import { useRollout } from './use-rollout.ts';

/** Old and new pods over time, ready and not, between the lines that the rollout must stay between. */
export function RolloutChart({ selection }: { selection: ObjectRef & { readonly resource: RolloutResource } }) {
  const t = useTexts();
  const start = useSessionState((state) => state.startTime);
  const rollout = useRollout(selection);
  if (rollout === undefined) return null;
  const { steps, window, end, now, current } = rollout;
  const { most, fewest, parts } = current;
  const total = parts.reduce((sum, part) => sum + part.ready + part.unready, 0);
  const ready = parts.reduce((sum, part) => sum + part.ready, 0);
  return (
    <section className="inspector-section rollout" aria-label={t('inspector.rollout')}>
      <h3>{t('inspector.rollout')}</h3>
      <RolloutBands
        steps={steps}
        window={window}
        end={end}
        now={now}
        height={84}
        label={t('inspector.rolloutNow', { total, ready, most, fewest })}
      />
      <p className="rollout-axis" aria-hidden>
        <span>{clockTextShort(window.from - start)}</span>
        <span>{clockTextShort(window.until - start)}</span>
      </p>
      <ul className="rollout-key">
        {parts.map((part) => (
          <li key={part.revision?.number ?? 0}>
            <i className="legend-edge" style={{ '--edge': colourOf(part.revision) } as CSSProperties} />
            {t('inspector.rolloutPart', {
              number: part.revision?.number ?? '',
              count: part.ready + part.unready,
              ready: part.ready,
            })}
          </li>
        ))}
        <li>
          <i className="rollout-line is-most" />
          {t('inspector.rolloutMost', { count: most })}
        </li>
        <li>
          <i className="rollout-line is-fewest" />
          {t('inspector.rolloutFewest', { count: fewest })}
        </li>
      </ul>
    </section>
  );
}
