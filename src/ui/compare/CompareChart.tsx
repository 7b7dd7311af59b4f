import { useId } from 'react';
import { useTexts } from '../../i18n/index.ts';
import type { Sample, TrialView } from '../../session/index.ts';
import { failuresBySecond, type ChartScale } from './chart-scale.ts';

/** px in which the chart is drawn; it grows with its place. */
const WIDTH = 420;
const LEFT = 26;
const PODS = { top: 8, height: 58 };
const FAILURES = { top: 82, height: 44 };
const FOOT = FAILURES.top + FAILURES.height;
const HEIGHT = FOOT + 18;

/** Ready pods above, failed requests below, over the seconds of the load; both sides of a comparison have the same scale. */
export function CompareChart({ view, scale }: { view: TrialView; scale: ChartScale }) {
  const t = useTexts();
  const hatch = useId();
  const { samples, changedAt } = view;
  const x = (ms: number): number => LEFT + (Math.min(ms / 1000, scale.seconds) / scale.seconds) * (WIDTH - LEFT - 4);
  const pods = (count: number): number => PODS.top + PODS.height - (count / scale.pods) * PODS.height;
  const step = Math.max(1, x(1000) - x(0) - 1);
  const failures = failuresBySecond(view, scale.seconds);
  const least = Math.min(...samples.map(({ before, after }) => before + after));
  const label = t('compare.chart', {
    least: Number.isFinite(least) ? least : 0,
    most: scale.pods,
    count: view.report?.failed ?? 0,
  });
  const end = samples.at(-1);
  return (
    <figure className="compare-chart">
      <figcaption>
        <span className="chart-key is-before">{t('compare.readyBefore')}</span>
        <span className="chart-key is-after">{t('compare.readyAfter')}</span>
        <span className="chart-key is-bad">{t('compare.failedASecond')}</span>
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
        <pattern id={hatch} width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="4" height="4" className="hatch-ground" />
          <line y2="4" className="hatch-line" />
        </pattern>
        <Grid scale={scale} x={x} />
        {end !== undefined && (
          <>
            <path
              className="is-before"
              d={area(
                samples,
                x,
                (each) => pods(each.before),
                () => pods(0),
              )}
            />
            <path
              className="is-after"
              d={area(
                samples,
                x,
                (each) => pods(each.before + each.after),
                (each) => pods(each.before),
              )}
            />
          </>
        )}
        {failures.map((count, second) =>
          count === 0 ? null : (
            <rect
              key={second}
              x={x(second * 1000)}
              width={step}
              // A single lost request must be seen.
              y={FOOT - Math.max(3, (count / scale.failures) * FAILURES.height)}
              height={Math.max(3, (count / scale.failures) * FAILURES.height)}
              fill={`url(#${hatch})`}
            />
          ),
        )}
        {changedAt !== undefined && (
          <g className="compare-change">
            <line x1={x(changedAt)} x2={x(changedAt)} y1={PODS.top - 6} y2={FOOT} />
            <text x={x(changedAt) + 4} y={FAILURES.top - 4}>
              {t('compare.change')}
            </text>
          </g>
        )}
      </svg>
    </figure>
  );
}

/** The outline of an area that is as high as its values are, in steps. */
function area(
  samples: readonly Sample[],
  x: (ms: number) => number,
  top: (sample: Sample) => number,
  bottom: (sample: Sample) => number,
): string {
  const edge = (y: (sample: Sample) => number): string[] =>
    samples.flatMap((sample, index) => {
      const until = samples[index + 1]?.at ?? sample.at;
      return [`${x(sample.at).toFixed(1)} ${y(sample).toFixed(1)}`, `${x(until).toFixed(1)} ${y(sample).toFixed(1)}`];
    });
  return `M${[...edge(top), ...edge(bottom).toReversed()].join('L')}Z`;
}

/** Seconds between two marks of the axis. */
function tickEvery(seconds: number): number {
  return [5, 10, 20, 30, 60].find((each) => seconds / each <= 8) ?? 60;
}

function Grid({ scale, x }: { scale: ChartScale; x: (ms: number) => number }) {
  const every = tickEvery(scale.seconds);
  const ticks = Array.from({ length: Math.floor(scale.seconds / every) + 1 }, (_, index) => index * every);
  return (
    <g className="compare-grid">
      {[
        [PODS.top, String(scale.pods)],
        [PODS.top + PODS.height, '0'],
        [FAILURES.top, String(scale.failures)],
        [FOOT, '0'],
      ].map(([y, text]) => (
        <g key={`${y} ${text}`}>
          <line x1={LEFT} x2={WIDTH - 4} y1={y} y2={y} />
          <text x={LEFT - 4} y={Number(y) + 3.5} textAnchor="end">
            {text}
          </text>
        </g>
      ))}
      {ticks.map((second) => (
        <text key={second} x={x(second * 1000)} y={HEIGHT - 5} textAnchor={second === scale.seconds ? 'end' : 'middle'}>
          {second === 0 ? '0' : `${second} s`}
        </text>
      ))}
    </g>
  );
}
