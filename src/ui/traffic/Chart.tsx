import { useId } from 'react';

/** One line or band of a chart: a value for each point in time. */
export interface ChartSeries {
  readonly label: string;
  readonly values: readonly number[];
  /** Which of the chart's colours; bad ones are hatched too. */
  readonly tone: 'good' | 'bad' | 'plain' | 'high';
}

/** Px in which charts are drawn; the style sheet stretches them. */
const WIDTH = 300;
const HEIGHT = 64;

/** A small chart over time: bars on top of each other, or lines. What it says is also in `title`, for those who cannot see it. */
export function Chart({
  title,
  series,
  unit,
  kind,
  most,
}: {
  title: string;
  series: readonly ChartSeries[];
  unit: string;
  kind: 'bars' | 'lines';
  /** The value at the top; without it the largest there is. */
  most?: number;
}) {
  const hatch = useId();
  const count = Math.max(1, ...series.map(({ values }) => values.length));
  const highest =
    kind === 'bars'
      ? Math.max(
          1,
          ...Array.from({ length: count }, (_, index) =>
            series.reduce((sum, { values }) => sum + (values[index] ?? 0), 0),
          ),
        )
      : Math.max(1, ...series.flatMap(({ values }) => values));
  const top = most ?? highest;
  const step = WIDTH / count;
  return (
    <figure className="chart">
      <figcaption>
        <span>{title}</span>
        {series.map(({ label, tone }) => (
          <span key={label} className={`chart-key is-${tone}`}>
            {label}
          </span>
        ))}
        <span className="chart-top">{`${Math.round(top)} ${unit}`}</span>
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={title}>
        <pattern id={hatch} width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="4" height="4" className="hatch-ground" />
          <line y2="4" className="hatch-line" />
        </pattern>
        {kind === 'bars'
          ? bars(series, step, top).map(({ key, tone, ...box }) => (
              <rect key={key} className={`is-${tone}`} {...(tone === 'bad' && { fill: `url(#${hatch})` })} {...box} />
            ))
          : series.map(({ label, values, tone }) => (
              <polyline
                key={label}
                className={`is-${tone}`}
                points={values
                  // Nothing was measured where nothing was answered.
                  .flatMap((value, index) =>
                    value > 0 ? [`${(index + 0.5) * step},${HEIGHT - (value / top) * (HEIGHT - 4)}`] : [],
                  )
                  .join(' ')}
              />
            ))}
      </svg>
    </figure>
  );
}

interface Bar {
  readonly key: string;
  readonly tone: ChartSeries['tone'];
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Bars on top of each other, the first series at the bottom. */
function bars(series: readonly ChartSeries[], step: number, top: number): readonly Bar[] {
  const filled: number[] = [];
  return series.flatMap(({ label, values, tone }) =>
    values.flatMap((value, index): Bar[] => {
      if (value <= 0) return [];
      const height = (value / top) * HEIGHT;
      const below = filled[index] ?? 0;
      filled[index] = below + height;
      // A single lost request must be seen.
      const shown = tone === 'bad' ? Math.max(3, height) : height;
      const y = HEIGHT - below - shown;
      return [{ key: `${label}${index}`, tone, x: index * step, y, width: Math.max(0.5, step - 0.5), height: shown }];
    }),
  );
}
